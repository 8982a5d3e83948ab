"""The history of a measure: what changed in its evidence, and how its status followed.

This module imports no model, so that the panels of models may show a history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.choices import CommitmentStatus, EvidenceAction
from archive.commitments.status import Evidence, status_of


@dataclass(frozen=True)
class HistoryLine:
    """A change of the evidence of a measure (an `EvidenceChange`), with the status before and after it."""

    change: Any
    before: CommitmentStatus
    after: CommitmentStatus


def lines(changes: Iterable[Any]) -> list[HistoryLine]:
    """Return the changes of a measure in order, each with the status before and after it."""
    evidence: dict[int, Evidence] = {}
    result = []
    before = CommitmentStatus.UNDOCUMENTED
    for change in changes:
        evidence.pop(change.evidence, None)
        if change.action != EvidenceAction.WITHDRAWN:
            evidence[change.evidence] = Evidence(
                change.date_earliest, change.validated_at, change.evidence, change.establishes
            )
        after = status_of(evidence.values())
        result.append(HistoryLine(change, before, after))
        before = after
    return result
