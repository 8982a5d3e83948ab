"""What registrants know of an event from their mails, and a mail when it changes: date, hours, venue, state, link."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from archive.choices import EventState, Mode
from archive.models import EventReportPage, Registration

#: States that mails say; all others are « announced ».
_SAID = (EventState.CANCELLED, EventState.POSTPONED)


def essentials(event: EventReportPage) -> dict[str, str]:
    """Return what a registrant has to know of an event, as French texts; `state` is announced, postponed or cancelled.

    `link` is that of the online session, which only mails to registrants with a seat show.
    """
    place = event.place.title if event.place_id and event.place else ""
    where = ", ".join(filter(None, [event.venue, place if place not in event.venue else ""]))
    return {
        "state": event.state if event.state in _SAID else EventState.ANNOUNCED.value,
        "when": ", ".join(filter(None, [event.date_label, event.hours_label])),
        "where": where or (Mode.ONLINE.label if event.mode == Mode.ONLINE else ""),
        "link": event.online_url,
    }


def outdated(event: EventReportPage) -> list[Registration]:
    """Return the registrations whose mails said something else of an event than what holds now.

    None once the event has taken place: there is nothing to plan any more.
    """
    over = event.date_latest is not None and event.date_latest < timezone.localdate()
    if over or event.state in (EventState.HELD, EventState.REPORTED):
        return []
    now = essentials(event)
    return [row for row in event.registrations.with_address().order_by("pk") if _differs(row, now)]


def _differs(registration: Registration, now: dict[str, Any]) -> bool:
    known = registration.known
    names = [name for name in now if name != "link" or registration.has_seat]
    return any(known.get(name) != now[name] for name in names)
