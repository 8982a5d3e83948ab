"""How often an event has changed for calendars, and when."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from archive.models import CalendarEntry, EventReportPage
from core.setup import ensure_page
from core.visibility import version
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests.factories.archive import EventReportPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(event_index) -> EventReportPage:
    return ensure_page(
        event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01", "start_time": time(18)}
    )


def publish(event: EventReportPage, **fields) -> CalendarEntry:
    """Publish the event with other values, as editors do; return its entry."""
    page = EventReportPage.objects.get(pk=event.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return CalendarEntry.objects.get(event=event.pk)


def test_the_first_publication_makes_an_entry(event):
    entry = CalendarEntry.objects.get()
    assert (entry.event_id, entry.sequence, entry.changed_at) == (event.pk, 0, event.last_published_at)


def test_a_draft_and_a_scheduled_page_have_none(event_index):
    page = ensure_page(event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01"}, publish=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert not CalendarEntry.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2099-01-02"},
        {"start_time": time(19)},
        {"end_time": time(23)},
        {"venue": "Salle du haut"},
        {"title": "Une matinée"},
        {"access": "Tram A"},
        {"mode": "online"},
        {"introduction": "De quoi il s’agit."},
        {"state": "cancelled"},
        {"state": "postponed"},
    ],
)
def test_a_change_that_calendars_show_raises_the_sequence(event, fields):
    entry = publish(event, **fields)
    assert entry.sequence == 1
    assert entry.changed_at == EventReportPage.objects.get().last_published_at > event.last_published_at
    assert publish(event).sequence == 1


def test_another_place_raises_the_sequence(event):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    assert publish(event, place=place).sequence == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"report": [{"type": "text", "id": "1", "value": "<p>Soixante personnes sont venues.</p>"}]},
        {"subtitle": "Autre"},
        {"capacity": 40},
        {"audience": "Élus"},
    ],
)
def test_a_report_and_other_details_do_not(event, fields):
    entry = publish(event, **fields)
    assert (entry.sequence, entry.changed_at) == (0, event.last_published_at)


def test_a_report_is_no_change_even_with_its_state(event):
    publish(event, date="2016-01-01")
    assert publish(event, state="reported").sequence == 1


def test_a_draft_changes_nothing_until_it_is_published(event):
    page = EventReportPage.objects.get()
    page.date = "2099-05-05"
    draft = page.save_revision()
    assert CalendarEntry.objects.get().sequence == 0
    draft.publish()
    assert CalendarEntry.objects.get().sequence == 1


def test_a_restored_revision_raises_the_sequence_again(event):
    first = event.latest_revision
    assert publish(event, date="2099-02-02").sequence == 1
    before = CalendarEntry.objects.get().fingerprint
    first.publish()
    entry = CalendarEntry.objects.get()
    assert entry.sequence == 2
    assert entry.fingerprint != before
    assert EventReportPage.objects.get().date == "2099-01-01"


def test_an_unpublished_event_goes_on_where_it_was(event):
    assert publish(event, date="2099-02-02").sequence == 1
    EventReportPage.objects.get().unpublish()
    assert publish(event, date="2099-03-03").sequence == 2


def test_a_copy_has_an_entry_of_its_own(event, event_index):
    publish(event, date="2099-02-02")
    copy = EventReportPage.objects.get(pk=event.pk).copy(to=event_index, update_attrs={"slug": "copie"})
    assert publish(copy, title="La suivante").sequence <= 1
    assert CalendarEntry.objects.get(event=event.pk).sequence == 1
    assert copy.translation_key != event.translation_key


def test_an_event_takes_its_entry_with_it(event):
    event.delete()
    assert not CalendarEntry.objects.exists()


def test_a_change_reaches_cached_calendars(event):
    before = version.current().key
    CalendarEntry.objects.get().save()
    assert version.current().key != before


# --- The migration -----------------------------------------------------------------------------------------------


def test_the_migration_adds_entries_that_the_next_publication_finds_unchanged(event, event_index):
    unpublished = EventReportPageFactory(parent=event_index, live=False)
    imported = EventReportPageFactory(parent=event_index, light=True)
    CalendarEntry.objects.all().delete()
    before = timezone.now()
    import_module("archive.migrations.0006_calendar_entry").add_entries(apps, None)
    entries = {entry.event_id: entry for entry in CalendarEntry.objects.all()}
    assert set(entries) == {event.pk, imported.pk}
    assert unpublished.pk not in entries
    assert entries[event.pk].changed_at == event.last_published_at
    assert before <= entries[imported.pk].changed_at <= timezone.now()
    for page in (event, imported):
        entry = publish(page)
        assert (entry.sequence, entry.changed_at) == (0, entries[page.pk].changed_at)


# --- Two at once -------------------------------------------------------------------------------------------------


on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one at a time")


def in_thread(function, *arguments) -> threading.Thread:
    """Run a function on a connection of its own."""

    def run() -> None:
        try:
            function(*arguments)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [True, False], ids=["first publications", "later publications"])
def test_publications_at_the_same_moment_are_each_counted(home, event_index, first):
    event = ensure_page(event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01"}, publish=not first)
    revisions = []
    for day in range(4):
        page = EventReportPage.objects.get(pk=event.pk)
        page.date = (date(2099, 2, 1) + timedelta(days=day)).isoformat()
        revisions.append(page.save_revision())
    barrier = threading.Barrier(len(revisions))

    def run(revision) -> None:
        connection.ensure_connection()
        barrier.wait()
        with transaction.atomic():
            revision.publish()

    for thread in [in_thread(run, revision) for revision in revisions]:
        thread.join()
    assert CalendarEntry.objects.get().sequence == (3 if first else 4)
    assert publish(event).sequence == (3 if first else 4)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_publication_waits_for_one_that_is_not_committed(home, event_index):
    event = ensure_page(event_index, EventReportPage, "soiree", "Une soirée", {"date": "2099-01-01"})
    pages = EventReportPage.objects.filter(pk=event.pk)
    pages.update(date="2099-02-02")
    with transaction.atomic():
        CalendarEntry.objects.record(event.pk)
        in_thread(lambda: pages.update(date="2099-03-03")).join()
        second = in_thread(CalendarEntry.objects.record, event.pk)
        second.join(timeout=0.5)
        assert second.is_alive()
    second.join()
    assert CalendarEntry.objects.get().sequence == 2


def test_a_renamed_place_is_a_change_of_its_events(event):
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    before = publish(event, place=place)
    place = SiteProfilePage.objects.get(pk=place.pk)
    place.save_revision().publish()  # nothing that calendars show
    assert CalendarEntry.objects.get().sequence == before.sequence
    place.title = "La Grande Menuise"
    place.save_revision().publish()
    after = CalendarEntry.objects.get()
    assert after.sequence == before.sequence + 1
    assert after.changed_at > before.changed_at
