"""The list of events: what is ahead, the archive by year, and the filters."""

from __future__ import annotations

import re
from datetime import time, timedelta
from html import unescape

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from archive.models import EventPartner, EventReportPage
from inventory.models import SiteProfilePage
from tests.factories.archive import EventReportPageFactory, PartnerFactory, ThemeFactory, copy_event
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
EVENTS = "/ressources/evenements/"
NOTHING_AHEAD = "Aucune rencontre n’est annoncée en ce moment."


def in_days(number: int) -> str:
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def cards(html: str) -> dict[str, str]:
    """The text of each card by its title, in the order of the page."""
    articles = re.findall(r'<article class="card.*?</article>', html, re.DOTALL)
    return {
        unescape(re.search(r"<a [^>]*>([^<]+)</a>", article).group(1)): re.sub(
            r"\s+", " ", re.sub("<.*?>", " ", article)
        )
        for article in articles
    }


def badges(html: str) -> dict[str, list[str]]:
    """The badges of each card by its title."""
    articles = re.findall(r'<article class="card.*?</article>', html, re.DOTALL)
    return {
        re.search(r"<a [^>]*>([^<]+)</a>", article).group(1): re.findall(r'class="badge[^>]*>([^<]+)<', article)
        for article in articles
    }


def section(html: str, name: str) -> str:
    """The HTML of the section whose heading has this id."""
    return re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', html, re.DOTALL).group()


def years(html: str) -> dict[str, str]:
    """The links of the years of the archive: « 2017 (4) » with its address."""
    links = re.findall(r'<a class="tag" href="([^"]+)#archives"[^>]*>(.*?)</a>', html, re.DOTALL)
    without_help = [(url, re.sub(r'<span class="visually-hidden">.*?</span>', "", text)) for url, text in links]
    return {re.sub("<.*?>", "", text).strip(): unescape(url) for url, text in without_help}


# --- Ahead and past --------------------------------------------------------------------------------------------------


def test_what_is_ahead_comes_first_the_soonest_first_then_the_archive_the_latest_first(client, event_index):
    for title, day in (("Plus tard", in_days(60)), ("Bientôt", in_days(3))):
        EventReportPageFactory(parent=event_index, title=title, date=day, state="announced")
    EventReportPageFactory(parent=event_index, title="Annulée", date=in_days(9), state="cancelled")
    for title, day in (("Ancienne", "2013-06-18"), ("Récente", "2016-02-03")):
        EventReportPageFactory(parent=event_index, title=title, date=day)
    html = client.get(EVENTS).text
    assert list(cards(section(html, "a-venir"))) == ["Bientôt", "Annulée", "Plus tard"]
    assert list(cards(section(html, "archives-titre"))) == ["Récente", "Ancienne"]
    assert NOTHING_AHEAD not in html
    assert badges(html) == {"Bientôt": [], "Annulée": ["Annulé"], "Plus tard": [], "Récente": [], "Ancienne": []}


def test_the_list_offers_to_organise_an_event_where_readers_look_for_one(client, event_index):
    link = '<a class="button" href="/contribuer/organiser-un-evenement/" rel="nofollow">Organiser avec nous</a>'
    empty = client.get(EVENTS).text
    assert link in re.search(r'<div class="empty">.*?</div>', empty, re.DOTALL).group()
    EventReportPageFactory(parent=event_index, date="2016-02-03")
    nothing_ahead = client.get(EVENTS).text
    assert NOTHING_AHEAD in section(nothing_ahead, "a-venir")
    assert link in section(nothing_ahead, "a-venir")
    nothing_found = client.get(f"{EVENTS}?type=visit").text
    assert link in re.search(r'<div class="empty">.*?</div>', nothing_found, re.DOTALL).group()
    EventReportPageFactory(parent=event_index, date=in_days(3), state="announced")
    ahead = client.get(EVENTS).text
    assert link in section(ahead, "a-venir")
    assert {html.count(link) for html in (empty, nothing_ahead, nothing_found, ahead)} == {1}


def test_all_events_ahead_are_on_the_first_page_and_only_there(client, event_index, monkeypatch):
    monkeypatch.setattr("archive.pages.lists.PAGE_SIZE", 2)
    for number in range(4):
        EventReportPageFactory(parent=event_index, date=in_days(number + 1), state="announced")
        EventReportPageFactory(parent=event_index, date=f"2016-02-0{number + 1}")
    first, second = client.get(EVENTS).text, client.get(f"{EVENTS}?page=2").text
    assert len(cards(section(first, "a-venir"))) == 4
    assert len(cards(section(first, "archives-titre"))) == 2
    assert 'id="a-venir"' not in second
    assert len(cards(section(second, "archives-titre"))) == 2


