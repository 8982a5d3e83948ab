"""The timeline of everything dated."""

from __future__ import annotations

from datetime import date

import pytest

from core.dates.labels import span_label
from tests.factories.archive import EventReportPageFactory, PublicationPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
DATES = {
    "Mi-janvier": "2017-01-11/2017-01-20~",
    "Le 12 janvier": "2017-01-12",
    "Juin": "2017-06",
    "Dans l’année": "2017",
    "Sur trois ans": "2016/2018",
    "Depuis": "2015/..",
}


@pytest.fixture
def moments(event_index, publication_index):
    for title, edtf in DATES.items():
        PublicationPageFactory(parent=publication_index, title=title, date=edtf)
    PublicationPageFactory(parent=publication_index, title="Sans date", date="")


def order(text: str, *titles: str) -> list[str]:
    return sorted((title for title in titles if f">{title}<" in text), key=lambda title: text.index(f">{title}<"))


def test_everything_dated_stands_in_its_year_the_vague_at_the_end(client, moments):
    text = client.get("/ressources/chronologie/").text
    assert order(text, *DATES, "Sans date") == [
        "Depuis", "Sur trois ans", "Mi-janvier", "Le 12 janvier", "Juin", "Dans l’année",
    ]  # fmt: skip
    assert "mi-janvier 2017" in text


def test_a_year_has_an_address(client, moments):
    text = client.get("/ressources/chronologie/2016/").text
    assert order(text, *DATES) == ["Sur trois ans"]
    assert client.get("/ressources/chronologie/1999/").status_code == 404


def test_years_are_counted_under_the_filters_and_lead_on_with_them(client, moments, event_index):
    EventReportPageFactory(parent=event_index, title="Une rencontre", date="2017-03-01")
    text = client.get("/ressources/chronologie/?type=event").text
    assert 'href="/ressources/chronologie/2017/?type=event"' in text
    assert order(text, "Une rencontre", *DATES) == ["Une rencontre"]
    nothing = client.get("/ressources/chronologie/2016/?type=event").text
    assert "Rien ne répond à ces filtres en 2016." in nothing


def test_a_place_stands_at_its_opening(client, home):
    SiteProfilePageFactory(title="La Forge", opened="2015-09", commune="Vif")
    text = client.get("/ressources/chronologie/").text
    assert "Lieu · Ouverture" in text
    assert "septembre 2015" in text


def test_it_takes_a_constant_number_of_queries(client, moments, count_queries, publication_index):
    before = count_queries(client, "/ressources/chronologie/")
    for number in range(5):
        PublicationPageFactory(parent=publication_index, title=f"Encore {number}", date="2012")
    assert count_queries(client, "/ressources/chronologie/") == before


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (date(2015, 1, 1), date(2015, 12, 31), "2015"),
        (date(2016, 2, 1), date(2016, 2, 29), "février 2016"),
        (date(2017, 1, 11), date(2017, 1, 20), "mi-janvier 2017"),
        (date(2017, 3, 3), date(2017, 3, 3), "3 mars 2017"),
        (date(2017, 3, 3), date(2017, 3, 5), "du 3 au 5 mars 2017"),
        (date(2017, 3, 3), None, "depuis le 3 mars 2017"),
        (None, date(2017, 12, 31), "jusqu’au 31 décembre 2017"),
    ],
)
def test_the_days_of_a_date_in_words(earliest, latest, words):
    assert span_label(earliest, latest) == words
