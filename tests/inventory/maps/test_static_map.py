"""The small maps that the server draws."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from core import contracts
from core.visibility.gate import Gate, Reader
from inventory.choices import Visibility
from inventory.maps import static_map
from inventory.maps.static_map import place_locator, points_locator
from inventory.visibility import FIELD_GROUPS
from tests.factories.inventory import SiteProfilePageFactory

CHAMBERY = {"insee_code": "73065", "commune": "Chambéry", "point": "SRID=4326;POINT(5.92 45.57)"}
SAINT_DENIS = {"insee_code": "97411", "commune": "Saint-Denis", "point": "SRID=4326;POINT(55.45 -20.88)"}


def points(drawn) -> list[tuple[int, int]]:
    """Where the dots of a drawing are."""
    return [(int(x), int(y)) for dots in drawn["dots"] for x, y in re.findall(r"M(\d+) (\d+)h0", dots["path"])]


def test_a_place_is_shown_in_its_departement():
    drawn = place_locator(5.72, 45.19, "Grenoble", "38")
    assert drawn["label"] == "Carte : Grenoble dans le département 38 (Isère)"
    assert [shape["here"] for shape in drawn["shapes"]].count(True) == 1
    assert drawn["shapes"][-1]["here"]
    assert 5 <= len(drawn["shapes"]) <= 12
    [(x, y)] = points(drawn)
    grenoble = next(name for name in drawn["names"] if name["text"] == "Grenoble")
    assert abs(x - grenoble["x"]) + abs(y - grenoble["y"]) < 20
    assert "Contours" in drawn["credit"]


def test_north_is_up_and_east_is_right():
    (south_west,), (north_east,) = (points(place_locator(*point, "", "38")) for point in ((5.2, 45.0), (5.9, 45.4)))
    assert south_west[0] < north_east[0]
    assert south_west[1] > north_east[1]


@pytest.mark.parametrize("department", ["", "974", "75"])
def test_point_outside_of_the_outlines_has_no_map(department):
    assert place_locator(5.72, 45.19, "Grenoble", department) is None


def test_a_place_without_a_point_has_no_map(client, home):
    assert client.get(SiteProfilePageFactory(point="").url).context["locator"] is None
    assert client.get(SiteProfilePageFactory().url).context["locator"]["label"].startswith("Carte : Grenoble")


@pytest.fixture
def three_places(home):
    SiteProfilePageFactory.create_batch(2)
    SiteProfilePageFactory(**CHAMBERY)


def test_map_of_all_places_has_a_label(three_places):
    drawn = contracts.inventory_locator(Gate.public())
    assert drawn["label"] == "Carte : 3 lieux dans 2 départements"
    assert len(points(drawn)) == 2
    assert [dots["width"] for dots in drawn["dots"]] == [9, 7]


def test_places_overseas_do_not_shrink_the_others(three_places):
    SiteProfilePageFactory(**SAINT_DENIS)
    drawn = contracts.inventory_locator(Gate.public())
    assert drawn["label"] == "Carte : 3 lieux dans 2 départements, et 1 autre au-delà"
    assert len(points(drawn)) == 2


def test_places_overseas_alone_are_shown(home):
    SiteProfilePageFactory(**SAINT_DENIS)
    drawn = contracts.inventory_locator(Gate.public())
    assert drawn["label"] == "Carte : 1 lieu dans 1 département"
    assert (drawn["shapes"], drawn["credit"]) == ([], "")


def test_an_inventory_without_points_has_no_map(home):
    SiteProfilePageFactory(point="")
    SiteProfilePageFactory(draft=True)
    assert contracts.inventory_locator(Gate.public()) is None


def test_the_map_is_drawn_once_per_version(three_places):
    first = contracts.inventory_locator(Gate.public())
    gate = Gate.public()
    with CaptureQueriesContext(connection) as queries:
        assert contracts.inventory_locator(gate) is first
    assert len(queries) == 0
    SiteProfilePageFactory()
    assert contracts.inventory_locator(Gate.public())["label"].startswith("Carte : 4 lieux")


def test_any_number_of_places_is_a_small_drawing():
    """A whole country: as many dots as are told apart, and no more bytes than a small photo."""
    frame = static_map.Projection.around(static_map.outlines.read().box)
    spread = [frame.project(-4 + 11 * (n % 141) / 141, 42.5 + 8 * (n % 143) / 143) for n in range(20_000)]
    dots = static_map._grid(spread)
    assert 200 < sum(found["path"].count("M") for found in dots) <= static_map.MAX_DOTS
    whole = {"width": static_map.WIDTH, "height": frame.height, "shapes": static_map._shapes(frame), "dots": dots,
             "names": static_map._names(frame), "label": "Carte", "credit": "Contours"}  # fmt: skip
    svg = render_to_string("components/locator.html", {"locator": whole})
    assert svg.count("locator-ground") == 96
    assert len(svg.encode()) < 25_000


@pytest.mark.django_db
def test_svg_has_a_label_and_no_inline_style():
    html = render_to_string("components/locator.html", {"locator": place_locator(5.72, 45.19, "L'Isle & Co", "38")})
    assert 'role="img" aria-label="Carte : L&#x27;Isle &amp; Co dans le département 38 (Isère)"' in html
    assert "style=" not in html
    assert re.search(r'viewBox="0 0 480 \d+"', html)
    assert not re.search(r"\d\.\d", html)


class TestListedPlaces:
    """The map of the places that a sheet of the guide names."""

    def test_none_have_no_map(self):
        assert points_locator([]) is None

    def test_one_stands_in_the_middle(self):
        drawn = points_locator([(5.72, 45.19)])
        assert drawn["label"] == "Carte : 1 lieu de la liste"
        assert points(drawn) == [(drawn["width"] // 2, drawn["height"] // 2)]
        assert drawn["shapes"]
        assert "Contours" in drawn["credit"]

    def test_many_have_a_dot_each_within_the_drawing(self):
        given = [(5.72 + n / 50, 45.19 - n / 30) for n in range(30)]
        drawn = points_locator(given)
        assert drawn["label"] == "Carte : 30 lieux de la liste"
        assert len(set(points(drawn))) == 30
        assert all(0 < x < drawn["width"] and 0 < y < drawn["height"] for x, y in points(drawn))

    def test_overseas_ones_are_counted_and_do_not_shrink_the_others(self):
        near = [(5.72, 45.19), (5.92, 45.57)]
        with_overseas = points_locator([*near, (55.45, -20.88), (-61.5, 16.2)])
        assert with_overseas["label"] == "Carte : 2 lieux de la liste, et 2 autres au-delà"
        assert points(with_overseas) == points(points_locator(near))

    def test_overseas_ones_alone_are_drawn_without_outlines(self):
        drawn = points_locator([(55.45, -20.88)])
        assert drawn["label"] == "Carte : 1 lieu de la liste"
        assert points(drawn)
        assert drawn["shapes"] == []
        assert drawn["credit"] == ""


class TestPointsOfPlaces:
    def test_a_point_is_longitude_and_latitude(self, home):
        place = SiteProfilePageFactory()
        assert contracts.points_of_places(Gate.public(), [place.pk]) == {place.pk: (5.72, 45.19)}

    def test_points_of_hidden_addresses_are_left_out(self, home, member):
        open_, reserved, hidden, draft = (
            SiteProfilePageFactory(),
            SiteProfilePageFactory(visibility_address=Visibility.MEMBERS),
            SiteProfilePageFactory(visibility_address=Visibility.TEAM),
            SiteProfilePageFactory(draft=True),
        )
        ids = [page.pk for page in (open_, reserved, hidden, draft)]
        public = Gate.public()
        assert set(contracts.points_of_places(public, ids)) == {open_.pk}
        inside = Gate(public.snapshot, public.site, Reader.of(member))
        assert set(contracts.points_of_places(inside, ids)) == {open_.pk, reserved.pk}

    def test_other_groups_hide_no_point(self, home):
        others = {name: Visibility.TEAM for name in FIELD_GROUPS if name != "visibility_address"}
        place = SiteProfilePageFactory(**others)
        assert place.pk in contracts.points_of_places(Gate.public(), [place.pk])

    def test_a_place_without_a_point_is_left_out(self, home):
        assert contracts.points_of_places(Gate.public(), [SiteProfilePageFactory(point="").pk, 99_999_999]) == {}

    def test_many_take_one_query(self, home, django_assert_num_queries):
        ids = [page.pk for page in SiteProfilePageFactory.create_batch(5)]
        gate = Gate.public()
        with django_assert_num_queries(1):
            assert len(contracts.points_of_places(gate, ids)) == 5
