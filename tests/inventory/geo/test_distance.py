from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.geo.distance import EARTH_KM, Distances, kilometres

points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def test_grenoble_is_forty_five_kilometres_from_chambery():
    assert kilometres((5.7243, 45.1821), (5.9178, 45.5662)) == pytest.approx(45.3, abs=0.2)


@given(points, st.lists(points, max_size=5))
def test_many_distances_are_those_measured_one_by_one(centre, others):
    measured = Distances((number, *point) for number, point in enumerate(others)).from_point(centre)
    for number, point in enumerate(others):
        assert measured[number] == pytest.approx(kilometres(centre, point), abs=0.001)


@given(points, st.lists(points, max_size=5), st.floats(0.1, 20_037))
def test_only_points_within_a_distance_are_measured(centre, others, limit):
    distances = Distances((number, *point) for number, point in enumerate(others))
    for number, kilometres_to in distances.from_point(centre).items():
        is_within = number in distances.from_point(centre, limit)
        if abs(kilometres_to - limit) > 0.01:
            assert is_within == (kilometres_to < limit)


def test_no_point_is_farther_than_the_other_side_of_the_earth():
    assert Distances([(1, -180.0, 0.0)]).from_point((0, 0), 10 * EARTH_KM).keys() == {1}


def test_nearest_of_some_points_come_first():
    distances = Distances([(1, 5.0, 45.0), (2, 6.0, 45.0), (3, 5.5, 45.0), (4, 5.1, 45.0)])
    assert [number for number, _ in distances.nearest((5.0, 45.0), [2, 3, 4, 9], 2)] == [4, 3]
