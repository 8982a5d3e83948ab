"""Implementations of the contracts of `core.contracts` that the archive offers other sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from archive.events.timeline import agenda, among, matching_ids, visible_events
from archive.models import EventIndexPage, EventReportPage
from archive.pages.cards import EVENT_FIELDS, event_cards, event_rows
from archive.registrations.availability import REGISTRATION_FIELDS, begins_at
from core.visibility.gate import Gate

#: Maximum number of events on the page of a place.
AT_PLACE = 6


def upcoming_events(gate: Gate, limit: int) -> Sequence[Mapping[str, object]]:
    """Return the cards of the next events that are neither cancelled nor postponed, the soonest first."""
    upcoming = among(agenda(gate).ahead, matching_ids(gate, {"upcoming": True}))
    return event_cards(gate, event_rows(upcoming[:limit]), ahead=True)


def latest_events(gate: Gate, limit: int) -> Sequence[Mapping[str, object]]:
    """Return the cards of events that took place: those with a report first, each group the latest first.

    Their ids are read once per content version and day.
    """
    today = timezone.localdate()

    def read() -> list[int]:
        events = visible_events(gate).took_place(today).reports_first()
        return list(events.values_list("pk", flat=True)[:limit])

    key = ("latest events", limit, today, *gate.scope)
    return event_cards(gate, event_rows(gate.snapshot.get_or_set(key, read)))


def events_url(gate: Gate) -> str:
    """Return the URL of the list of events, or "" if the reader may see none."""
    return gate.first_url(EventIndexPage)


def events_at_place(gate: Gate, place: int) -> Sequence[Mapping[str, object]]:
    """Return the cards of events at a place (by its page id): those ahead, the soonest first, then the latest ones."""
    if place not in _host_places(gate):
        return []
    events = gate.pages(EventReportPage).filter(place=place).agenda(timezone.localdate())  # type: ignore[attr-defined]
    return event_cards(gate, list(events.values(*EVENT_FIELDS)[:AT_PLACE]))


def _host_places(gate: Gate) -> frozenset[int]:
    """Return the page ids of all places with visible events, so that one without events costs no query.

    They are read once per content version. The order of the events is not, since it changes with the day.
    """

    def read() -> frozenset[int]:
        events = gate.pages(EventReportPage).filter(place__isnull=False)
        return frozenset(events.order_by().values_list("place", flat=True).distinct())

    return gate.snapshot.get_or_set(("places with events", *gate.scope), read)


def events_begun(gate: Gate) -> int:
    """Return how many events with registration have begun today; their hours are read once per content version."""
    now = timezone.localtime()

    def read() -> list[datetime]:
        events = gate.pages(EventReportPage).filter(takes_registrations=True, date_earliest=now.date())
        begins = [begins_at(row) for row in events.values(*REGISTRATION_FIELDS)]
        return [moment for moment in begins if moment]

    key = ("events of the day", now.date(), *gate.scope)
    return sum(moment <= now for moment in gate.snapshot.get_or_set(key, read))
