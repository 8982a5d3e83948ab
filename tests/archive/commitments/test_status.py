"""The status of a measure follows from its validated evidence, whatever the order in which it came."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.choices import ESTABLISHED, CommitmentStatus, Deadline, EvidenceAction
from archive.commitments.history import lines
from archive.commitments.register import Measure, by_axis, number_key
from archive.commitments.status import FINAL, Evidence, contradictions, deadline_of, deciding, status_of
from archive.commitments.synthesis import synthesis

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = date(2016, 6, 1)
CODES = [code for code, _ in ESTABLISHED]
Status = CommitmentStatus


def proof(pk: int, day: int, establishes: str, hour: int = 0) -> Evidence:
    return Evidence(DAY + timedelta(days=day), NOON + timedelta(hours=hour), pk, establishes)


def measure(pk: int, *evidence: Evidence, axis: str = "") -> Measure:
    return Measure(pk, f"{pk:04}", "", "", axis, None, None, None, "", "", evidence, status_of(evidence))


proofs = st.lists(
    st.builds(proof, st.integers(1, 10**6), st.integers(0, 3), st.sampled_from(CODES), st.integers(0, 3)),
    unique_by=lambda evidence: evidence.pk,
    max_size=8,
)


@given(proofs, st.randoms())
def test_the_order_in_which_evidence_comes_does_not_matter(evidence: list[Evidence], random: Random):
    shuffled = random.sample(evidence, len(evidence))
    assert status_of(shuffled) == status_of(evidence)
    latest = deciding(evidence)
    if latest is None:
        assert status_of(evidence) == Status.UNDOCUMENTED
        return
    assert status_of(evidence) == latest.establishes
    for other in evidence:
        assert (other.earliest, other.validated_at) <= (latest.earliest, latest.validated_at)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([None, *CODES]), st.integers(0, 3)), max_size=12))
def test_history_ends_with_the_status_that_its_evidence_has(acts: list[tuple[int, str | None, int]]):
    """Each act validates a piece of evidence anew, or withdraws it (None)."""
    live: dict[int, Evidence] = {}
    changes = []
    for moment, (pk, establishes, day) in enumerate(acts):
        if establishes is None and pk not in live:
            continue
        before = live.pop(pk, None)
        if establishes is not None:
            live[pk] = proof(pk, day, establishes, hour=moment)
        row = live.get(pk) or before
        action = EvidenceAction.VALIDATED if pk in live else EvidenceAction.WITHDRAWN
        changes.append(
            SimpleNamespace(
                evidence=pk, action=action, date_earliest=row.earliest, validated_at=row.validated_at,
                establishes=row.establishes,
            )
        )  # fmt: skip
    history = lines(changes)
    assert [line.change for line in history] == changes
    assert (history[-1].after if history else Status.UNDOCUMENTED) == status_of(live.values())
    for first, second in itertools.pairwise(history):
        assert first.after == second.before


@given(st.lists(proofs, max_size=12))
def test_counts_add_up_and_say_nothing_of_what_is_not_known(all_proofs: list[list[Evidence]]):
    rows = [measure(pk, *evidence) for pk, evidence in enumerate(all_proofs)]
    result = synthesis("Plan", rows, DAY)
    assert sum(share.count for share in result.shares) == result.count == len(rows)
    assert result.documented == sum(bool(evidence) for evidence in all_proofs)
    assert sum(share.width for share in result.shares) == pytest.approx(100 if rows else 0, abs=0.02)
    assert all(share.count for share in result.shares)


def test_the_later_date_decides_then_the_later_validation():
    assert status_of([proof(1, 0, Status.DONE, hour=9), proof(2, 1, Status.IN_PROGRESS)]) == Status.IN_PROGRESS
    assert status_of([proof(2, 0, Status.DONE, hour=9), proof(1, 0, Status.IN_PROGRESS, hour=10)]) == Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("status", "due", "expected"),
    [
        (Status.UNDOCUMENTED, DAY - timedelta(days=1), Deadline.LATE),
        (Status.IN_PROGRESS, DAY - timedelta(days=1), Deadline.LATE),
        (Status.PARTIAL, DAY - timedelta(days=1), Deadline.LATE),
        (Status.UNDOCUMENTED, DAY, Deadline.AHEAD),
        (Status.NOT_STARTED, None, Deadline.NONE),
        *((status, DAY - timedelta(days=1), Deadline.CLOSED) for status in sorted(FINAL)),
    ],
)
def test_only_evidence_of_the_end_closes_a_measure(status, due, expected):
    assert deadline_of(status, due, DAY) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([proof(1, 0, Status.DONE), proof(2, 0, Status.DROPPED, hour=1)], [(1, 2, True)]),
        ([proof(1, 0, Status.DONE), proof(2, 5, Status.IN_PROGRESS)], [(1, 2, False)]),
        ([proof(1, 0, Status.IN_PROGRESS), proof(2, 5, Status.DONE)], []),
        ([proof(1, 0, Status.DONE), proof(2, 0, Status.DONE)], []),
        ([proof(1, 0, Status.DONE), proof(2, 5, Status.REPLACED)], []),
    ],
)
def test_contradictions(evidence, expected):
    assert [tuple(pair) for pair in contradictions(reversed(evidence))] == expected


def test_numbers_sort_as_people_count():
    numbers = ["17", "16-b", "", "9", "16", "16-a", "016-c"]
    assert sorted(numbers, key=number_key) == ["9", "16", "16-a", "16-b", "016-c", "17", ""]


def test_measures_by_axis_keep_the_order_of_the_plan_and_its_empty_axes():
    rows = [measure(1, axis="Autre"), measure(2, axis="Lieux"), measure(3), measure(4, axis="Lieux")]
    groups = [(axis, [row.pk for row in group]) for axis, group in by_axis(rows, ["Mobilité", "Lieux"])]
    assert groups == [("Mobilité", []), ("Lieux", [2, 4]), ("Autre", [1]), ("", [3])]