def test_a_vague_date_ahead_stands_at_its_first_day_and_is_said_to_be_open(client, event_index):
    year = timezone.localdate().year + 1
    for title, day in (
        ("Le 21", f"{year}-01-21"), ("Mi-janvier", f"{year}-01-11/{year}-01-20~"), ("Le 10", f"{year}-01-10"),
    ):  # fmt: skip
        EventReportPageFactory(parent=event_index, title=title, date=day, state="announced")
    html = client.get(EVENTS).text
    assert badges(html) == {"Le 10": [], "Mi-janvier": ["Date à préciser"], "Le 21": []}
    assert list(cards(html)) == ["Le 10", "Mi-janvier", "Le 21"]
    assert f"mi-janvier {year} · Table ronde" in cards(html)["Mi-janvier"]


def test_a_card_says_when_and_where_an_event_to_come_takes_place(client, event_index):
    place = SiteProfilePageFactory(title="La Forge")
    hours = {"start_time": time(17, 15), "end_time": time(19, 30)}
    EventReportPageFactory(
        parent=event_index,
        title="Ici",
        date=in_days(3),
        state="announced",
        place=place,
        subtitle="Qui vient ?",
        **hours,
    )
    EventReportPageFactory(
        parent=event_index, title="Ailleurs", date=in_days(4), state="announced", venue="Salle des fêtes", mode="hybrid"
    )
    EventReportPageFactory(parent=event_index, title="Passée", venue="Salle du haut", subtitle="Qui est venu ?")
    shown = {title: re.sub(r"\s", " ", text) for title, text in cards(client.get(EVENTS).text).items()}
    assert "Qui vient ? · de 17 h 15 à 19 h 30 · La Forge" in shown["Ici"]
    assert "Salle des fêtes · hybride" in shown["Ailleurs"]
    assert "Qui est venu" in shown["Passée"]
    assert "Salle du haut" not in shown["Passée"]


def test_a_private_place_is_neither_named_nor_offered(client, event_index):
    place = SiteProfilePageFactory(title="La Cache", slug="la-cache")
    PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)
    EventReportPageFactory(parent=event_index, date=in_days(3), state="announced", place=place)
    html = client.get(EVENTS).text
    assert "La Cache" not in html
    response = client.get(f"{EVENTS}?place=la-cache").text
    assert "Ce filtre n’est pas compris\u00a0: lieu." in response


def test_without_any_event_ahead_the_page_says_so_and_shows_the_last_two_that_took_place(client, event_index):
    for title, day, state in (
        ("Tenue en 2012", "2012-06-26", "held"), ("Tenue en 2016", "2016-02-03", "held"),
        ("Racontée en 2015", "2015-04-02", "reported"), ("Annulée en 2017", "2017-01-10", "cancelled"),
        ("Jamais confirmée", "2017-03-05", "announced"),
    ):  # fmt: skip
        EventReportPageFactory(parent=event_index, title=title, date=day, state=state)
    ahead = section(client.get(EVENTS).text, "a-venir")
    assert NOTHING_AHEAD in ahead
    assert list(cards(ahead)) == ["Tenue en 2016", "Racontée en 2015"]
    assert '<a href="/ressources/evenements/flux.atom"' in ahead


def test_the_empty_state_stands_above_an_archive_only(client, event_index):
    assert NOTHING_AHEAD not in client.get(EVENTS).text
    EventReportPageFactory(parent=event_index, date="2016-02-03", kind="visit")
    assert NOTHING_AHEAD in client.get(EVENTS).text
    assert NOTHING_AHEAD not in client.get(f"{EVENTS}?type=visit").text


# --- Years -----------------------------------------------------------------------------------------------------------


def test_the_archive_has_its_years_with_counts_and_each_year_its_events(client, event_index):
    for number, day in enumerate(["2017-01-11/2017-01-20~", "2017", "2015-04-02", "2016-12-30/2017-01-02"]):
        EventReportPageFactory(parent=event_index, title=f"Soirée {number}", date=day)
    EventReportPageFactory(parent=event_index, title="À venir", date=in_days(400), state="announced")
    html = client.get(EVENTS).text
    assert years(html) == {"2017 (2)": "?year=2017", "2016 (1)": "?year=2016", "2015 (1)": "?year=2015"}
    assert re.findall(r"<h3>(\d+)</h3>", html) == ["2017", "2016", "2015"]
    for label, url in years(html).items():
        year_page = client.get(f"{EVENTS}{url}").text
        assert f"({len(cards(year_page))})" in label
        assert years(year_page).keys() == years(html).keys()
        assert f'#archives" aria-current="true">{label[:4]} ' in year_page


def test_the_counts_of_the_years_are_those_of_the_other_filters(client, event_index):
    for day, kind in (("2017-03-05", "visit"), ("2017-03-06", "meeting"), ("2016-03-05", "visit")):
        EventReportPageFactory(parent=event_index, date=day, kind=kind)
    html = client.get(f"{EVENTS}?type=visit&year=2017&page=1").text
    assert years(html) == {"2017 (1)": "?type=visit&year=2017", "2016 (1)": "?type=visit&year=2016"}


def test_an_archive_of_one_year_needs_no_navigation(client, event_index):
    EventReportPageFactory(parent=event_index, date="2017-03-05")
    assert "Archives par année" not in client.get(EVENTS).text


