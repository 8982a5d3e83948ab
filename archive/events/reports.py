"""Events without their report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from archive.choices import EventState

#: Days after the last possible day of an event, from which its report counts as missing.
REPORT_DAYS = 14
#: Days after which a report is no longer expected. An event that is still « annoncé » stays listed until it is changed.
LOST_DAYS = 365


def without_report(events: Any, today: date) -> Any:
    """Filter events whose day has passed for some time, without a published report or documents."""
    may_come = Q(state=EventState.HELD, date_latest__gte=today - timedelta(days=LOST_DAYS))
    return events.filter(
        may_come | Q(state=EventState.ANNOUNCED),
        date_latest__lt=today - timedelta(days=REPORT_DAYS),
        documents__isnull=True,
    )
