"""All measures that a reader may see, with their evidence: plain rows, read once per content version.

The status of a measure follows from its evidence, so lists, synthesis, dashboard and API all start from here. It takes
two queries, whatever the number of measures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from archive.choices import CommitmentStatus, Deadline
from archive.commitments.status import Evidence, deadline_of, deciding, status_of
from archive.models import CommitmentPage, EvidencePage
from archive.models.commitments.pages import name_of
from core.db.pages import path_above
from core.visibility.gate import Gate

_DIGITS = re.compile(r"\d+")


class Measure(NamedTuple):
    """A measure as lists show it; `evidence` is its validated evidence that the reader may see."""

    pk: int
    path: str
    number: str
    title: str
    axis: str
    part_of: int | None
    leads_to: int | None
    due_latest: date | None
    due_label: str
    url_path: str
    evidence: Sequence[Evidence]
    status: CommitmentStatus

    @property
    def name(self) -> str:
        """Its number and its title: « Mesure 16 – Plan de télétravail »."""
        return name_of(self.number, self.title)

    @property
    def plan_path(self) -> str:
        """The tree path of its plan."""
        return path_above(self.path)

    @property
    def decided_by(self) -> Evidence | None:
        """The evidence that decides on the status."""
        return deciding(self.evidence)

    def deadline(self, today: date) -> Deadline:
        """Return how it stands against its deadline."""
        return deadline_of(self.status, self.due_latest, today)


#: The columns of a measure, in the order of the fields of `Measure`.
COLUMNS = (
    "pk", "path", "number", "title", "axis", "part_of_id", "leads_to_id", "due_latest", "due_label", "url_path",
)  # fmt: skip


def measures(gate: Gate) -> Sequence[Measure]:
    """Return the measures that the reader may see, by plan in the order of the tree, then by their numbers."""

    def read() -> list[Measure]:
        return _read(gate.pages(CommitmentPage), gate.pages(EvidencePage))

    return gate.snapshot.get_or_set(("measures", *gate.scope), read)


def measures_of(gate: Gate, plan_path: str) -> Sequence[Measure]:
    """Return the measures of a plan, by the tree path of its page."""
    return [measure for measure in measures(gate) if measure.plan_path == plan_path]


def measure_of(gate: Gate, page: CommitmentPage) -> Measure:
    """Return a page as a measure, saved or not, with the evidence that the reader may see. One query at most."""
    below = gate.pages(EvidencePage).filter(path__startswith=page.path) if page.pk else EvidencePage.objects.none()
    pieces = evidence_by_path(below).get(page.path, ())
    return Measure(*(getattr(page, name) for name in COLUMNS), evidence=pieces, status=status_of(pieces))


def live_measures() -> list[Measure]:
    """Return all live measures, for the admin: nothing is cached."""
    return _read(CommitmentPage.objects.live(), EvidencePage.objects.live())


def _read(commitments: Any, evidence: Any) -> list[Measure]:
    by_path = evidence_by_path(evidence)
    rows = commitments.order_by().values_list(*COLUMNS)
    return sorted(
        (Measure(*row, evidence=(pieces := by_path.get(row[1], ())), status=status_of(pieces)) for row in rows),
        key=lambda measure: (measure.plan_path, number_key(measure.number), measure.path),
    )


def evidence_by_path(pages: Any) -> Mapping[str, list[Evidence]]:
    """Return evidence pages as rows, by the tree path of their measure. Those without a date are left out."""
    result: dict[str, list[Evidence]] = defaultdict(list)
    dated = (
        pages.order_by().filter(date_earliest__isnull=False, last_published_at__isnull=False).exclude(establishes="")
    )
    columns = ("path", "date_earliest", "last_published_at", "pk", "establishes")
    for path, earliest, validated_at, pk, establishes in dated.values_list(*columns):
        result[path_above(path)].append(Evidence(earliest, validated_at, pk, establishes))
    return result


@lru_cache(maxsize=8192)  # all measures are sorted anew after each change, and plans have the same numbers
def number_key(number: str) -> tuple[bool, str]:
    """Return a key that sorts numbers as people count: 9, 16, 16-a, 16-b, 17; measures without a number come last."""
    return not number, _DIGITS.sub(lambda digits: digits[0].lstrip("0").zfill(6), number.lower())


def by_axis(rows: Iterable[Measure], axes: Iterable[str]) -> list[tuple[str, list[Measure]]]:
    """Group measures by axis: those of the plan in its order, then others, then "" for measures without one.

    An axis of the plan without measures stays, empty.
    """
    groups: dict[str, list[Measure]] = {axis: [] for axis in axes}
    without: list[Measure] = []
    for measure in rows:
        (groups.setdefault(measure.axis, []) if measure.axis else without).append(measure)
    return [*groups.items(), *([("", without)] if without else [])]
