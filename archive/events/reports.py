"""Events without their report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from archive.choices import EventState

#: Days after its last possible day from which an event lacks its report.
REPORT_DAYS = 14
#: Days after which nobody will write one any more. An event that nobody confirmed is listed as long as it says so.
LOST_DAYS = 365


def without_report(events: Any, today: date) -> Any:
    """Filter events whose day has passed for some time, without a published report or documents."""
    may_come = Q(state=EventState.HELD, date_latest__gte=today - timedelta(days=LOST_DAYS))
    return events.filter(
        may_come | Q(state=EventState.ANNOUNCED),
        date_latest__lt=today - timedelta(days=REPORT_DAYS),
        documents__isnull=True,
    )
