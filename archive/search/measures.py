"""The measures of a plan that a question means, by status or deadline: « mesures en retard »."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from archive.choices import CommitmentStatus, Deadline
from archive.commitments.register import measures
from archive.models import CommitmentPlanPage
from archive.pages.commitments import select
from core.choices import mid_sentence
from core.visibility.gate import Gate

#: Number of plans that answer a question.
MOST_PLANS = 3


class PlanMeasures(NamedTuple):
    """The measures of a plan that pass a filter: their number, and the URL of the plan with it."""

    title: str
    count: int
    url: str


def plans_with(gate: Gate, filters: Mapping[str, list[str]]) -> list[PlanMeasures]:
    """Return the plans that have measures with these filters, `status` or `deadline`, those with most first."""
    counts: dict[str, int] = {}
    for measure in select(measures(gate), filters):
        counts[measure.plan_path] = counts.get(measure.plan_path, 0) + 1
    query = urlencode(filters, doseq=True)
    rows = [
        PlanMeasures(title, counts[path], f"{gate.url(url_path)}?{query}")
        for path, title, url_path in _plans(gate)
        if path in counts
    ]
    return sorted(rows, key=lambda row: -row.count)[:MOST_PLANS]


def _plans(gate: Gate) -> list[tuple[str, str, str]]:
    """Return path, title and URL path of the plans that the reader may see; read once per content version."""

    def read() -> list[tuple[str, str, str]]:
        return list(gate.pages(CommitmentPlanPage).order_by("path").values_list("path", "title", "url_path"))

    return gate.snapshot.get_or_set(("plans of questions", *gate.scope), read)


def names(filters: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the filters in words: « échéance dépassée », « réalisé »."""
    for name, codes in filters.items():
        vocabulary = CommitmentStatus if name == "status" else Deadline
        for code in codes:
            yield mid_sentence(str(vocabulary(code).label))
