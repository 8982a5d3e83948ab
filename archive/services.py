"""What the archive gives to other sections, through `core.contracts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F
from django.utils import timezone

from archive.listings import EVENT_FIELDS, event_cards
from archive.models import EventReportPage
from core import cards
from core.cards import CardRow
from core.gate import Gate

#: How many events the page of a place shows.
AT_PLACE = 6


def upcoming_events(gate: Gate, limit: int) -> Sequence[Mapping[str, object]]:
    """The next events that may still be attended, soonest first."""
    found = gate.pages(EventReportPage).upcoming(timezone.localdate()).oldest_first()  # type: ignore[attr-defined]
    return event_cards(gate, list(found.values(*EVENT_FIELDS)[:limit]))


def latest_events(gate: Gate, limit: int) -> Sequence[Mapping[str, object]]:
    """What has taken place: events with a report before the others, the latest first."""
    found = gate.pages(EventReportPage).past(timezone.localdate()).reports_first()  # type: ignore[attr-defined]
    return event_cards(gate, list(found.values(*EVENT_FIELDS)[:limit]))


def events_at_place(gate: Gate, place: int) -> list[CardRow]:
    """The events held at a place (by its page id) or to be held there, the latest first."""
    latest_first = (F("date_earliest").desc(nulls_last=True), "path")
    return cards.tied(gate, EventReportPage, "place", place, lambda pages: pages.order_by(*latest_first), AT_PLACE)
