"""The synthesis of measures: how many have which status, as numbers and as bars.

A measure without evidence counts as « non documenté », never as not begun: it has a part of its own in each bar, and
no share is computed of undocumented measures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.choices import CommitmentStatus, Deadline
from archive.commitments.register import Measure


@dataclass(frozen=True)
class Share:
    """The measures with one status: a row of the table and a part of the bar. `start` and `width` are percents."""

    code: str
    label: str
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class Synthesis:
    """The progress of the measures of a plan or of an axis. All but `shares` are numbers of measures."""

    title: str
    count: int
    documented: int
    late: int
    sub_measures: int
    shares: Sequence[Share]


def synthesis(title: str, measures: Iterable[Measure], today: date) -> Synthesis:
    """Count measures by status. Every measure and every sub-measure counts once."""
    rows = list(measures)
    counts = Counter(measure.status for measure in rows)
    shares, start = [], 0.0
    for status in (
        *(status for status in CommitmentStatus if status != CommitmentStatus.UNDOCUMENTED),
        CommitmentStatus.UNDOCUMENTED,
    ):
        if counts[status]:
            width = round(100 * counts[status] / len(rows), 3)
            shares.append(Share(status.value, str(status.label), counts[status], round(start, 3), width))
            start += 100 * counts[status] / len(rows)
    return Synthesis(
        title=title,
        count=len(rows),
        documented=len(rows) - counts[CommitmentStatus.UNDOCUMENTED],
        late=sum(measure.deadline(today) == Deadline.LATE for measure in rows),
        sub_measures=sum(measure.part_of is not None for measure in rows),
        shares=shares,
    )
