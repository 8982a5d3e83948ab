"""The content of a contribution as text, step by step: before it is sent, and as it was sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypedDict

from django.forms import BaseForm

from core.contributions.kinds import Kind, Purpose, Step
from core.publishing.live_pages import as_stored
from members.contributions import drafts
from members.contributions.display import typed_in_words
from members.contributions.form_data import Typed
from members.contributions.steps import shown_steps
from members.models import Contribution, Correction


class FieldText(TypedDict):
    """The value of a field as text; for a correction, `before` is the value on the page."""

    label: str
    value: str
    before: str


class StepText(TypedDict):
    """A step of a form: its filled fields (of a correction, the changed ones), and the labels of its empty fields."""

    step: Step
    fields: list[FieldText]
    empty: list[str]


def as_typed(kind: Kind, contribution: Contribution) -> list[StepText]:
    """Return the stored data step by step; for a correction only what differs from the page as it is now."""
    forms = _forms_of_fields(kind, contribution)
    return [
        _step_text(kind, step, _field_texts(kind, contribution, forms, step.fields))
        for step in shown_steps(kind, contribution)
    ]


def as_sent(contribution: Contribution) -> list[StepText]:
    """Return the sent data step by step; for a correction, its proposed values beside the page as it was then."""
    kind = contribution.declared_kind
    if kind is None:
        return []
    correction = Correction.objects.filter(contribution=contribution).first()
    if correction is None:
        return [step_text for step_text in as_typed(kind, contribution) if step_text["fields"]]
    base, proposed = _forms_of_sides(kind, contribution, correction)
    forms = _forms_of_fields(kind, contribution)
    steps = []
    for step in kind.steps:
        # The note to the moderators is not part of the page.
        not_in_page = [name for name in step.fields if name not in base.fields or name == "note"]
        texts = [
            FieldText(
                label=str(base[name].label), value=typed_in_words(proposed[name]), before=typed_in_words(base[name])
            )
            for name in step.fields
            if name not in not_in_page
        ]
        texts = [text for text in texts if text["value"] != text["before"]]
        texts += [text for text in _field_texts(kind, contribution, forms, not_in_page) if text["value"]]
        steps.append(_step_text(kind, step, texts))
    return [step_text for step_text in steps if step_text["fields"]]


def without_page(contribution: Contribution, typed: Typed) -> list[FieldText]:
    """Return the given data as text, without reading the page that the contribution is about."""
    kind = drafts.kind_of(contribution)
    form = drafts.blank_form(contribution, kind, typed)
    texts = [(form[name], typed_in_words(form[name])) for name in form.fields]
    return [FieldText(label=str(bound.label), value=value, before="") for bound, value in texts if value]


def _forms_of_sides(kind: Kind, contribution: Contribution, correction: Correction) -> tuple[Any, Any]:
    """Build two unbound forms of a correction: with the page as it was, and with the proposed values."""
    page: Any = correction.page.specific
    stored = as_stored(page)
    base, proposed = (
        drafts.make_form(contribution, kind, None, instance=page.with_content_json(stored | values))
        for values in (correction.base, correction.proposed)
    )
    return base, proposed


def _step_text(kind: Kind, step: Step, texts: list[FieldText]) -> StepText:
    correction = kind.purpose == Purpose.CORRECTION
    return StepText(
        step=step,
        fields=[text for text in texts if correction or text["value"]],
        empty=[text["label"] for text in texts if not correction and not text["value"]],
    )


def _forms_of_fields(kind: Kind, contribution: Contribution) -> tuple[BaseForm, BaseForm]:
    """Build the form with the stored data, and the unbound form; of a correction, the latter has the page's values."""
    names = [name for step in kind.steps for name in step.fields]
    stored = drafts.form_of_fields(contribution, kind, names)
    return stored, drafts.form_of_fields(contribution, kind, names, typed={})


def _field_texts(
    kind: Kind, contribution: Contribution, forms: tuple[BaseForm, BaseForm], names: Collection[str]
) -> list[FieldText]:
    """Return the stored data of some fields as text; for a correction only what differs from the page.

    Where none of the fields was ever typed, they have the values of the unbound form.
    """
    stored, unbound = forms
    typed = any(name in contribution.typed for name in names)
    form = stored if typed else unbound
    fields = [form[name] for name in form.fields if name in names]
    if kind.purpose != Purpose.CORRECTION:
        texts = [(bound, typed_in_words(bound), "") for bound in fields]
    else:
        texts = [(bound, typed_in_words(bound), typed_in_words(unbound[bound.name])) for bound in fields if typed]
        texts = [(bound, value, before) for bound, value, before in texts if value != before]
    return [FieldText(label=str(bound.label), value=value, before=before) for bound, value, before in texts]
