"""The filter form of the inventory: counted facets, a way to remove each filter in use, notices of invalid values."""

from __future__ import annotations

import random
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.utils import timezone

from core.visibility.gate import Gate
from inventory.catalogue.query_params import parse_filters
from inventory.models import PlaceLabel
from inventory.pages import inventory_index
from inventory.pages.active_filters import chips
from inventory.pages.querystring import ParsedQuery
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
INVENTORY = "/inventaire/"


def removals(query: str) -> dict[str, str]:
    """By the label of each filter in use: the query that is left when it is removed."""
    return {chip["label"]: chip["query"] for chip in chips(Gate.public(), ParsedQuery.of(QueryDict(query)))}


def group(response, name: str) -> list[tuple[str, int, bool]]:
    """The boxes of a facet: label, count, ticked."""
    values = next((group["values"] for group in response.context["groups"] if group["name"] == name), [])
    return [(value["label"], value["count"], value["chosen"]) for value in values]


# --- Filters in use -----------------------------------------------------------------------------------------------


def test_each_filter_in_use_has_a_label_and_can_be_removed_alone(home):
    assert removals("q=atelier&departement=38&famille=fablab&famille=coworking&page=3") == {
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
def test_filter_is_removed_with_its_dependent_parameters(home, query, label):
    SiteProfilePageFactory(epci_code="200040715", epci_name="Grenoble-Alpes-Métropole")
    labels = {name.replace("\u00a0", "\u202f"): left for name, left in removals(query).items()}
    assert labels == {label: "."}


def test_invalid_values_are_not_filters_in_use(home):
    assert removals("departement=999&page=2&famille=patinoire&x=1") == {}
    assert removals("") == {}


def test_page_shows_the_filters_in_use(client, home):
    html = client.get("/inventaire/?departement=38").text
    assert "38 – Isère" in html
    assert "Tout effacer" in html
    assert "Tout effacer" not in client.get(INVENTORY).text


@pytest.mark.indexed
def test_badge_of_the_folded_part_counts_only_its_own_filters(client, home):
    SiteProfilePageFactory(families=["fablab"])
    assert client.get("/inventaire/?q=atelier&bbox=5,44,6,46").context["folded_count"] == 0
    html = client.get("/inventaire/?q=atelier").text
    assert "facet-chosen" not in html
    assert client.get("/inventaire/?q=a&famille=fablab&near=5.72,45.19").context["folded_count"] == 2


# --- Facets ---------------------------------------------------------------------------------------------------------


def test_facet_counts_the_places_that_each_value_would_leave(client, home):
    SiteProfilePageFactory(milieu="urban", families=["coworking", "fablab"])
    SiteProfilePageFactory(milieu="rural", families=["fablab"], publics=["students"], spaces=["kitchen"])
    place = SiteProfilePageFactory(milieu="rural", families=["coworking"], insee_code="73065", commune="Chambéry")
    PlaceLabel.objects.create(place=place, label="evs")
    whole = client.get(INVENTORY)
    assert [group["name"] for group in whole.context["groups"]] == [
        "milieu", "famille", "etat", "departement", "commune", "public", "espace", "label",
    ]  # fmt: skip
    assert group(whole, "milieu") == [("Urbain", 1, False), ("Rural", 2, False)]
    assert group(whole, "departement") == [("38 – Isère", 2, False), ("73 – Savoie", 1, False)]
    assert group(whole, "commune") == [("Grenoble", 2, False), ("Chambéry", 1, False)]
    rural = client.get("/inventaire/?milieu=rural&famille=coworking")
    assert group(rural, "milieu") == [("Urbain", 1, False), ("Rural", 1, True)]
    assert group(rural, "famille") == [("Coworking", 1, True), ("Fablab, makerspace, hackerspace", 1, False)]
    assert group(rural, "departement") == []  # one alone is no choice


def test_value_without_places_is_shown_only_where_it_is_chosen(client, home):
    SiteProfilePageFactory()
    assert group(client.get("/inventaire/?etat=closed"), "etat") == [("En activité", 1, False), ("Fermé", 0, True)]
    assert "Télécentre" not in client.get(INVENTORY).text


def test_filters_without_a_use_are_not_offered(client, home):
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


def test_facet_lists_a_limited_number_of_communes_and_the_chosen_one(client, home, monkeypatch):
    monkeypatch.setattr(inventory_index, "MAX_VALUES", 3)
    for number in range(5):
        SiteProfilePageFactory(insee_code=f"3810{number}", commune=f"Commune {number}")
    codes = [value["code"] for value in client.get("/inventaire/?commune=38104").context["groups"][-1]["values"]]
    assert codes == ["38100", "38101", "38102", "38104"]


@pytest.mark.indexed
@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ("", ["Nom", "Mise à jour", "Fiches complètes"]),
        ("q=lieu", ["Pertinence", "Nom", "Mise à jour", "Fiches complètes"]),
        ("near=5.7,45.1", ["Proximité", "Nom", "Mise à jour", "Fiches complètes"]),
    ],
)
def test_orders_are_offered_where_they_apply(client, home, query, orders):
    offered = client.get(f"/inventaire/?{query}").context["orders"]
    assert [order["label"] for order in offered] == orders
    assert [order["label"] for order in offered if order["chosen"]] == orders[:1]
    offered = client.get(f"/inventaire/?{query}&order=-completeness").context["orders"]
    assert [order["label"] for order in offered if order["chosen"]] == ["Fiches complètes"]


