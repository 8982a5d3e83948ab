"""Pages, API and calendar of events take as many queries for two hundred events as for five."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ReferenceIndex

from archive.models import EventDecision, EventIndexPage, EventPartner, EventReportPage, ProgrammeItem, Registration
from core.models import PageTheme, Partner, Theme
from tests.factories.archive import EventReportPageFactory, PartnerFactory, ThemeFactory, copy_event
from tests.factories.inventory import SiteProfilePageFactory

LIST, API = "/ressources/evenements/", "/api/v3/events/"
#: More than the page of an event takes, which reads a dozen tables.
MOST = 20
FILTERS = {
    "theme": "theme=mobilite", "partner": "partner=ville", "place": "place=la-forge", "type": "type=round_table",
}  # fmt: skip
URLS = [
    LIST, f"{LIST}?year=2016", f"{LIST}?page=2", *(f"{LIST}?{query}" for query in FILTERS.values()),
    f"{LIST}?{'&'.join(FILTERS.values())}",
    f"{API}?limit=100", f"{API}?upcoming=true&limit=100", f"{API}?from=2016-01-01&to=2016-12-31",
    *(f"{API}?{query}" for query in FILTERS.values()),
    f"{LIST}soiree-0/", f"{LIST}soiree-1/", f"{API}soiree-0/", f"{LIST}agenda.ics", f"{LIST}flux.atom", "/ressources/",
]  # fmt: skip
DAYS = ((timezone.localdate() + timedelta(days=9)).isoformat(), "2016-02-03", "2016-02-04", "2016-02-05", "2015-02-03")


@pytest.fixture(scope="module", autouse=True)
def small_pages():
    """Two past events on a page of the list, so that five take several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive.pages.lists.PAGE_SIZE", 2)
        yield


@pytest.fixture(scope="module")
def queries_of_five(module_db, small_pages) -> dict[str, int]:
    """The number of queries by address with five events; there are two hundred afterwards."""
    events = _events()
    counts = {url: _count(url) for url in URLS}
    for event in events:
        copy_event(event, 39)
    _add_rows(EventReportPage.objects.exclude(pk__in=[event.pk for event in events]).values_list("pk", flat=True))
    return counts


def _events() -> list[EventReportPage]:
    index, place = EventIndexPage.objects.get(), SiteProfilePageFactory(slug="la-forge")
    ThemeFactory(slug="mobilite")
    PartnerFactory(slug="ville")
    events = [
        EventReportPageFactory(
            parent=index,
            slug=f"soiree-{number}",
            date=day,
            start_time=time(17, 15),
            state="reported" if number else "announced",
            place=place,
            capacity=2,
            takes_registrations=True,
        )
        for number, day in enumerate(DAYS)
    ]
    _add_rows([event.pk for event in events])
    # The API knows a partner by the references of pages.
    ReferenceIndex.create_or_update_for_object(EventReportPage.objects.get(pk=events[1].pk))
    return events


def _add_rows(pks: Iterable[int]) -> None:
    """Give each of these events a theme, a partner, an item of its programme, a decision and a registration."""
    theme, partner = Theme.objects.get(slug="mobilite"), Partner.objects.get(slug="ville")
    now = timezone.now()
    for rows in (
        [PageTheme(page_id=pk, theme=theme) for pk in pks],
        [EventPartner(event_id=pk, partner=partner) for pk in pks],
        [ProgrammeItem(event_id=pk, title="Accueil") for pk in pks],
        [EventDecision(event_id=pk, text="Continuer.") for pk in pks],
        [Registration(event_id=pk, mailbox="a@b.example", has_seat=True, created_at=now, confirm_by=now) for pk in pks],
    ):
        type(rows[0]).objects.bulk_create(rows)


def _count(url: str) -> int:
    """How many queries a request takes, once the process knows the present version of the content."""
    client = Client()
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


@pytest.mark.parametrize("url", URLS)
def test_two_hundred_events_take_the_queries_of_five(queries_of_five, url):
    assert EventReportPage.objects.live().count() == 200
    assert _count(url) == queries_of_five[url] <= MOST
