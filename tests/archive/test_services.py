"""The events on the home page and on the page of a place."""

from __future__ import annotations

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from archive import services
from archive.models import EventReportPage
from core.visibility.gate import Gate
from tests.factories.archive import EventReportPageFactory, copy_event
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.pages.reading import read

pytestmark = pytest.mark.django_db
NOTHING_AHEAD = "Aucune rencontre n’est annoncée en ce moment."


def in_days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def titles(cards) -> list[str]:
    return [card["title"] for card in cards]


def pictures(html: str) -> list[str]:
    """What the cards of a page show: the names of their drawings and images."""
    media = re.findall(r'<div class="card-media".*?</article>', html, re.DOTALL)
    return [re.search(r'drawing-(\w+)"|src="([^"]+)"', card).group() for card in media]


# --- Home ------------------------------------------------------------------------------------------------------------


def test_home_shows_the_next_event_with_its_hours_and_place(client, event_index):
    place = SiteProfilePageFactory(title="La Forge")
    EventReportPageFactory(
        parent=event_index, title="La prochaine", kind="visit", date=in_days(3), state="announced", place=place,
        start_time=time(17, 15), end_time=time(19, 30), introduction="On visite.",
    )  # fmt: skip
    EventReportPageFactory(parent=event_index, title="La suivante", date=in_days(9), state="announced")
    EventReportPageFactory(parent=event_index, title="L’annulée", date=in_days(1), state="cancelled")
    html = client.get("/").text.replace("\u00a0", " ")
    assert "Prochaine rencontre</h2>" in html
    assert "La prochaine</a>" in html
    assert " · Visite</p>" in html
    assert "de 17 h 15 à 19 h 30 · La Forge" in html
    assert "On visite." in html
    assert "La suivante" not in html
    assert "L’annulée" not in html
    assert NOTHING_AHEAD not in html


def test_home_without_an_event_ahead_frames_the_archive_as_such(client, event_index):
    for title, day, state in (
        ("Tenue", "2014-05-13", "held"), ("Racontée", "2013-06-18", "reported"), ("Annulée", "2017-01-10", "cancelled"),
        ("Jamais confirmée", "2017-03-05", "announced"),
    ):  # fmt: skip
        EventReportPageFactory(parent=event_index, title=title, date=day, state=state)
    html = client.get("/").text
    assert "Nos dernières rencontres</h2>" in html
    assert f"{NOTHING_AHEAD} Voici les dernières, de 2013 à 2014." in html
    assert html.index("Racontée</a>") < html.index("Tenue</a>")
    assert "18 juin 2013 · Table ronde" in html
    assert "Annulée" not in html
    assert "Jamais confirmée" not in html
    assert '<a class="more-link" href="/ressources/evenements/">Toutes les rencontres' in html
    assert "Prochaine rencontre" not in html


def test_home_names_one_year_once(client, event_index):
    EventReportPageFactory(parent=event_index, date="2014-05-13")
    assert "Voici les dernières, en 2014." in client.get("/").text


def test_home_without_any_event_says_so(client, home):
    html = client.get("/").text
    assert NOTHING_AHEAD in html
    assert "Nos dernières rencontres" not in html


def test_home_never_repeats_a_picture_three_times(client, event_index, image):
    for number in range(3):
        EventReportPageFactory(parent=event_index, date=f"2014-05-1{number}", image=image)
    EventReportPageFactory(parent=event_index, date=in_days(3), state="announced")
    assert pictures(client.get("/").text) == ['drawing-event"']
    EventReportPage.objects.filter(date="2014-05-12").update(image=None)
    EventReportPage.objects.get(date="2014-05-12").save()
    assert len(pictures(client.get("/").text)) == 4
    EventReportPage.objects.filter(date="2014-05-11").update(image=None)
    EventReportPage.objects.get(date="2014-05-11").save()
    assert pictures(client.get("/").text) == ['drawing-event"']


def test_hidden_events_are_not_on_the_home_page(client, event_index, close):
    EventReportPageFactory(parent=event_index, title="Une soirée secrète", date=in_days(3), state="announced")
    close(event_index)
    html = client.get("/").text
    assert "Une soirée secrète" not in html
    assert "Toutes les rencontres" not in html


# --- A place ---------------------------------------------------------------------------------------------------------


def test_a_place_shows_what_is_ahead_first_and_says_so(client, event_index):
    place = SiteProfilePageFactory(title="La Forge")
    for title, day, state in (
        ("Ancienne", "2013-06-18", "held"), ("Récente", "2016-02-03", "held"), ("Plus tard", in_days(60), "announced"),
        ("Bientôt", in_days(3), "announced"),
    ):  # fmt: skip
        EventReportPageFactory(parent=event_index, title=title, date=day, state=state, place=place)
    EventReportPageFactory(parent=event_index, title="Ailleurs", date=in_days(3), state="announced")
    cards = services.events_at_place(Gate.public(), place.pk)
    assert titles(cards) == ["Bientôt", "Plus tard", "Récente", "Ancienne"]
    assert [[badge["text"] for badge in card["badges"]] for card in cards] == [["À venir"], ["À venir"], [], []]
    html = read(client, place)
    assert html.index("Bientôt</a>") < html.index("À venir</span>") < html.index("Récente</a>")
    assert "Ailleurs" not in html


def test_the_order_of_the_events_of_a_place_follows_the_day(event_index, monkeypatch):
    place = SiteProfilePageFactory()
    gate = Gate.public()
    for title, day in (("Demain", in_days(1)), ("Dans un mois", in_days(30))):
        EventReportPageFactory(parent=event_index, title=title, date=day, state="announced", place=place)
    gate = Gate.public()
    assert titles(services.events_at_place(gate, place.pk)) == ["Demain", "Dans un mois"]
    later = timezone.localdate() + timedelta(days=2)
    monkeypatch.setattr("archive.services.timezone.localdate", lambda: later)
    assert titles(services.events_at_place(gate, place.pk)) == ["Dans un mois", "Demain"]


def test_private_events_at_a_place_are_not_shown(event_index):
    place = SiteProfilePageFactory()
    event = EventReportPageFactory(parent=event_index, place=place)
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)
    assert services.events_at_place(Gate.public(), place.pk) == []


@pytest.mark.parametrize("path", ["/", "/ressources/", "/api/v3/events/"])
def test_hundreds_of_events_take_the_queries_of_a_few(client, event_index, queries, path):
    place = SiteProfilePageFactory()
    for day in (in_days(9), "2016-02-03", "2016-02-04", "2015-02-03"):
        event = EventReportPageFactory(parent=event_index, date=day, state="announced", place=place)
    few = queries(client, path)
    copy_event(event, 300)
    assert queries(client, path) == few
    assert len(services.events_at_place(Gate.public(), place.pk)) == services.AT_PLACE
