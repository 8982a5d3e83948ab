"""The places of the API: moments, distances, orders, and parameters that are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inventory.choices import State
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
API = "/api/v3/places"


def test_facet_counts_the_places_that_are_open_now(client, home):
    SiteProfilePageFactory(opening_hours="24/7")
    SiteProfilePageFactory(opening_hours="24/7", state=State.CLOSED)
    SiteProfilePageFactory(opening_hours="")
    assert client.get(f"{API}/facets/").json()["facets"]["ouvert"] == [
        {"code": "now", "label": "Ouvert maintenant", "count": 1}
    ]
    assert client.get(f"{API}/?ouvert=now").json()["count"] == 1


def test_moment_without_a_time_zone_is_in_paris_time(client, home):
    SiteProfilePageFactory(opening_hours="Mo 20:00-23:00")
    for moment, count in (
        ("2026-07-14T10:00", 0), ("2026-07-13T22:30", 1), ("2026-07-13T22:30+02:00", 1), ("2026-07-13T20:30Z", 1),
        ("2026-07-13T20:30:00%2B00:00", 1), ("2026-07-13T22:30Z", 0),
    ):  # fmt: skip
        assert client.get(f"{API}/?ouvert={moment}").json()["count"] == count, moment


def test_places_come_nearest_first_with_their_distance(client, home):
    for title, longitude in (("Loin", "6.5"), ("Ici", "5.72"), ("À côté", "5.8")):
        SiteProfilePageFactory(title=title, point=f"SRID=4326;POINT({longitude} 45.19)")
    SiteProfilePageFactory(title="Nulle part", point="")
    items = client.get(f"{API}/?near=5.72,45.19").json()["items"]
    assert [(item["title"], item["distance_km"]) for item in items] == [("Ici", 0.0), ("À côté", 6.3), ("Loin", 61.1)]
    items = client.get(f"{API}/?near=5.72,45.19&order=-title&radius_km=10").json()["items"]
    assert [item["title"] for item in items] == ["Ici", "À côté"]


def test_places_without_a_value_come_last_in_an_order(client, home):
    for title, verified, updated in (
        ("Côte", date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)),
        ("Âge", date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=UTC)),
        ("Bourg", None, datetime(2026, 1, 1, tzinfo=UTC)),
    ):
        SiteProfilePageFactory(title=title, verified_on=verified, last_published_at=updated)
    for order, expected in (
        ("title", ["Âge", "Bourg", "Côte"]), ("-title", ["Côte", "Bourg", "Âge"]),
        ("verified_on", ["Côte", "Âge", "Bourg"]), ("-verified_on", ["Âge", "Côte", "Bourg"]),
        ("-updated", ["Bourg", "Âge", "Côte"]),
    ):  # fmt: skip
        items = client.get(f"{API}/?order={order}").json()["items"]
        assert [item["title"] for item in items] == expected, order


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("ouvert=demain", "ouvert"), ("ouvert=2026", "ouvert"), ("near=5.72", "near"), ("near=a,b", "near"),
        ("near=200,45", "near"), ("near=nan,45", "near"), ("radius_km=5", "radius_km"),
        ("near=5,45&radius_km=0", "radius_km"), ("near=5,45&radius_km=inf", "radius_km"),
        ("fermes=peut-etre", "fermes"),
        ("public=tous", "public"),
        ("espace=lune", "espace"), ("label=rien", "label"), ("commune=Grenoble", "commune"), ("epci=12", "epci"),
        ("order=distance", "order"), ("couleur=bleu", "couleur"),
    ],
)  # fmt: skip
def test_unknown_or_malformed_parameter_is_a_422_that_names_it(client, home, query, named):
    for path in ("/", "/map/", "/facets/", ".geojson"):
        response = client.get(f"{API}{path}?{query}")
        assert response.status_code == 422, path
        assert any(named in error["loc"] for error in response.json()["errors"]), path
    assert client.get(f"/inventaire/?{query}").status_code == 200
