"""The points of the map, and the cards of those on screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from wagtail.models import PageViewRestriction

from inventory.choices import State
from inventory.maps.interactive import map_options
from tests.factories.inventory import SiteProfilePageFactory
from tests.golden import assert_golden
from tests.inventory.api.test_routes import full_place

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[1] / "golden"
POINTS, CARDS = "/api/v3/places/map/", "/api/v3/places/cards/"
#: The same on the site, for the reader of the session.
SITE_POINTS, SITE_CARDS = "/inventaire/points.json", "/inventaire/vignettes.json"


def ids(response) -> list[int]:
    """The ids of the places on the map."""
    return [row[0] for row in response.json()["rows"]]


def test_points_and_cards_match_the_golden_files(client, home):
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


def test_place_without_a_state_is_unknown(client, home):
    SiteProfilePageFactory(state="")
    points = client.get(POINTS).json()
    assert points["kinds"][points["rows"][0][3]]["code"] == State.UNKNOWN


@pytest.mark.parametrize(
    ("path", "query", "named"),
    [
        (POINTS, "couleur=bleu", "couleur"), (POINTS, "famille=rien", "famille"), (POINTS, "bbox=1,2,3", "bbox"),
        (POINTS, "limit=10", "limit"), (POINTS, "order=title", "order"), (CARDS, "", "id"), (CARDS, "id=x", "id"),
        (CARDS, "id=0", "id"), (CARDS, "id=99999999999999999999", "id"), (CARDS, "id=1&q=a", "q"),
        (CARDS, "&".join(f"id={n}" for n in range(1, 252)), "id"), (SITE_POINTS, "couleur=bleu", "couleur"),
        (SITE_POINTS, "famille=fablab&famille=rien", "famille"), (SITE_POINTS, "q=%00", "q"),
        (SITE_POINTS, "radius_km=5", "radius_km"), (SITE_CARDS, "", "id"), (SITE_CARDS, "id=1&id=x", "id"),
        (SITE_CARDS, "id=1&q=a", "q"),
    ],
)  # fmt: skip
def test_unknown_or_malformed_parameter_is_a_422_that_names_it(client, home, path, query, named):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert any(named in error["loc"] for error in response.json()["errors"])
    assert "should" not in response.text


def test_cards_come_in_the_requested_order_and_once(client, home):
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


def test_the_site_answers_as_the_api_and_for_the_session(client, home, member, token_of):
    private, public = SiteProfilePageFactory(), SiteProfilePageFactory()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    pairs = [
        (f"{SITE_POINTS}?famille=coworking&famille=fablab", f"{POINTS}?famille=coworking&famille=fablab"),
        (SITE_POINTS, POINTS),
        (f"{SITE_CARDS}?id={private.pk}&id={public.pk}", f"{CARDS}?id={private.pk}&id={public.pk}"),
    ]
    for own, api in pairs:
        response = client.get(own)
        assert response.json() == client.get(api).json()
        assert response["Content-Type"] == "application/json"
        assert client.get(own, headers={"If-None-Match": response["ETag"]}).status_code == 304
    client.force_login(member)
    for own, api in pairs:
        response = client.get(own)
        assert response.json() == client.get(api, headers=token_of(member)).json()
        assert response["Cache-Control"] == "private, no-store"
    assert client.post(SITE_POINTS).status_code == 405


def test_points_keep_their_version_until_a_row_changes(client, home):
    place = SiteProfilePageFactory()
    before = client.get(POINTS)
    place.title = "Autre nom"
    place.save_revision().publish()
    assert client.get(POINTS, headers={"If-None-Match": before["ETag"]}).status_code == 304
    SiteProfilePageFactory()
    after = client.get(POINTS, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["version"] != before.json()["version"]


def test_number_of_queries_is_the_same_for_one_place_and_for_several(client, home):
    counts = []
    for number in (1, 3):
        SiteProfilePageFactory.create_batch(number, pictured=True)
        shown = {"id": ids(client.get(POINTS))}
        with CaptureQueriesContext(connection) as points:
            client.get(POINTS)
        with CaptureQueriesContext(connection) as cards:
            client.get(CARDS, shown)
        counts.append((len(points), len(cards)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 2
    assert counts[0][1] <= 5


@pytest.mark.indexed
def test_page_passes_its_filters_to_the_map(client, home):
    SiteProfilePageFactory()
    shown = client.get(
        "/inventaire/?famille=fablab&famille=coworking&page=2&departement=38&q=l%E2%80%99atelier&order=title"
    )
    address = shown.context["map"]["points_url"]
    assert address == f"{SITE_POINTS}?q=l%E2%80%99atelier&departement=38&famille=fablab&famille=coworking"
    assert client.get(address).status_code == 200


def test_the_map_of_a_frame_shows_what_everyone_may_see():
    assert map_options({"departement": ["38"]}, public=True)["points_url"] == f"{POINTS}?departement=38"
    assert map_options({}, public=True)["cards_url"] == CARDS


def test_map_has_tiles_only_where_a_setting_names_them(home):
    assert map_options({})["tiles_url"] == ""
    with override_settings(MAP_TILES_URL="https://tuiles.example/{z}/{x}/{y}.png"):
        assert map_options({})["tiles_url"].startswith("https://tuiles.example/")
