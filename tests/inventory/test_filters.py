"""The form of the inventory: facets that count, filters in use and the way out of each, what was not understood."""

from __future__ import annotations

import random
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.utils import timezone

from core.gate import Gate
from inventory.asked import Asked
from inventory.chips import chips, from_there
from inventory.models import PlaceLabel
from inventory.params import understood
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
INVENTORY = "/inventaire/"


def chosen(query: str) -> dict[str, str]:
    return {chip["label"]: chip["query"] for chip in chips(Gate.public(), Asked.of(QueryDict(query)))}


def group(response, name: str) -> list[tuple[str, int, bool]]:
    """The boxes of a facet: label, count, ticked."""
    values = next((group["values"] for group in response.context["groups"] if group["name"] == name), [])
    return [(value["label"], value["count"], value["chosen"]) for value in values]


# --- Filters in use -----------------------------------------------------------------------------------------------


def test_each_filter_is_named_and_can_be_taken_away_alone(home):
    assert chosen("q=atelier&departement=38&famille=fablab&famille=coworking&page=3") == {
        "« atelier »": "?departement=38&famille=fablab&famille=coworking",
        "38 – Isère": "?q=atelier&famille=fablab&famille=coworking",
        "Fablab, makerspace, hackerspace": "?q=atelier&departement=38&famille=coworking",
        "Coworking": "?q=atelier&departement=38&famille=fablab",
    }


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("ouvert=now", "Ouvert maintenant"),
        ("ouvert=2030-07-14T10:00", "Ouvert le 14 juillet 2030 à 10\u202fh"),
        ("ouvert=2030-03-01T08:30", "Ouvert le 1er mars 2030 à 8\u202fh\u202f30"),
        ("fermes=non", "Sans les lieux qui ont fermé définitivement"),
        ("bbox=5,44,6,46", "Dans le cadre de la carte"),
        ("near=5.72,45.19&radius_km=20&pres_de=Grenoble (38)&order=distance", "À moins de 20 km de Grenoble (38)"),
        ("near=5.72,45.19&radius_km=2.5&pres_de=Échirolles", "À moins de 2,5 km d’Échirolles"),
        ("near=5.72,45.19", "Près de ce point"),
        ("commune=38185", "Grenoble"),
        ("epci=200040715", "Grenoble-Alpes-Métropole"),
        ("epci=200000172", "Intercommunalité 200000172"),
        ("public=students", "Étudiants"),
        ("label=evs", "Espace de vie sociale"),
    ],
)
def test_every_filter_has_words_and_leaves_with_all_that_hangs_on_it(home, query, label):
    SiteProfilePageFactory(epci_code="200040715", epci_name="Grenoble-Alpes-Métropole")
    found = {told.replace("\u00a0", "\u202f"): address for told, address in chosen(query).items()}
    assert found == {label: "."}


def test_names_take_their_preposition():
    names = ("Grenoble", "Huez", "Les Adrets", "Le Bourg-d’Oisans", "12 rue des Alpes")
    assert [from_there(name) for name in names] == [
        "de Grenoble", "d’Huez", "des Adrets", "du Bourg-d’Oisans", "du 12 rue des Alpes",
    ]  # fmt: skip


def test_what_is_not_understood_is_no_filter_in_use(home):
    assert chosen("departement=999&page=2&famille=patinoire&x=1") == {}
    assert chosen("") == {}


def test_the_page_shows_them(client, home):
    html = client.get("/inventaire/?departement=38").text
    assert "38 – Isère" in html
    assert "Tout effacer" in html
    assert "Tout effacer" not in client.get(INVENTORY).text


def test_the_badge_of_what_folds_counts_only_what_is_inside(client, home):
    SiteProfilePageFactory(families=["fablab"])
    assert client.get("/inventaire/?q=atelier&bbox=5,44,6,46").context["inside"] == 0
    html = client.get("/inventaire/?q=atelier").text
    assert "facet-chosen" not in html
    assert client.get("/inventaire/?q=a&famille=fablab&near=5.72,45.19").context["inside"] == 2


# --- Facets ---------------------------------------------------------------------------------------------------------


