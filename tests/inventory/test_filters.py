"""The filters in use, and the way out of each."""

from __future__ import annotations

from django.http import QueryDict

from inventory.forms import PlaceFilterForm


def chips(query: str) -> dict[str, str]:
    return {chip["label"]: chip["query"] for chip in PlaceFilterForm(QueryDict(query)).chosen()}


def test_each_filter_is_named_and_can_be_taken_away_alone():
    found = chips("q=atelier&departement=38&famille=fablab&famille=coworking&page=3")
    assert found == {
        "« atelier »": "?departement=38&famille=fablab&famille=coworking",
        "38 – Isère": "?q=atelier&famille=fablab&famille=coworking",
        "Fablab, makerspace, hackerspace": "?q=atelier&departement=38&famille=coworking",
        "Coworking": "?q=atelier&departement=38&famille=fablab",
    }


def test_what_is_not_understood_is_no_filter_in_use():
    assert chips("departement=999&page=2") == {}
    assert chips("") == {}


def test_the_page_shows_them(client, home):
    html = client.get("/inventaire/?departement=38").text
    assert "38 – Isère" in html
    assert "Tout effacer" in html
    assert "Tout effacer" not in client.get("/inventaire/").text


def test_a_filter_that_is_not_understood_is_told_in_plain_words(client, home):
    html = client.get("/inventaire/?departement=999&page=abc").text
    assert "« 999 » n’existe pas." in html.replace("\u00a0", " ")
    assert "un nombre est attendu." in html
