"""What the archive gives to other sections, through `core.contracts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from archive.listings import EVENT_FIELDS, event_cards
from archive.models import EventReportPage
from core.gate import Gate


def upcoming_events(gate: Gate, limit: int) -> Sequence[Mapping[str, object]]:
    """The next events that may still be attended, soonest first."""
    found = gate.pages(EventReportPage).upcoming(timezone.localdate()).oldest_first()  # type: ignore[attr-defined]
    return event_cards(gate, list(found.values(*EVENT_FIELDS)[:limit]))


def latest_events(gate: Gate, limit: int) -> Sequence[Mapping[str, object]]:
    """What has taken place: events with a report before the others, the latest first."""
    found = gate.pages(EventReportPage).past(timezone.localdate()).reports_first()  # type: ignore[attr-defined]
    return event_cards(gate, list(found.values(*EVENT_FIELDS)[:limit]))
