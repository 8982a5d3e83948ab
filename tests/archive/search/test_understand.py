"""Questions about events and publications are answered with a page, or with the list that shows as many."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, EventReportPage
from archive.search.dates import find_date
from core.search.words import words
from core.visibility.gate import Gate
from tests.factories.archive import EventReportPageFactory
from tests.questions import question_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

EVENTS, PUBLICATIONS = "/ressources/evenements/", "/ressources/publications/"
PAGES = [
    ("table ronde 26/06/2012", "Écocentres, 26 juin 2012", "ecocentres/", False),
    ("le 26 juin 2012", "Écocentres, 26 juin 2012", "ecocentres/", False),
    ("réunion du 2 avril 2015", "Groupe de pilotage, 2 avril 2015", "groupe/", False),
    ("table ronde mi-janvier", "Réalisations, mi-janvier 2017", "realisations/", False),
    ("mi-janvier 2017", "Réalisations, mi-janvier 2017", "realisations/", True),
    ("octobre 2012", "Organisations, 11 octobre 2012", "organisations/", True),
    ("évènement d’octobre 2012", "Organisations, 11 octobre 2012", "organisations/", False),
    ("prochain événement", "Prochain évènement\xa0: Établis, 14 mars 2025", "etablis/", False),
    ("prochaine table ronde", "Prochaine table ronde\xa0: Établis, 14 mars 2025", "etablis/", False),
    ("s’inscrire à la table ronde", "Prochaine table ronde\xa0: Établis, 14 mars 2025", "etablis/", False),
    ("évènements à venir", "Prochain évènement\xa0: Établis, 14 mars 2025", "etablis/", False),
    ("mars", "Établis, 14 mars 2025", "etablis/", True),
    ("à venir", "Prochain évènement\xa0: Établis, 14 mars 2025", "etablis/", True),
    ("dernier compte rendu", "Dernier compte rendu\xa0: Écocentres, 26 juin 2012", "ecocentres/", False),
    ("dernière restitution", "Dernière restitution\xa0: Groupe de pilotage, 2 avril 2015", "groupe/", False),
]
LISTS = [
    ("tables rondes 2012", "2 tables rondes en 2012", EVENTS + "?type=round_table&year=2012", 2, False),
    ("évènements en 1990", "Aucun évènement en 1990", EVENTS + "?year=1990", 0, False),
    ("publications 2014", "2 publications en 2014", PUBLICATIONS + "?year=2014", 2, False),
    ("études", "2 études", PUBLICATIONS + "?type=study", 2, True),
    ("publications", "4 publications", PUBLICATIONS, 4, False),
    ("2014", "2 publications en 2014", PUBLICATIONS + "?year=2014", 2, True),
    ("guide 2014", "Aucun guide en 2014", PUBLICATIONS + "?type=guide&year=2014", 0, False),
]


@pytest.mark.parametrize(("text", "label", "slug", "is_ambiguous"), PAGES, ids=[row[0] for row in PAGES])
def test_question_about_one_event_leads_to_its_page(client, understood, text, label, slug, is_ambiguous):
    [answer] = understood(text)
    assert (answer.label, answer.url, answer.count) == (label, EVENTS + slug, 1)
    assert answer.is_ambiguous == is_ambiguous
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(("text", "label", "url", "count", "is_ambiguous"), LISTS, ids=[row[0] for row in LISTS])
def test_question_about_several_leads_to_their_list(client, understood, text, label, url, count, is_ambiguous):
    [answer] = understood(text)
    assert (answer.label, answer.url, answer.count, answer.is_ambiguous) == (label, url, count, is_ambiguous)
    context = client.get(url).context
    assert (context["count"] if "count" in context else context["paging"].paginator.count) == count


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("compte-rendus 2013", "Bonnes pratiques, 18 juin 2013"),
        ("tables rondes légères", "Réalisations, mi-janvier 2017"),
        ("étude 2014", "Enquête, 2014"),
    ],
)
def test_a_list_of_one_page_is_that_page(client, understood, text, label):
    [answer] = understood(text)
    assert (answer.label, answer.count) == (label, 1)
    assert "?" not in answer.url
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["coworking annecy", "salle de réunion à Grenoble", "guide pdf", "mesure du temps", "tour des tiers-lieux", "août",
     "mars attaque", "2011", "visite", "depuis 2014", "besoins des habitants enquête",
     "télétravail 2016 fonction publique", ""],
)  # fmt: skip
def test_other_questions_are_not_about_the_archive(understood, text):
    assert understood(text) == []


def test_nothing_ahead_is_said_with_the_last_event(client, understood):
    [answer] = understood("prochaine réunion")
    assert (answer.label, answer.url, answer.count) == ("Aucune réunion à venir", EVENTS, 0)
    [answer] = understood("prochaine restitution")
    assert answer.nearest == "La dernière\xa0: Groupe de pilotage, 2 avril 2015"
    assert client.get(answer.nearest_url).status_code == 200


def test_events_of_one_name_are_listed_by_kind(understood):
    assert [answer.label for answer in understood("table ronde")] == [
        "4 tables rondes",
        "Réalisations, mi-janvier 2017",
    ]


def test_marks_name_what_was_recognised(understood):
    [answer] = understood("les tables rondes de 2012")
    assert [tuple(mark) for mark in answer.marks] == [("Table ronde", 0, 3), ("2012", 3, 5)]


def test_private_events_change_nothing(understood):
    before = understood("évènements 2012")
    index = EventIndexPage.objects.get()
    event = EventReportPageFactory(parent=index, title="Privée", date="2012-11-05", kind="meeting")
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)
    EventReportPageFactory(parent=index, title="Brouillon", date="2012-11-05", live=False)
    assert understood("évènements 2012") == before
    assert not any("Privée" in answer.label for answer in understood("5 novembre 2012"))


def test_without_an_agenda_nothing_is_understood(understood):
    for page in EventIndexPage.objects.all():
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert understood("prochain évènement") == []
    assert EventReportPage.objects.exists()


@pytest.mark.parametrize("text", [row[0] for row in (*PAGES, *LISTS)])
def test_known_data_takes_no_query(understood, text):
    gate = Gate.public()
    understood(text, gate)
    with CaptureQueriesContext(connection) as captured:
        understood(text, gate)
    assert len(captured) == 0


@pytest.mark.parametrize(
    "word", ["janvier ", "2014 ", "2014 à ", "31 février 2014 ", "fin ", "table ronde ", "1 ", "à "]
)
def test_long_questions_take_little_time(understood, word):
    gate = Gate.public()
    understood("2014", gate)
    start = time.process_time()
    understood((word * 200)[:200], gate)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("text", "label", "earliest", "latest"),
    [
        ("le 3 février 2016", "3 février 2016", date(2016, 2, 3), date(2016, 2, 3)),
        ("03/02/2016", "3 février 2016", date(2016, 2, 3), date(2016, 2, 3)),
        ("mi-janvier 2017", "mi-janvier 2017", date(2017, 1, 11), date(2017, 1, 20)),
        ("fin février", "fin février", date(2016, 2, 20), date(2016, 2, 29)),
        ("en mars 2014", "mars 2014", date(2014, 3, 1), date(2014, 3, 31)),
        ("printemps 2016", "printemps 2016", date(2016, 3, 1), date(2016, 5, 31)),
        ("du 3 au 5 mars 2017", "du 3 au 5 mars 2017", date(2017, 3, 3), date(2017, 3, 5)),
        ("2014", "2014", date(2014, 1, 1), date(2014, 12, 31)),
    ],
)
def test_dates_are_read_in_words(text, label, earliest, latest):
    found = find_date(words(text))
    assert (found.label, found.span.earliest, found.span.latest) == (label, earliest, latest)


@pytest.mark.parametrize("text", ["31 février", "38500", "12 tiers-lieux", "17h15", "99/99/2012 x", "depuis 2014"])
def test_no_date_is_found(text):
    found = find_date(words(text))
    assert found is None or found.span.edtf in ("2012", "2016-02")


def test_question_helper_bounds_its_phrases():
    assert len(question_of("a b c d e f g").phrases) == 7 + 6 + 5 + 4 + 3 + 2
