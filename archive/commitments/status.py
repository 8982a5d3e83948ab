"""The status of a measure: what its latest validated evidence establishes, and how it stands against its deadline."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from archive.choices import CommitmentStatus, Deadline

#: The statuses after which nothing more is expected of a measure.
FINAL = frozenset(
    {CommitmentStatus.DONE, CommitmentStatus.DROPPED, CommitmentStatus.REPLACED, CommitmentStatus.NOT_APPLICABLE}
)
#: The tones of the badges of statuses, see `badge.css`. The colours of the bars are in `commitments.css`.
TONES: dict[str, str] = {
    CommitmentStatus.UNDOCUMENTED: "",
    CommitmentStatus.NOT_STARTED: "warning",
    CommitmentStatus.COMMITTED: "planned",
    CommitmentStatus.IN_PROGRESS: "planned",
    CommitmentStatus.PARTIAL: "planned",
    CommitmentStatus.DONE: "good",
    CommitmentStatus.DROPPED: "ended",
    CommitmentStatus.REPLACED: "ended",
    CommitmentStatus.NOT_APPLICABLE: "ended",
}


class Evidence(NamedTuple):
    """A validated evidence of a measure; evidence is compared in the order of these values.

    `earliest` is the first possible day of its date, `validated_at` when it was last validated, `pk` its page id.
    """

    earliest: date
    validated_at: datetime
    pk: int
    establishes: str


class Contradiction(NamedTuple):
    """Two validated pieces of evidence that contradict each other, by page id, the earlier first."""

    first: int
    second: int
    #: Whether they have the same date; else the second reopens what the first had ended.
    same_date: bool


def deciding(evidence: Iterable[Evidence]) -> Evidence | None:
    """Return the evidence that decides: the latest by its date, then by its validation. None without evidence."""
    return max(evidence, default=None)


def status_of(evidence: Iterable[Evidence]) -> CommitmentStatus:
    """Return the status that the validated evidence of a measure establishes."""
    decides = deciding(evidence)
    return CommitmentStatus(decides.establishes) if decides else CommitmentStatus.UNDOCUMENTED


def deadline_of(status: str, due_latest: date | None, today: date) -> Deadline:
    """Return how a measure stands on a day. `due_latest` is the last possible day of its deadline, None without one.

    A passed deadline does not end a measure: only evidence does.
    """
    if status in FINAL:
        return Deadline.CLOSED
    if due_latest is None:
        return Deadline.NONE
    return Deadline.LATE if due_latest < today else Deadline.AHEAD


def contradictions(evidence: Iterable[Evidence]) -> list[Contradiction]:
    """Return the pairs that an editor should look at, in the order of their dates.

    Two dates that are equal but establish different statuses; or an end that a later evidence reopens.
    """
    in_order = sorted(evidence)
    pairs = []
    for first, second in itertools.pairwise(in_order):
        same_date = first.earliest == second.earliest
        reopens = first.establishes in FINAL and second.establishes not in FINAL
        if first.establishes != second.establishes and (same_date or reopens):
            pairs.append(Contradiction(first.pk, second.pk, same_date))
    return pairs
