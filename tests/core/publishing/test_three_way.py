"""Two changes to one stored value."""

import pytest

from core.publishing.three_way import Clash, conflicts, merged, merged_values

ROW = {"id": "1", "type": "text", "value": "un"}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("a", "a", "b", "b"),
        ("a", "b", "a", "b"),
        ("a", "b", "b", "b"),
        (None, "", "b", "b"),
        ([1], [1, 2], [1], [1, 2]),
        ([ROW], [ROW], [], []),
        ([ROW], [], [ROW], []),
        ([], [ROW], [ROW | {"id": "2"}], [ROW]),
        ([ROW], [ROW, {"id": "2", "value": "deux"}], [], [{"id": "2", "value": "deux"}]),
    ],
)
def test_two_changes_become_one(base, ours, theirs, expected):
    assert merged(base, ours, theirs) == expected


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        ("a", "b", "c"),
        ([1], [1, 2], [1, 3]),
        ([ROW], [ROW | {"value": "deux"}], [ROW | {"value": "trois"}]),
        ([ROW], [ROW | {"value": "deux"}], []),
        ([ROW], [], [ROW | {"value": "deux"}]),
        ({"a": 1}, {"a": 2}, {"a": 3}),
    ],
)
def test_two_changes_of_one_thing_clash_unless_ours_are_kept(base, ours, theirs):
    with pytest.raises(Clash):
        merged(base, ours, theirs)
    assert merged(base, ours, theirs, keep_ours=True) == ours


def test_of_many_values_those_in_conflict_are_named_and_ours_stay():
    base, ours, theirs = {"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 1}, {"a": 3, "b": 3, "c": 3}
    assert conflicts(base, ours, theirs, {"a", "b"}) == ["a"]
    assert merged_values(base, ours, theirs, {"a", "b"}) == {"a": 2, "b": 3, "c": 1}
