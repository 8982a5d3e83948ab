"""The routes of places: their JSON, their parameters and their errors."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from core.setup import ensure_page
from inventory.models import (
    PlaceDifficulty,
    PlaceFunder,
    PlaceIncome,
    PlaceLabel,
    PlaceLink,
    PlacePractice,
    PlacePrice,
    PlaceRoom,
    PlaceShare,
    PlaceSource,
    SiteProfilePage,
)
from tests.factories.inventory import SiteProfilePageFactory, inventory_index
from tests.golden import assert_golden

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[1] / "golden"


def full_place() -> SiteProfilePage:
    """A published place with a value in nearly every field, and a row in each list."""
    return ensure_page(
        inventory_index(), SiteProfilePage, "la-cime", "La Cime",
        {
            "summary": "Un coworking et un fablab de montagne.", "families": ["fablab", "coworking"], "state": "active",
            "milieu": "mountain", "opened": "2014~", "operator": "Association La Cime", "siret": "73282932000074",
            "website": "https://lacime.example", "email": "bonjour@lacime.example", "phone": "04 76 00 00 00",
            "address": "1 place du Marché", "postcode": "38250", "commune": "Villard-de-Lans", "insee_code": "38548",
            "epci_code": "243801024", "epci_name": "CC du Massif du Vercors",
            "point": "SRID=4326;POINT(5.550000 45.070000)", "precision": "number",
            "publics": ["independents", "residents"], "origins": ["commune", "around"],
            "management": ["association"], "initiative": "citizens", "subsidy": "from_25", "balance": "balanced",
            "dependent": "no", "staff": "1.50", "tenure": "moderate_rent", "lease_end": "2027",
            "spaces": ["open_space", "workshop"], "equipment": ["printer_3d"], "desks": 12, "built_area": 240,
            "outdoor_area": 80, "bandwidth": "over_100", "accessibility": "partial", "opening_hours": "24/7",
            "hours_note": "Badge la nuit.", "transport": "Bus 5110.", "facilitation": ["employee", "volunteers"],
            "facilitation_hours": "17.5", "rituals": "Café du lundi.", "programming": "Un atelier par mois.",
            "governance": "Un conseil de neuf personnes.", "participation": "Les usagers tiennent le bar.",
            "body": [
                {"type": "heading", "id": "a", "value": {"text": "Les espaces", "level": "h2"}},
                {"type": "text", "id": "b", "value": "<p>Un <b>atelier</b> et une salle.</p>"},
            ],
        },
        {
            "links": [PlaceLink(network="mastodon", url="https://social.example/@lacime")],
            "labels": [PlaceLabel(label="fabrique_territoire", year=2021)],
            "sources": [PlaceSource(source="CGET 2019", identifier="99", licence="Licence Ouverte 2.0")],
            "shares": [PlaceShare(public="independents", band="from_50")],
            "incomes": [PlaceIncome(income="desks"), PlaceIncome(income="subsidies")],
            "funders": [PlaceFunder(level="region", name="Région Auvergne-Rhône-Alpes")],
            "prices": [PlacePrice(offer="Poste", unit="day", price=Decimal("15.50"))],
            "rooms": [PlaceRoom(name="Moucherotte", capacity=10)],
            "difficulties": [
                PlaceDifficulty(
                    difficulty="mobility", text="Peu de cars.", since=2016, resolved=True, how="Un covoiturage."
                )
            ],
            "practices": [
                PlacePractice(
                    action="Prêter la clé.", context="Une commune de 4 000 habitants.", means="Deux bénévoles.",
                    effects="Ouvert le soir.", transfer="Se connaître.", evidence="https://lacime.example/bilan",
                )
            ],
        },
    )  # fmt: skip


def test_detail_matches_the_golden_file(client, home):
    full_place()
    data = client.get("/api/v3/places/la-cime/").json()
    assert data["longitude"] == 5.55
    assert_golden(GOLDEN / "SiteProfilePage.json", data)


def test_list_matches_the_golden_file(client, home):
    full_place()
    assert_golden(GOLDEN / "places.json", client.get("/api/v3/places/").json())


def test_detail_is_found_by_its_public_id(client, home):
    place = SiteProfilePageFactory()
    assert client.get(f"/api/v3/places/{place.translation_key}/").json()["slug"] == place.slug


def test_detail_of_an_old_slug_redirects_to_the_new_one(client, home, django_capture_on_commit_callbacks):
    place = full_place()
    place.slug = "la-cime-du-vercors"
    with django_capture_on_commit_callbacks(execute=True):  # Wagtail makes its redirects after the commit
        place.save_revision().publish()
    response = client.get("/api/v3/places/la-cime/")
    assert response.status_code == 301
    assert response["Location"] == "/api/v3/places/la-cime-du-vercors/"


def test_unknown_or_malformed_parameter_is_a_422_that_names_it(client, home):
    for query, named in (
        ("couleur=bleu", "couleur"), ("limit=101", "limit"), ("limit=x", "limit"), ("offset=-1", "offset"),
        ("famille=rien", "famille"), ("bbox=1,2,3", "bbox"), ("bbox=1,50,3,40", "bbox"), ("bbox=a,b,c,d", "bbox"),
        ("order=couleur", "order"), ("bbox=nan,1,2,3", "bbox"),
    ):  # fmt: skip
        response = client.get(f"/api/v3/places/?{query}")
        assert response.status_code == 422, query
        assert response["Content-Type"] == "application/problem+json"
        assert any(named in error["loc"] for error in response.json()["errors"]), query


def test_detail_refuses_parameters_too(client, home):
    place = SiteProfilePageFactory()
    assert client.get(f"/api/v3/places/{place.slug}/").status_code == 200
    assert client.get(f"/api/v3/places/{place.slug}/?x=1").status_code == 422


def test_bbox_finds_the_places_inside(client, home):
    SiteProfilePageFactory(title="Dedans")
    SiteProfilePageFactory(title="Dehors", point="SRID=4326;POINT(2.350000 48.850000)")
    items = client.get("/api/v3/places/?bbox=5,45,6,46").json()["items"]
    assert [item["title"] for item in items] == ["Dedans"]


def test_paging_and_order(client, home):
    for title in ("B", "A", "C"):
        SiteProfilePageFactory(title=title)
    data = client.get("/api/v3/places/?order=-title&limit=2&offset=1").json()
    assert (data["count"], [item["title"] for item in data["items"]]) == (3, ["B", "A"])
