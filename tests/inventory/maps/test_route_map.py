"""The map of a route, which the server draws."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from core.contracts import RouteStop
from inventory.maps.route_map import MARKER, route_map

GRENOBLE, CHAMBERY, GAP = (5.72, 45.19), (5.92, 45.57), (6.08, 44.56)
SAINT_DENIS = (55.45, -20.88)


def drawn(*points, linked: bool = True):
    return route_map([RouteStop(number, *point, linked=linked) for number, point in enumerate(points, 1)])


def numbers(located) -> list[str]:
    return [number["text"] for number in located["numbers"]]


def test_no_stops_have_no_map():
    assert route_map([]) is None


def test_stops_are_numbered_and_joined_in_order():
    located = drawn(GRENOBLE, CHAMBERY, GAP)
    assert numbers(located) == ["1", "2", "3"]
    spots = [(number["x"], number["y"]) for number in located["numbers"]]
    assert located["route"] == "".join(f"M{a[0]} {a[1]}L{b[0]} {b[1]}" for a, b in pairwise(spots))
    assert located["label"] == "Carte : 3 étapes du tour"
    assert all(0 < x < located["width"] and 0 < y < located["height"] for x, y in spots)


def test_a_stop_that_is_not_linked_is_apart():
    stops = [
        RouteStop(1, *GRENOBLE, linked=True),
        RouteStop(2, *CHAMBERY, linked=True),
        RouteStop(3, *GAP, linked=False),
    ]
    assert route_map(stops)["route"].count("L") == 1
    assert drawn(GRENOBLE, CHAMBERY, linked=False)["route"] == ""


def test_stops_at_the_same_spot_share_a_marker():
    located = drawn(GRENOBLE, GAP, GRENOBLE, GRENOBLE, GRENOBLE)
    assert numbers(located) == ["1, 3-5", "2"]
    assert located["route"].count("L") == 2
    assert located["markers"].count("M") == 2


def test_one_stop_stands_in_the_middle():
    located = drawn(GRENOBLE)
    assert (located["numbers"][0]["x"], located["route"]) == (located["width"] // 2, "")


def test_the_name_of_a_town_is_above_its_marker():
    located = drawn(CHAMBERY, (5.7245, 45.1885), GAP)
    name = next(name for name in located["names"] if name["text"] == "Grenoble")
    marker = located["numbers"][1]
    assert marker["y"] - MARKER < name["y"] < marker["y"]


def test_stops_overseas_do_not_shrink_the_others():
    located = drawn(GRENOBLE, SAINT_DENIS, GAP)
    assert located["label"] == "Carte : 2 étapes du tour, et 1 autre au-delà"
    assert numbers(located) == ["1", "3"]
    assert numbers(drawn(SAINT_DENIS)) == ["1"]


@pytest.mark.django_db
def test_svg_has_a_label_and_no_inline_style():
    html = render_to_string("components/route_map.html", {"locator": drawn(GRENOBLE, GAP)})
    assert 'role="img" aria-label="Carte : 2 étapes du tour"' in html
    assert "style=" not in html
    assert not re.search(r"\d\.\d", html)
