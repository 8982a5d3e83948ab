"""The calendars of events: for subscription, for one event, and the links to them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.models import Page, Site

from archive.events.calendar import UNDATED
from archive.models import EventIndexPage, EventPartner, EventReportPage
from core.setup import ensure_page
from home.models import HomePage
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests.archive import ics
from tests.factories.archive import EventReportPageFactory, PartnerFactory, ThemeFactory

pytestmark = pytest.mark.django_db
AGENDA = "/ressources/evenements/agenda.ics"
LIST = "/ressources/evenements/"


def read(client, url: str = AGENDA) -> dict:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return ics.events(response.content)


def titles(client, url: str = AGENDA) -> list[str]:
    return [str(event["summary"]) for event in read(client, url).values()]


# --- The agenda --------------------------------------------------------------------------------------------------


def test_an_event_has_its_address_and_the_place_that_all_may_see(client, event_index, close):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    page = EventReportPageFactory(parent=event_index, light=True, venue="Salle du haut", place=place)
    (event,) = read(client).values()
    assert event["url"] == f"{settings.SITE_URL}{page.url}"
    assert event["location"] == "Salle du haut, La Menuise"
    close(place)
    (event,) = read(client).values()
    assert event["location"] == "Salle du haut"


def test_approximate_open_and_missing_dates_are_absent(client, event_index):
    for number, edtf in enumerate(("", "2017", "2017-01", "2017-01-11~", "2017-01-11/..", "2017-01-11/2017-01-20~")):
        page = EventReportPageFactory(parent=event_index, date=edtf, slug=f"vague-{number}")
        assert client.get(f"{page.url}agenda.ics").status_code == 404
    EventReportPageFactory(parent=event_index, title="Exacte", date="2017-01-11")
    assert titles(client) == ["Exacte"]


def test_a_cancelled_event_stays(client, event_index):
    page = ensure_page(event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01"})
    page.state = "cancelled"
    page.save_revision().publish()
    (event,) = read(client).values()
    assert (event["status"], event["summary"], event["sequence"]) == ("CANCELLED", "Annulé\u00a0: Une soirée", 1)


def test_the_newest_events_come_first_and_are_bounded(client, event_index, monkeypatch):
    for year in (2012, 2014, 2013):
        EventReportPageFactory(parent=event_index, title=f"En {year}", date=f"{year}-01-01")
    assert titles(client) == ["En 2014", "En 2013", "En 2012"]
    monkeypatch.setattr("archive.pages.calendars.LENGTH", 2)
    assert titles(client) == ["En 2014", "En 2013"]


def test_a_full_agenda_stays_below_a_megabyte(client, event_index, monkeypatch):
    EventReportPageFactory.create_batch(3, parent=event_index, introduction="é" * 9000)
    monkeypatch.setattr("archive.events.calendar.to_bytes.__defaults__", (40_000,))
    response = client.get(AGENDA)
    assert len(response.content) <= 40_000
    assert len(ics.events(response.content)) == 2


def test_a_page_that_was_never_published_has_a_fixed_stamp(client, event_index):
    EventReportPageFactory(parent=event_index)
    (event,) = read(client).values()
    assert event.decoded("dtstamp") == UNDATED


def test_the_uid_outlives_a_new_address(client, event_index):
    page = EventReportPageFactory(parent=event_index, slug="avant")
    before = list(read(client))
    page.slug = "apres"
    page.save()
    after = read(client)
    assert list(after) == before
    assert after[before[0]]["url"].endswith("/apres/")


@pytest.mark.parametrize("url", [AGENDA, f"{LIST}soiree/agenda.ics"])
def test_304_until_the_content_changes(client, event_index, url):
    page = ensure_page(event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01"})
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url).content == first.content
    page.date = "2099-01-02"
    page.save_revision().publish()
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.content != first.content


@pytest.mark.parametrize("name", ["SUMMARY", "DTSTAMP", "SEQUENCE"])
def test_the_body_is_the_same_on_another_day(client, event_index, monkeypatch, name):
    ensure_page(event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01"})
    before = client.get(AGENDA).content
    monkeypatch.setattr(timezone, "now", lambda: datetime(2099, 6, 1, tzinfo=UTC))
    assert name.encode() in before
    assert client.get(AGENDA).content == before


def test_an_agenda_takes_as_many_queries_for_four_as_for_one(client, event_index, queries):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    EventReportPageFactory(parent=event_index, place=place)
    few = queries(client, AGENDA)
    EventReportPageFactory.create_batch(3, parent=event_index, place=place)
    assert queries(client, AGENDA) == few <= 6


def test_the_agenda_is_the_same_for_editors(as_editor, client, event_index, close):
    page = EventReportPageFactory(parent=event_index, title="Réservé", slug="reserve")
    close(page)
    for reader in (as_editor, client):
        assert titles(reader) == []
        assert reader.get(f"{LIST}reserve/agenda.ics").status_code == 404


def test_another_host_has_its_own_addresses(client, event_index, settings):
    settings.ALLOWED_HOSTS = ["*"]
    other = Page.get_first_root_node().add_child(instance=HomePage(title="Ailleurs", slug="ailleurs"))
    Site.objects.create(hostname="ailleurs.example", port=443, root_page=other, site_name="Ailleurs")
    index = other.add_child(instance=EventIndexPage(title="Rendez-vous", slug="evenements"))
    EventReportPageFactory(parent=event_index, title="Ici")
    EventReportPageFactory(parent=index, title="Là-bas", slug="la-bas")
    assert titles(client) == ["Ici"]
    response = client.get(AGENDA, headers={"Host": "ailleurs.example"}, SERVER_PORT="443")
    text = ics.unfolded(response.content)
    assert "SUMMARY:Là-bas" in text
    assert "Ici" not in text
    assert "URL:https://ailleurs.example/evenements/la-bas/" in text
    assert "NAME:Rendez-vous – Ailleurs" in text


# --- Filters -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def varied(module_db) -> None:
    event_index = EventIndexPage.objects.get()
    theme = ThemeFactory(slug="mobilite", title="Mobilité")
    ThemeFactory(slug="sans-evenement", title="Sans évènement")
    for number in range(25):
        EventReportPageFactory(parent=event_index, title=f"Réunion {number}", kind="meeting", date="2014-05-06")
    EventReportPageFactory(parent=event_index, title="Visite", kind="visit", date="2013-01-01", themes=[theme])


@pytest.mark.parametrize(
    ("query", "count", "name"),
    [
        ("", 26, "Évènements"),
        ("?type=meeting", 25, "Évènements (Réunion)"),
        ("?year=2013", 1, "Évènements (2013)"),
        ("?type=visit&year=2013&theme=mobilite", 1, "Évènements (Visite, 2013, Mobilité)"),
        ("?type=meeting&theme=mobilite", 0, "Évènements (Réunion, Mobilité)"),
        ("?type=&year=&theme=&page=2", 26, "Évènements"),
    ],
)
def test_filters_are_those_of_the_list_without_its_pages(client, varied, query, count, name):
    response = client.get(f"{AGENDA}{query}")
    assert len(ics.events(response.content)) == count
    lines = ics.unfolded(response.content).split("\r\n")
    assert any(line.replace("\\", "").startswith(f"X-WR-CALNAME:{name} – ") for line in lines)
    atom = client.get(f"/ressources/evenements/flux.atom{query}").text
    assert atom.count("<entry>") == count
    assert f"<title>{name} – " in atom


def test_filters_by_partner_and_place(client, varied, event_index):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    page = EventReportPageFactory(parent=event_index, title="Au lieu", place=place)
    page.partners.add(EventPartner(partner=PartnerFactory(slug="aueg", name="AUEG")))
    page.save()
    for query in ("?partner=aueg", "?place=la-menuise", f"?place={place.translation_key}", "?partner=aueg&year=2016"):
        assert titles(client, f"{AGENDA}{query}") == ["Au lieu"]
    assert titles(client, f"{AGENDA}?partner=aueg&year=2013") == []


@pytest.mark.parametrize(
    "query",
    ["?theme=sans-evenement", "?partner=aueg", "?partner=inconnu", "?place=la-menuise", "?partner=aueg&theme=mobilite"],
)
def test_a_subscription_to_what_has_no_event_goes_on_empty(client, varied, query):
    ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    PartnerFactory(slug="aueg")
    assert titles(client, f"{AGENDA}{query}") == []


def test_a_subscription_to_a_hidden_place_is_refused(client, varied, close):
    close(ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise"))
    assert client.get(f"{AGENDA}?place=la-menuise").status_code == 422


@pytest.mark.parametrize("path", [AGENDA, "/ressources/evenements/flux.atom"])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?type=fete", "type"),
        ("?year=hier", "year"),
        ("?year=0", "year"),
        ("?theme=inconnu", "theme"),
        ("?partner=Un+nom", "partner"),
        ("?place=inconnu", "place"),
        ("?place=%00", "place"),
        ("?theme=mobilite%00", "theme"),
        ("?tehme=mobilite", "tehme"),
        ("?type=fete&ville=grenoble", "type, ville"),
    ],
)
def test_an_unknown_filter_is_refused_by_its_name(client, varied, path, query, names):
    response = client.get(f"{path}{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.startswith(f"Filtre non compris\u00a0: {names}. ")
    assert "ETag" not in response


# --- One event ---------------------------------------------------------------------------------------------------


def test_an_event_is_a_file_with_its_name(client, event_index):
    EventReportPageFactory(parent=event_index, slug="soiree-d-ete", light=True)
    response = client.get(f"{LIST}soiree-d-ete/agenda.ics")
    assert response["Content-Disposition"] == 'attachment; filename="soiree-d-ete.ics"'
    (event,) = ics.events(response.content).values()
    assert event.decoded("dtstart") == datetime(2016, 11, 22, 16, 15, tzinfo=UTC)
    assert b"X-WR-CALNAME" not in response.content


def test_unknown_and_unpublished_events_have_no_file(client, event_index):
    page = EventReportPageFactory(parent=event_index, slug="soiree")
    page.unpublish()
    for slug in ("soiree", "inconnue", "a%00b"):
        assert client.get(f"{LIST}{slug}/agenda.ics").status_code == 404


def test_a_former_address_leads_to_the_present_one(client, event_index, django_capture_on_commit_callbacks):
    page = ensure_page(event_index, EventReportPage, "avant", "Une soirée", {"date": "2099-01-01"})
    page.slug = "apres"
    with django_capture_on_commit_callbacks(execute=True):  # Wagtail makes its redirects after the commit
        page.save_revision().publish()
    response = client.get(f"{LIST}avant/agenda.ics")
    assert (response.status_code, response["Location"]) == (301, f"{LIST}apres/agenda.ics")


# --- Links -------------------------------------------------------------------------------------------------------


def test_an_event_ahead_can_be_added_to_an_agenda(client, event_index):
    EventReportPageFactory(
        parent=event_index, slug="soiree", state="announced", date="2099-01-01", start_time=time(20), end_time=time(1)
    )
    html = client.get(f"{LIST}soiree/").text
    assert "Ajouter à mon agenda" in html
    assert '<link rel="alternate" type="text/calendar" title="Table ronde' in html
    assert f'href="{LIST}soiree/agenda.ics"' in html
    assert client.get(f"{LIST}soiree/agenda.ics").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2016-01-01", "state": "announced"},
        {"date": "2016-01-01", "state": "held"},
        {"date": "2099", "state": "announced"},
        {"date": "2099-01-01~", "state": "announced"},
        {"date": "2099-01-01", "state": "cancelled"},
        {"date": "2099-01-01", "state": "postponed"},
    ],
)
def test_a_past_vague_or_cancelled_event_cannot_be_added(client, event_index, fields):
    EventReportPageFactory(parent=event_index, slug="soiree", **fields)
    html = client.get(f"{LIST}soiree/").text
    assert "Ajouter à mon agenda" not in html
    assert "agenda.ics" not in html


def test_a_private_event_cannot_be_added(as_editor, event_index, close):
    close(EventReportPageFactory(parent=event_index, slug="soiree", state="announced", date="2099-01-01"))
    response = as_editor.get(f"{LIST}soiree/")
    assert response.status_code == 200
    assert "agenda.ics" not in response.text


def test_the_list_links_to_feeds_with_its_filters(client, varied):
    host = settings.SITE_URL.partition("://")[2]
    html = client.get(LIST).text
    assert f'href="webcal://{host}{AGENDA}"' in html
    assert f'<link rel="alternate" type="text/calendar" title="Évènements" href="{AGENDA}">' in html
    html = client.get(f"{LIST}?type=meeting&theme=mobilite&year=hier&page=1").text
    query = "?type=meeting&amp;theme=mobilite"
    for address in (f"webcal://{host}{AGENDA}{query}", f"{AGENDA}{query}", f"{LIST}flux.atom{query}"):
        assert f'href="{address}"' in html
    assert "avec ces filtres" in html
