"""Where one is in the steps of a contribution, and what is filled."""

from __future__ import annotations

from typing import TypedDict

from django.urls import reverse

from core.contributions import Kind, Purpose, Step
from members import filling
from members.models import Contribution


class Stage(TypedDict):
    """A step as the stepper shows it; the last one, without a slug, is the look over."""

    slug: str
    title: str
    url: str
    here: bool
    done: bool
    #: What is filled, for who does not see the colours.
    state: str


def stepper(kind: Kind, contribution: Contribution, here: Step | None) -> list[Stage]:
    """All steps, then the look over; `here` is None there."""
    counted = dict.fromkeys(contribution.uploads.values_list("field", flat=True)) if not _is_new(contribution) else {}
    stages = []
    for step in kind.steps:
        done, state = _filled(kind, contribution, step, any(name in counted for name in step.files))
        url = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
        stages.append(
            Stage(
                slug=step.slug,
                title=step.title,
                url=url,
                here=here is not None and step.slug == here.slug,
                done=done,
                state=state,
            )
        )
    last = reverse("contribute_send", args=[kind.code, contribution.pk])
    stages.append(Stage(slug="", title="Relire et envoyer", url=last, here=here is None, done=False, state=""))
    return stages


def _is_new(contribution: Contribution) -> bool:
    return contribution._state.adding


def _filled(kind: Kind, contribution: Contribution, step: Step, files: bool) -> tuple[bool, str]:
    typed = filling.of_step(contribution.typed, step, kind)
    said = {name for name in step.fields if any(filling.filled(_own(typed, name, kind)))}
    if kind.purpose == Purpose.CORRECTION:
        return (True, "vu") if typed or files else (False, "pas encore vu")
    needed = {name for name in step.fields if kind.form.base_fields[name].required}
    if not said and not files:
        return False, "à remplir"
    return (True, "rempli") if needed <= said else (False, "à compléter")


def _own(typed: dict[str, list[str]], name: str, kind: Kind) -> dict[str, list[str]]:
    from members.contributing import owner_of

    every = list(kind.form.base_fields)
    return {key: values for key, values in typed.items() if owner_of(key, every) == name}