def test_facets_count_what_each_value_would_leave(client, home):
    SiteProfilePageFactory(milieu="urban", families=["coworking", "fablab"])
    SiteProfilePageFactory(milieu="rural", families=["fablab"], publics=["students"], spaces=["kitchen"])
    place = SiteProfilePageFactory(milieu="rural", families=["coworking"], insee_code="73065", commune="Chambéry")
    PlaceLabel.objects.create(place=place, label="evs")
    whole = client.get(INVENTORY)
    assert [found["name"] for found in whole.context["groups"]] == [
        "milieu", "famille", "etat", "departement", "commune", "public", "espace", "label",
    ]  # fmt: skip
    assert group(whole, "milieu") == [("Urbain", 1, False), ("Rural", 2, False)]
    assert group(whole, "departement") == [("38 – Isère", 2, False), ("73 – Savoie", 1, False)]
    assert group(whole, "commune") == [("Grenoble", 2, False), ("Chambéry", 1, False)]
    rural = client.get("/inventaire/?milieu=rural&famille=coworking")
    assert group(rural, "milieu") == [("Urbain", 1, False), ("Rural", 1, True)]
    assert group(rural, "famille") == [("Coworking", 1, True), ("Fablab, makerspace, hackerspace", 1, False)]
    assert group(rural, "departement") == []  # one alone is no choice


def test_a_value_without_a_place_is_shown_only_where_it_is_chosen(client, home):
    SiteProfilePageFactory()
    assert group(client.get("/inventaire/?etat=closed"), "etat") == [("En activité", 1, False), ("Fermé", 0, True)]
    assert "Télécentre" not in client.get(INVENTORY).text


def test_what_nobody_needs_is_not_offered(client, home):
    SiteProfilePageFactory()
    assert "Horaires" not in client.get(INVENTORY).text
    assert "Sans les lieux qui ont fermé" not in client.get(INVENTORY).text
    SiteProfilePageFactory(opening_hours="24/7")
    SiteProfilePageFactory(state="closed")
    html = client.get(INVENTORY).text
    assert "Ouvert maintenant" in html
    assert "Sans les lieux qui ont fermé définitivement" in html


def test_open_now_is_offered_with_its_count_even_when_nothing_is_open(client, home):
    far = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[(timezone.localdate().weekday() + 3) % 7]
    SiteProfilePageFactory(opening_hours=f"{far} 09:00-18:00")
    response = client.get(INVENTORY)
    assert response.context["open_now"]["count"] == 0
    assert "<legend>Horaires</legend>" in response.text
    assert 'name="ouvert" value="now"' in response.text


def test_many_communes_are_cut_but_never_one_that_is_chosen(client, home):
    for number in range(70):
        SiteProfilePageFactory(insee_code=f"38{number + 100}", commune=f"Commune {number:02}")
    codes = [value["code"] for value in client.get("/inventaire/?commune=38169").context["groups"][-1]["values"]]
    assert len(codes) == 61
    assert "38169" in codes


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ("", ["Nom", "Mise à jour", "Fiches complètes"]),
        ("q=lieu", ["Pertinence", "Nom", "Mise à jour", "Fiches complètes"]),
        ("near=5.7,45.1", ["Proximité", "Nom", "Mise à jour", "Fiches complètes"]),
    ],
)
def test_orders_are_those_that_mean_something(client, home, query, orders):
    offered = client.get(f"/inventaire/?{query}").context["orders"]
    assert [order["label"] for order in offered] == orders
    assert [order["label"] for order in offered if order["chosen"]] == orders[:1]
    offered = client.get(f"/inventaire/?{query}&order=-completeness").context["orders"]
    assert [order["label"] for order in offered if order["chosen"]] == ["Fiches complètes"]


# --- What was not understood -----------------------------------------------------------------------------------------


