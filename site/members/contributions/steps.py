"""The steps that a contribution has: those of its kind, without those that are for other choices than its own."""

from __future__ import annotations

from collections.abc import Iterable

from core.contributions.kinds import Kind, Step
from members.contributions import form_data
from members.models import Contribution


def shown_steps(kind: Kind, contribution: Contribution, here: Step | None = None) -> list[Step]:
    """Return the steps to show, in order. One in which something is typed stays, and so does `here`.

    So nothing that was typed is sent unseen, after another choice in an earlier step.
    """
    if not any(step.only_for for step in kind.steps):
        return list(kind.steps)
    filled = form_data.owners([key for key, values in contribution.typed.items() if any(values)], kind.form)
    return [
        step
        for step in kind.steps
        if step.only_for is None
        or step == here
        or not filled.isdisjoint(step.fields)
        or not _chosen(contribution, step.only_for[0]).isdisjoint(step.only_for[1])
    ]


def _chosen(contribution: Contribution, name: str) -> set[str]:
    """Return the choice that was typed, or that of the page that the contribution corrects."""
    typed: Iterable[str] | None = contribution.typed.get(name)
    if typed is None and contribution.page is not None:
        typed = [str(getattr(contribution.page.specific, name, ""))]
    return set(typed or ())