# --- Invalid values -------------------------------------------------------------------------------------------------


def test_notice_of_an_invalid_value_is_in_plain_words(client, home):
    html = client.get("/inventaire/?departement=999&page=abc&famille=patinoire&patinoire=1").text
    html = html.replace("\u00a0", " ").replace("\u202f", " ")
    for notice in (
        "Département&nbsp;: « 999 » n’est pas le numéro", "Page&nbsp;: Un nombre est attendu.",
        "Famille&nbsp;: « patinoire » n’existe pas.", "« patinoire »&nbsp;: Ce filtre n’existe pas.",
    ):  # fmt: skip
        assert notice in html


def test_notice_names_the_parameter_and_is_outside_of_the_folded_part(client, home):
    SiteProfilePageFactory()
    for query, notice in (
        ("ouvert=maintenant", "Ouvert&nbsp;: « now » ou une date"),
        ("ouvert=2026-13-01", "Ouvert&nbsp;: « now » ou une date"),
        ("near=abc", "Près de&nbsp;: Deux nombres séparés par une virgule"),
        ("bbox=1,2,3", "Cadre de la carte&nbsp;: Quatre nombres séparés par des virgules"),
    ):
        html = client.get(f"{INVENTORY}?{query}").text.replace("\u00a0", " ").replace("\u202f", " ")
        assert notice in html.partition("<details")[0], query


@pytest.mark.indexed
def test_form_shows_what_was_typed(client, home):
    html = client.get("/inventaire/?q=%3Cb%3E&pres_de=Nullepart%22&radius_km=50").text
    assert 'value="&lt;b&gt;"' in html
    assert 'value="Nullepart&quot;"' in html
    assert '<option value="50" selected>' in html


def test_only_the_invalid_values_of_a_filter_are_ignored():
    filters, problems = parse_filters(QueryDict("famille=fablab&famille=a&famille=b&famille=coworking&departement=x"))
    assert filters.famille == ["fablab", "coworking"]
    assert set(problems) == {"famille", "departement"}


def test_thousands_of_wrong_values_are_one_problem():
    flood = "&".join(f"famille=x{number}" for number in range(9_000))
    filters, problems = parse_filters(QueryDict(flood))
    assert (filters.famille, list(problems)) == ([], ["famille"])


@pytest.mark.indexed
def test_no_query_string_causes_an_error(client, home):
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
    # The three views read the same parameters in the same way: each gets a third of the queries.
    for number in range(150):
        query = QueryDict(mutable=True)
        for _ in range(chance.randint(1, 5)):
            query.appendlist(chance.choice(names), chance.choice(values))
        path = (INVENTORY, "/inventaire/integrer/", "/inventaire/integrer/cadre/")[number % 3]
        response = client.get(f"{path}?{query.urlencode()}", follow=True)
        assert response.status_code == 200, query
        assert len(response.redirect_chain) < 2, query


# --- Addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.indexed
def test_empty_parameters_are_removed_from_the_address(client, home):
    response = client.get("/inventaire/?q=&departement=38&pres_de=+&order=&famille=fablab&famille=")
    assert (response.status_code, response.url) == (302, "?departement=38&famille=fablab")
    assert client.get("/inventaire/?q=").url == "."
    assert client.get("/inventaire/?q=a").status_code == 200


def test_file_and_frame_have_the_same_filters(client, home):
    SiteProfilePageFactory(families=["fablab"])
    addresses = client.get("/inventaire/?famille=fablab&near=5.7,45.1&x=1").context["links"]
    assert parse_qs(addresses["geojson"].partition("?")[2]) == {"famille": ["fablab"], "near": ["5.7,45.1"]}
    assert client.get(addresses["geojson"]).json()["features"][0]["properties"]["distance_km"] == 10.1
    assert client.get(addresses["embed"]).status_code == 200
