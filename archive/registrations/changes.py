"""Registrations whose last mail is out of date: the event has since changed its state, date, hours or place."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from archive.choices import EventState
from archive.models import EventReportPage, Registration

#: The values of `essentials` that registrants plan with. Its French texts are left out: rewording them is not a change.
PLANNED_WITH = ("state", "date", "start", "end", "venue", "place")


def outdated(event: EventReportPage, current: dict[str, Any]) -> list[Registration]:
    """Return the registrations with an address that need a new mail. `current` are the `essentials` of the event.

    An empty list once the event has taken place: then there is nothing left to plan.
    """
    over = event.date_latest is not None and event.date_latest < timezone.localdate()
    if over or event.state in (EventState.HELD, EventState.REPORTED):
        return []
    return [row for row in event.registrations.with_address().order_by("pk") if _is_outdated(row, current)]


def _is_outdated(registration: Registration, current: dict[str, Any]) -> bool:
    names = [*PLANNED_WITH, "link"] if registration.gets_link else PLANNED_WITH
    return any(registration.mailed.get(name) != current[name] for name in names)