def test_what_is_not_understood_is_told_in_plain_words(client, home):
    html = client.get("/inventaire/?departement=999&page=abc&famille=patinoire&patinoire=1").text
    html = html.replace("\u00a0", " ").replace("\u202f", " ")
    for told in (
        "Département&nbsp;: « 999 » n’est pas le numéro", "Page&nbsp;: Un nombre est attendu.",
        "Famille&nbsp;: « patinoire » n’existe pas.", "« patinoire »&nbsp;: Ce filtre n’existe pas.",
    ):  # fmt: skip
        assert told in html


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ouvert=maintenant", "Ouvert&nbsp;: « now » ou une date"),
        ("ouvert=2026-13-01", "Ouvert&nbsp;: « now » ou une date"),
        ("near=abc", "Près de&nbsp;: Deux nombres séparés par une virgule"),
        ("bbox=1,2,3", "Cadre de la carte&nbsp;: Quatre nombres séparés par des virgules"),
    ],
)
def test_a_notice_names_the_parameter_and_stands_outside_what_folds(client, home, query, told):
    SiteProfilePageFactory()
    html = client.get(f"{INVENTORY}?{query}").text.replace("\u00a0", " ").replace("\u202f", " ")
    assert told in html.partition("<details")[0]


def test_what_was_typed_comes_back(client, home):
    html = client.get("/inventaire/?q=%3Cb%3E&pres_de=Nullepart%22&radius_km=50").text
    assert 'value="&lt;b&gt;"' in html
    assert 'value="Nullepart&quot;"' in html
    assert '<option value="50" selected>' in html


def test_of_several_values_only_those_that_are_wrong_are_left_aside():
    filters, problems = understood(QueryDict("famille=fablab&famille=a&famille=b&famille=coworking&departement=x"))
    assert filters.famille == ["fablab", "coworking"]
    assert set(problems) == {"famille", "departement"}


def test_a_flood_of_wrong_values_is_read_in_one_go():
    flood = "&".join(f"famille=x{number}" for number in range(9_000))
    filters, problems = understood(QueryDict(flood))
    assert (filters.famille, list(problems)) == ([], ["famille"])


def test_no_address_is_ever_a_failure(client, home):
    SiteProfilePageFactory()
    chance = random.Random(4)
    names = (
        "q", "departement", "commune", "epci", "famille", "etat", "ouvert",
        "bbox", "near", "radius_km", "fermes", "order", "page", "pres_de", "vue", "", "a[]", "é", "q\0", "famille[0]",
    )  # fmt: skip
    values = (
        "", " ", "\0", "é" * 3_000, "9" * 400, "-1", "1e999", "nan,nan", "5,45", "5,45,6,46", "now", "2026-13-45T99:99",
        "0001-01-01T00:00", "٣", "🙂", "'; DROP TABLE", "%00", "38", "<script>", ",,,", "10,-10,5,90", "45.1, 5.7",
        "999999999999999999999", "+", "a" * 9_000, "\ud7ff", "distance", "1.5",
    )  # fmt: skip
    for _ in range(120):
        query = QueryDict(mutable=True)
        for _ in range(chance.randint(1, 5)):
            query.appendlist(chance.choice(names), chance.choice(values))
        for path in (INVENTORY, "/inventaire/integrer/", "/inventaire/integrer/cadre/"):
            response = client.get(f"{path}?{query.urlencode()}", follow=True)
            assert response.status_code == 200, query
            assert len(response.redirect_chain) < 2, query


# --- Addresses ----------------------------------------------------------------------------------------------------


def test_empty_parameters_are_not_kept_in_the_address(client, home):
    response = client.get("/inventaire/?q=&departement=38&pres_de=+&order=&famille=fablab&famille=")
    assert (response.status_code, response.url) == (302, "?departement=38&famille=fablab")
    assert client.get("/inventaire/?q=").url == "."
    assert client.get("/inventaire/?q=a").status_code == 200


def test_the_same_places_as_a_file_and_in_a_frame(client, home):
    SiteProfilePageFactory(families=["fablab"])
    addresses = client.get("/inventaire/?famille=fablab&near=5.7,45.1&x=1").context["addresses"]
    assert parse_qs(addresses["geojson"].partition("?")[2]) == {"famille": ["fablab"], "near": ["5.7,45.1"]}
    assert client.get(addresses["geojson"]).json()["features"][0]["properties"]["distance_km"] == 10.1
    assert client.get(addresses["embed"]).status_code == 200