# --- Filters ---------------------------------------------------------------------------------------------------------


def choices(html: str, name: str) -> list[str]:
    """What a field of the form offers; nothing if it is not there."""
    field = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)
    return re.findall(r'<option value="([^"]+)"', field.group()) if field else []


@pytest.fixture
def various(event_index) -> SiteProfilePage:
    """An atelier in 2013 at a place, with a partner and a theme; a meeting in 2014 with nothing."""
    place = SiteProfilePageFactory(title="La Forge", slug="la-forge")
    SiteProfilePageFactory(title="La Menuise", slug="la-menuise")
    PartnerFactory(name="Sans évènement", slug="sans-evenement")
    event = EventReportPageFactory(
        parent=event_index, title="Un atelier", kind="visit", date="2013-06-18", place=place,
        themes=[ThemeFactory(slug="mobilite", title="Mobilité")],
    )  # fmt: skip
    for name in ("Université", "Ville"):
        event.partners.add(EventPartner(partner=PartnerFactory(name=name, slug=name.lower().replace("é", "e"))))
    event.save()
    EventReportPageFactory(parent=event_index, title="Une réunion", kind="meeting", date="2014")
    return place


@pytest.mark.parametrize(
    "query", ["type=visit", "year=2013", "theme=mobilite", "partner=universite", "partner=ville", "place=la-forge"]
)
def test_each_filter_narrows_the_list(client, various, query):
    html = client.get(f"{EVENTS}?{query}").text
    assert list(cards(html)) == ["Un atelier"]
    name, value = query.split("=")
    assert re.search(rf'<select name="{name}".*?<option value="{value}" selected>', html, re.DOTALL)
    assert "1 évènement répond à ces filtres\u00a0:" in html


def test_the_form_offers_partners_and_places_of_visible_events_only(client, various):
    html = client.get(EVENTS).text
    assert choices(html, "partner") == ["universite", "ville"]
    assert choices(html, "place") == ["la-forge"]
    EventReportPage.objects.get(title="Un atelier").unpublish()
    html = client.get(EVENTS).text
    assert '<select name="partner"' not in html
    assert '<select name="place"' not in html
    assert '<select name="theme"' not in html


def test_a_place_may_be_named_by_its_public_id(client, various):
    html = client.get(f"{EVENTS}?place={various.translation_key}").text
    assert list(cards(html)) == ["Un atelier"]
    assert '<option value="la-forge" selected>' in html
    assert "n’est pas compris" not in html


def test_the_page_says_which_filters_are_in_use_and_each_can_be_taken_away(client, various):
    html = client.get(f"{EVENTS}?type=visit&year=2013&partner=ville&theme=&page=1").text
    links = dict(re.findall(r'<a class="tag" href="([^"]+)">\s*([^<]+?)\s*<svg', html))
    assert {unescape(url): label for url, label in links.items()} == {
        "?year=2013&partner=ville": "Visite", "?type=visit&partner=ville": "2013", "?type=visit&year=2013": "Ville",
    }  # fmt: skip
    assert 'href="."' in client.get(f"{EVENTS}?type=visit").text


def test_filters_without_result_have_a_way_out(client, various):
    html = client.get(f"{EVENTS}?type=meeting&place=la-forge").text
    assert "Aucun évènement ne répond à ces filtres." in html
    assert f'<a href="{EVENTS}">Voir tous les évènements</a>' in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("partner=rien", "partenaire"),
        ("place=la-menuise", "lieu"),
        ("place=%00", "lieu"),
        ("place=7a1f0d4e-0000-4000-8000-000000000000", "lieu"),
        ("type=bal&place=rien", "type, lieu"),
    ],
)
def test_a_value_that_is_no_choice_is_named_and_ignored(client, various, query, names):
    html = client.get(f"{EVENTS}?{query}").text
    assert f"Ce filtre n’est pas compris\u00a0: {names}." in html
    assert {"Un atelier", "Une réunion"} <= set(cards(html))


# --- Queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?year=2016&type=round_table", "?page=2", "?place=la-forge&partner=ville"])
def test_hundreds_of_events_take_the_queries_of_a_few(client, event_index, queries, image, monkeypatch, query):
    monkeypatch.setattr("archive.pages.lists.PAGE_SIZE", 2)
    place, theme, town = SiteProfilePageFactory(slug="la-forge"), ThemeFactory(), PartnerFactory(slug="ville")
    events = []
    for date in (in_days(9), "2016-02-03", "2016-02-04", "2015-02-03", "2014-02-03"):
        event = EventReportPageFactory(
            parent=event_index, date=date, state="announced", place=place, themes=[theme], image=image
        )
        event.partners.add(EventPartner(partner=town))
        event.save()
        events.append(event)
    few = queries(client, EVENTS + query)
    for event in events[:2]:
        copy_event(event, 150)
    assert EventReportPage.objects.live().count() == 305
    assert queries(client, EVENTS + query) == few <= 11
