"""What the archive gives to other sections, through `core.contracts`."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from archive.models import EventReportPage
from core import cards
from core.cards import CardRow
from core.gate import Gate


def upcoming_events(gate: Gate, limit: int) -> list[CardRow]:
    """The next events that may still be attended, soonest first."""
    upcoming = EventReportPage.objects.upcoming(timezone.localdate())
    found = cards.visible(gate).filter(page__in=upcoming.values("pk")).order_by("earliest", "page_id")
    return cards.rows(gate, found[:limit])


def latest_reports(gate: Gate, limit: int) -> list[CardRow]:
    """The events whose report is published, the latest first."""
    reported = EventReportPage.objects.reported()
    newest = F("earliest").desc(nulls_last=True)
    found = cards.visible(gate).filter(page__in=reported.values("pk")).order_by(newest, "page_id")
    return cards.rows(gate, found[:limit])
