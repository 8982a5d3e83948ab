"""The points of the map, and the cards of those on screen."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from wagtail.models import PageViewRestriction

from inventory.map import map_options
from inventory.vocabulary import State
from tests.factories.inventory import SiteProfilePageFactory
from tests.golden import assert_golden
from tests.inventory.test_api import full_place

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
POINTS, CARDS = "/api/v3/places/map/", "/api/v3/places/cards/"


def ids(response):
    return [row[0] for row in response.json()["rows"]]


def test_points_and_cards_are_as_promised(client, home):
    place = full_place()
    points = client.get(POINTS).json()
    assert points.pop("version")
    assert points["rows"][0].pop(0) == place.pk
    assert_golden(GOLDEN / "map.json", points)
    cards = client.get(CARDS, {"id": place.pk}).json()
    assert cards["items"][0].pop("uid") == str(place.translation_key)
    assert_golden(GOLDEN / "cards.json", cards)


def test_a_place_without_a_point_counts_and_has_no_row(client, home):
    here = SiteProfilePageFactory()
    SiteProfilePageFactory(point="")
    response = client.get(POINTS)
    assert (response.json()["count"], ids(response)) == (2, [here.pk])


def test_a_place_whose_state_is_not_told_is_unknown(client, home):
    SiteProfilePageFactory(state="")
    points = client.get(POINTS).json()
    assert points["kinds"][points["rows"][0][3]]["code"] == State.UNKNOWN


@pytest.mark.parametrize(
    "query",
    [
        {"departement": "73"}, {"commune": "73065"}, {"famille": ["fablab"]}, {"famille": ["fablab", "coworking"]},
        {"etat": ["closed"]}, {"milieu": ["mountain"]}, {"q": "grenoblois"}, {"bbox": "5.8,45,6,46"},
        {"departement": "05"}, {},
    ],
)  # fmt: skip
def test_the_map_shows_what_the_list_finds(client, home, query):
    SiteProfilePageFactory(title="Grenoblois")
    SiteProfilePageFactory(
        title="Savoyard", insee_code="73065", commune="Chambéry", families=["fablab"], state="closed",
        milieu="mountain", point="SRID=4326;POINT(5.92 45.57)",
    )  # fmt: skip
    listed = {item["title"] for item in client.get("/api/v3/places/", query).json()["items"]}
    shown = ids(client.get(POINTS, query))
    assert {card["title"] for card in client.get(CARDS, {"id": shown or [1]}).json()["items"]} == listed


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        (POINTS, "couleur=bleu", "couleur"), (POINTS, "famille=rien", "famille"), (POINTS, "bbox=1,2,3", "bbox"),
        (POINTS, "limit=10", "limit"), (POINTS, "order=title", "order"), (CARDS, "", "id"), (CARDS, "id=x", "id"),
        (CARDS, "id=0", "id"), (CARDS, "id=99999999999999999999", "id"), (CARDS, "id=1&q=a", "q"),
        (CARDS, "&".join(f"id={n}" for n in range(1, 252)), "id"),
    ],
)  # fmt: skip
def test_unknown_or_malformed_parameter_is_a_422_that_names_it(client, home, path, query, named):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert any(named in error["loc"] for error in response.json()["errors"])
    assert "should" not in response.text


def test_cards_come_in_the_order_asked_and_once(client, home):
    first, second, third = SiteProfilePageFactory.create_batch(3)
    data = client.get(CARDS, {"id": [third.pk, first.pk, 99_999, third.pk, second.pk]}).json()
    assert [card["id"] for card in data["items"]] == [third.pk, first.pk, second.pk]
    assert data["count"] == 3


def test_neither_shows_a_draft_or_a_private_page(client, home, member, token_of):
    draft, private, public = SiteProfilePageFactory(draft=True), SiteProfilePageFactory(), SiteProfilePageFactory()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    wanted = {"id": [draft.pk, private.pk, public.pk]}
    for headers, seen in (({}, [public.pk]), (token_of(member), [private.pk, public.pk])):
        assert ids(client.get(POINTS, headers=headers)) == seen
        assert [c["id"] for c in client.get(CARDS, wanted, headers=headers).json()["items"]] == seen


def test_points_keep_their_version_until_something_changes(client, home):
    SiteProfilePageFactory()
    before = client.get(POINTS)
    assert client.get(POINTS, headers={"If-None-Match": before["ETag"]}).status_code == 304
    SiteProfilePageFactory()
    after = client.get(POINTS, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["version"] != before.json()["version"]


def test_as_many_queries_for_twenty_as_for_one(client, home):
    counts = []
    for number in (1, 19):
        SiteProfilePageFactory.create_batch(number)
        shown = {"id": ids(client.get(POINTS))}
        with CaptureQueriesContext(connection) as points:
            client.get(POINTS)
        with CaptureQueriesContext(connection) as cards:
            client.get(CARDS, shown)
        counts.append((len(points), len(cards)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 2
    assert counts[0][1] <= 5


def test_the_page_hands_its_filters_to_the_map(client, home):
    SiteProfilePageFactory()
    shown = client.get(
        "/inventaire/?famille=fablab&famille=coworking&page=2&departement=38&q=l%E2%80%99atelier&order=title"
    )
    address = shown.context["map"]["points_url"]
    assert address == f"{POINTS}?q=l%E2%80%99atelier&departement=38&famille=fablab&famille=coworking"
    assert client.get(address).status_code == 200


def test_tiles_are_asked_for_only_where_the_operator_names_some(home):
    assert map_options({})["tiles_url"] == ""
    with override_settings(MAP_TILES_URL="https://tuiles.example/{z}/{x}/{y}.png"):
        assert map_options({})["tiles_url"].startswith("https://tuiles.example/")
