"""What a contribution says, in words: before it is sent, and ever after."""

from __future__ import annotations

from typing import Any, TypedDict

from core.contributions import Kind, Purpose, Step
from members import contributing, filling, publishing
from members.models import Contribution, Correction


class Answer(TypedDict):
    """What a field holds, in words; of a correction also what the page says without it."""

    label: str
    value: str
    before: str


class Part(TypedDict):
    """A step of a form: what was answered there, and which fields were left empty."""

    step: Step
    answers: list[Answer]
    empty: list[str]


def as_typed(kind: Kind, contribution: Contribution) -> list[Part]:
    """What was typed, step by step; of a correction only what differs from the page as it is today."""
    return [_part(kind, step, _answers(kind, contribution, step.fields)) for step in kind.steps]


def as_sent(contribution: Contribution) -> list[Part]:
    """What was handed in; of a correction what it has proposed, against the page as it was then."""
    kind = contribution.declared
    if kind is None:
        return []
    correction = Correction.objects.filter(contribution=contribution).first()
    if correction is None:
        return [part for part in as_typed(kind, contribution) if part["answers"]]
    base, proposed = _sides(kind, contribution, correction)
    parts = []
    for step in kind.steps:
        # A word to the moderators is no part of the page.
        said = [name for name in step.fields if name not in base.fields or name == "note"]
        answers = [
            Answer(
                label=str(base[name].label), value=filling.in_words(proposed[name]), before=filling.in_words(base[name])
            )
            for name in step.fields
            if name not in said
        ]
        answers = [answer for answer in answers if answer["value"] != answer["before"]]
        answers += [answer for answer in _answers(kind, contribution, tuple(said)) if answer["value"]]
        parts.append(_part(kind, step, answers))
    return [part for part in parts if part["answers"]]


def _sides(kind: Kind, contribution: Contribution, correction: Correction) -> tuple[Any, Any]:
    """The form of a correction as it showed the page, and as it would show what is proposed."""
    page: Any = correction.page.specific
    stored = publishing.as_stored(page)
    base, proposed = (
        contributing.make_form(contribution, kind, None, instance=page.with_content_json(stored | values))
        for values in (correction.base, correction.proposed)
    )
    return base, proposed


def _part(kind: Kind, step: Step, answers: list[Answer]) -> Part:
    correction = kind.purpose == Purpose.CORRECTION
    return Part(
        step=step,
        answers=[answer for answer in answers if correction or answer["value"]],
        empty=[answer["label"] for answer in answers if not correction and not answer["value"]],
    )


def _answers(kind: Kind, contribution: Contribution, names: tuple[str, ...]) -> list[Answer]:
    """What was typed in some fields; of a correction only what differs from the page."""
    form = contributing.shown_form(contribution, names)
    if kind.purpose != Purpose.CORRECTION:
        said = [(bound, filling.in_words(bound), "") for bound in form]
    else:
        today = contributing.shown_form(filling.as_typed(contribution, {}), names)
        said = [
            (bound, filling.in_words(bound), filling.in_words(today[bound.name])) for bound in form if form.is_bound
        ]
        said = [(bound, value, before) for bound, value, before in said if value != before]
    return [Answer(label=str(bound.label), value=value, before=before) for bound, value, before in said]
