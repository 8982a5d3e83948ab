"""Each filter finds the same places in the list, in the API, on the map and in its cards."""

from __future__ import annotations

import pytest

from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def two_places(module_db) -> None:
    SiteProfilePageFactory(title="Grenoblois")
    SiteProfilePageFactory(
        title="Savoyard", insee_code="73065", commune="Chambéry", families=["fablab"], state="closed",
        milieu="mountain", point="SRID=4326;POINT(5.92 45.57)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Grenoblois", "Savoyard"]),
        ({"departement": "73"}, ["Savoyard"]),
        ({"departement": "05"}, []),
        ({"commune": "73065"}, ["Savoyard"]),
        ({"famille": ["fablab"]}, ["Savoyard"]),
        ({"famille": ["fablab", "coworking"]}, ["Grenoblois", "Savoyard"]),
        ({"etat": ["closed"]}, ["Savoyard"]),
        ({"milieu": ["mountain"]}, ["Savoyard"]),
        ({"bbox": "5.8,45,6,46"}, ["Savoyard"]),
        ({"q": "grenoblois"}, ["Grenoblois"]),
        ({"q": "Chambery"}, ["Savoyard"]),
    ],
    ids=str,
)
def test_filter_finds_the_same_places_in_list_api_and_map(client, two_places, query, expected):
    page = client.get("/inventaire/", query)
    assert [place["title"] for place in page.context["places"]] == expected
    assert page.context["count"] == len(expected)
    assert [item["title"] for item in client.get("/api/v3/places/", query).json()["items"]] == expected
    points = [row[0] for row in client.get("/api/v3/places/map/", query).json()["rows"]]
    cards = client.get("/api/v3/places/cards/", {"id": points or [1]}).json()["items"]
    assert {card["title"] for card in cards} == set(expected)
