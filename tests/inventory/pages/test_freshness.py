"""How long the answers about opening hours stay valid: their ETag changes when a place opens or closes."""

from __future__ import annotations

import pytest

from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.pages.whole import WEEK

pytestmark = pytest.mark.django_db


def etags(client, paths) -> dict[str, str]:
    return {path: client.get(path)["ETag"] for path in paths}


def statuses(client, tags: dict[str, str]) -> set[int]:
    """The status codes of conditional requests for these addresses."""
    return {client.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()}


def test_place_is_valid_until_it_opens_or_closes(client, home, set_time):
    place = SiteProfilePageFactory(opening_hours=WEEK)
    paths = [
        place.url, f"/api/v3/places/{place.slug}/", f"/api/v3/places/{place.translation_key}/",
        f"/api/v3/content/{place.translation_key}/", f"/api/v3/content/?path={place.url}",
        "/api/v3/content/export.ndjson?type=place",
    ]  # fmt: skip
    set_time(2026, 7, 13, 14, 0)
    tags = etags(client, paths)
    set_time(2026, 7, 13, 17, 59)
    assert statuses(client, tags) == {304}
    set_time(2026, 7, 13, 18, 0)
    assert statuses(client, tags) == {200}


def test_page_without_opening_hours_is_valid_all_day(client, home, set_time):
    SiteProfilePageFactory(slug="sans-horaires")
    SiteProfilePageFactory(opening_hours=WEEK)
    set_time(2026, 7, 13, 0, 1)
    tags = etags(client, ["/inventaire/sans-horaires/", "/", "/api/v3/places/", "/memento/"])
    set_time(2026, 7, 13, 23, 59)
    assert statuses(client, tags) == {304}


def test_list_with_open_places_is_valid_until_any_place_opens_or_closes(client, home, set_time):
    SiteProfilePageFactory(opening_hours=WEEK)
    SiteProfilePageFactory(opening_hours="Mo-Fr 10:00-17:00")
    paths = [
        "/inventaire/?ouvert=now", "/inventaire/", "/api/v3/places/?ouvert=now", "/api/v3/places/facets/",
        "/api/v3/places/map/?ouvert=now", "/api/v3/places.geojson?ouvert=now",
    ]  # fmt: skip
    set_time(2026, 7, 13, 14, 0)
    tags = etags(client, paths)
    set_time(2026, 7, 13, 16, 59)
    assert statuses(client, tags) == {304}
    set_time(2026, 7, 13, 17, 0)
    assert statuses(client, tags) == {200}
