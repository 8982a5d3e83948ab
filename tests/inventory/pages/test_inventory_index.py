"""The page that lists places: its order, its pages, and what it offers where no place is found."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory.catalogue import rows
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def titles(response):
    return [place["title"] for place in response.context["places"]]


def test_list_shows_live_places_by_name(client, home):
    SiteProfilePageFactory(title="Zébulon")
    SiteProfilePageFactory(title="Atelier")
    SiteProfilePageFactory(title="Caché", draft=True)
    assert titles(client.get("/inventaire/")) == ["Atelier", "Zébulon"]


def test_malformed_filters_are_left_out_with_a_notice(client, home):
    SiteProfilePageFactory(title="Seul")
    for query in ("departement=xx", "famille=rien", "page=0", "page=9999", "page=x", "etat=&milieu=zzz", "q=%00"):
        response = client.get(f"/inventaire/?{query}", follow=True)
        assert response.status_code == 200, query
        assert titles(response) == ["Seul"], query
        assert ("n’a pas été comprise" in response.text) is (query != "page=9999"), query


def test_list_is_paginated(client, home, monkeypatch):
    assert rows.PER_PAGE == 24
    monkeypatch.setattr(rows, "PER_PAGE", 3)
    SiteProfilePageFactory.create_batch(4)
    assert len(titles(client.get("/inventaire/"))) == 3
    assert len(titles(client.get("/inventaire/?page=2"))) == 1


# --- Nothing found --------------------------------------------------------------------------------------------------


def test_inventory_without_places_shows_a_message(client, home):
    html = client.get("/inventaire/").text
    assert "Aucun lieu n’est encore publié." in html
    assert "data-map" not in html
    assert 'id="recherche-vide"' in html


@pytest.mark.indexed
def test_empty_list_names_the_filters_to_remove(client, home):
    SiteProfilePageFactory(milieu="rural", families=["fablab"])
    SiteProfilePageFactory(milieu="rural", families=["coworking"], state="closed")
    SiteProfilePageFactory(milieu="urban", families=["coworking"])
    response = client.get("/inventaire/?famille=fablab&etat=closed&milieu=rural&q=tiers-lieu")
    ways = [(way["label"], way["count"], way["query"]) for way in response.context["without_one_filter"]]
    assert ways == [
        ("Fablab, makerspace, hackerspace", 1, "?q=tiers-lieu&etat=closed&milieu=rural"),
        ("Fermé", 1, "?q=tiers-lieu&famille=fablab&milieu=rural"),
    ]
    assert response.context["nearest_places"] is None
    for _, count, query in ways:
        assert client.get(f"/inventaire/{query}").context["count"] == count
    assert "Voir tous les lieux" in response.text


def test_empty_list_offers_the_next_radius_with_places(client, home):
    for number in range(3):
        SiteProfilePageFactory(point=f"SRID=4326;POINT({6.1 + number / 100} 45.19)", families=["fablab"])
    SiteProfilePageFactory(point="SRID=4326;POINT(5.8 45.19)", families=["coworking"])
    for query, families in (("famille=fablab&", 1), ("", 0)):
        html = client.get(f"/inventaire/?{query}near=5.72,45.19&radius_km=5&pres_de=Grenoble").text
        assert ("3 lieux à moins de 50&nbsp;km" in html) == bool(families)
        assert ("1 lieu à moins de 10&nbsp;km" in html) != bool(families)
    way = client.get("/inventaire/?famille=fablab&near=5.72,45.19&radius_km=5&pres_de=Grenoble").context["wider_radius"]
    page = client.get(f"/inventaire/{way['query']}")
    assert (page.context["count"], page.context["form_values"]["pres_de"]) == (3, "Grenoble")
    assert client.get("/inventaire/?famille=telecentre&near=5.72,45.19&radius_km=5").context["wider_radius"] is None
    assert client.get("/inventaire/?famille=telecentre&near=5.72,45.19").context["wider_radius"] is None


@pytest.mark.indexed
def test_words_that_find_nothing_offer_all_places(client, home):
    SiteProfilePageFactory()
    html = client.get("/inventaire/?q=introuvable").text
    assert "Aucun lieu ne répond à ce critère." in html
    assert "Voir tous les lieux" in html
    assert 'href="/recherche/?q=introuvable">Chercher «&nbsp;introuvable&nbsp;» dans tout le site</a>' in html
    assert 'id="recherche-vide" type="search" name="q" value="introuvable"' in html


@pytest.mark.indexed
def test_a_corrected_word_is_named_above_the_list(client, home):
    SiteProfilePageFactory(title="La Boussole", summary="Un espace de coworking.", families=["fablab"])
    response = client.get("/inventaire/?q=cowurking")
    assert (response.context["count"], response.context["searched"]) == (1, "coworking")
    assert "<p>Résultats pour <strong>coworking</strong></p>" in response.text
    assert "Résultats pour" not in client.get("/inventaire/?q=coworking").text
    assert "Résultats pour" not in client.get("/inventaire/?q=cowurking&famille=telecentre").text


@pytest.mark.parametrize(
    "where",
    ["near=5.72,45.19&radius_km=1", "bbox=5.7,45.1,5.8,45.2", "departement=38", "commune=38185", "epci=200040715"],
)
def test_empty_list_shows_the_nearest_places_under_the_other_filters(client, home, where):
    for number, longitude in enumerate((6.0, 6.2, 6.4, 6.6, 6.8)):
        SiteProfilePageFactory(
            title=f"Fablab {number}", point=f"SRID=4326;POINT({longitude} 45.19)", families=["fablab"],
            insee_code="73065", commune="Chambéry",
        )  # fmt: skip
    SiteProfilePageFactory(
        title="Grenoblois", point="SRID=4326;POINT(5.9 45.9)" if "near" in where or "bbox" in where else
        "SRID=4326;POINT(5.72 45.19)", epci_code="200040715",
    )  # fmt: skip
    response = client.get(f"/inventaire/?{where}&famille=fablab")
    assert response.context["count"] == 0
    assert response.context["nearest_places"]["keeps_filters"] is True
    assert [card["title"] for card in response.context["nearest_places"]["cards"]] == [f"Fablab {n}" for n in range(4)]
    assert " km" in response.context["nearest_places"]["cards"][0]["label"]
    assert "Les plus proches" in response.text


def test_empty_list_shows_the_nearest_places_of_all_where_none_match_the_other_filters(client, home):
    SiteProfilePageFactory(title="Ailleurs", insee_code="73065", commune="Chambéry")
    response = client.get("/inventaire/?departement=38&famille=telecentre")
    assert [card["title"] for card in response.context["nearest_places"]["cards"]] == ["Ailleurs"]
    assert "sans les autres filtres" in response.text


def test_place_without_a_point_is_not_among_the_nearest(client, home):
    SiteProfilePageFactory(point="", milieu="rural")
    response = client.get("/inventaire/?near=5.72,45.19")
    assert (response.context["count"], response.context["nearest_places"]) == (0, None)


def test_nearest_places_are_not_measured_from_hidden_addresses(client, home):
    SiteProfilePageFactory(visibility_address=1)
    assert client.get("/inventaire/?commune=38185&milieu=rural").context["nearest_places"] is None


@pytest.mark.indexed
def test_number_of_queries_is_the_same_for_one_place_and_for_several(client, home):
    paths = (
        "/inventaire/", "/inventaire/?near=5.7,45.1&commune=38185&ouvert=now",
        "/inventaire/?near=5.7,45.1&q=introuvable", "/inventaire/integrer/", "/inventaire/integrer/cadre/",
        "/api/v3/places/?limit=100",
    )  # fmt: skip

    def queries(path: str) -> int:
        client.get(path)  # fills what a process keeps under this version
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    counts = []
    for number in (1, 3):
        SiteProfilePageFactory.create_batch(number, pictured=True)
        counts.append({path: queries(path) for path in paths})
    assert counts[0] == counts[1]
    assert counts[0]["/api/v3/places/?limit=100"] <= 5
