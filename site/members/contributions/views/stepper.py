"""The stepper above a contribution's screens: its steps, and which of them are filled."""

from __future__ import annotations

from typing import TypedDict

from django.urls import reverse

from core.contributions.kinds import Kind, Purpose, Step
from members.contributions import form_data
from members.contributions.steps import shown_steps
from members.models import Contribution


class StepperItem(TypedDict):
    """A step in the stepper; the last item, with an empty slug, is the overview."""

    slug: str
    title: str
    url: str
    here: bool
    done: bool
    #: `done` as text, for screen readers.
    state: str


def stepper(kind: Kind, contribution: Contribution, here: Step | None) -> list[StepperItem]:
    """List the steps, then the overview. `here` is the current step, None on the overview."""
    is_new = contribution._state.adding
    file_names = set() if is_new else set(contribution.uploads.values_list("field", flat=True))
    visited = form_data.owners(contribution.typed, kind.form)
    filled = form_data.owners((key for key, values in contribution.typed.items() if any(values)), kind.form)
    items = []
    for step in shown_steps(kind, contribution, here):
        files = not file_names.isdisjoint(step.files)
        if kind.purpose == Purpose.CORRECTION:
            done = files or not visited.isdisjoint(step.fields)
            state = "vu" if done else "pas encore vu"
        elif not files and filled.isdisjoint(step.fields):
            done, state = False, "à remplir"
        else:
            done = all(name in filled for name in step.fields if kind.form.base_fields[name].required)
            state = "rempli" if done else "à compléter"
        items.append(
            StepperItem(
                slug=step.slug,
                title=step.title,
                url=reverse("contribute_step", args=[kind.code, contribution.pk, step.slug]),
                here=here is not None and step.slug == here.slug,
                done=done,
                state=state,
            )
        )
    overview = reverse("contribute_send", args=[kind.code, contribution.pk])
    items.append(StepperItem(slug="", title="Relire et envoyer", url=overview, here=here is None, done=False, state=""))
    return items
