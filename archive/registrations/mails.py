"""The mails to registrants. Each is built from the state of the registration when it is written."""

from __future__ import annotations

from typing import Any, NamedTuple

from archive.events import calendar
from archive.events.calendar import CALENDAR_FIELDS
from archive.models import EventReportPage, Registration
from archive.registrations import links
from archive.registrations.changes import essentials
from core.mail.render import letter
from core.visibility.gate import Gate


class Mail(NamedTuple):
    """A template, and whether the event comes with it as a calendar file."""

    template: str
    with_calendar: bool


REGISTERED = Mail("archive/email/registered.txt", with_calendar=True)
PROMOTED = Mail("archive/email/promoted.txt", with_calendar=True)
CHANGED = Mail("archive/email/changed.txt", with_calendar=True)
REMINDER = Mail("archive/email/reminder.txt", with_calendar=False)
REMOVED = Mail("archive/email/removed.txt", with_calendar=False)


def send(registration: Registration, mail: Mail, **context: Any) -> None:
    """Write a mail to a registrant. The calendar file is for those who have a seat."""
    event = registration.event
    known = essentials(event)
    gate = Gate.public()
    message = letter(
        mail.template,
        registration.email,
        {
            "registration": registration,
            "event": event,
            "now": known,
            "address": links.address_of(registration),
            "event_address": gate.full_url(event.url_path),
            "online_url": event.online_url if is_shown_link(registration) else "",
            **context,
        },
    )
    if mail.with_calendar and registration.has_seat and (file := calendar_file(event)):
        message.attach(f"{event.slug}.ics", file, "text/calendar")
    message.send()
    Registration.objects.filter(pk=registration.pk).update(known=known)


def is_shown_link(registration: Registration) -> bool:
    """Whether a registrant gets the link of the online session: with a seat, and a confirmed address."""
    return registration.has_seat and registration.confirmed_at is not None


def calendar_file(event: EventReportPage) -> bytes:
    """Return an event as an iCalendar file, with the UID and SEQUENCE of the public feeds; empty without exact days."""
    row = EventReportPage.objects.filter(pk=event.pk).values(*CALENDAR_FIELDS).get()
    place = event.place.title if event.place_id and event.place and event.place.live else ""
    component = calendar.event(row, Gate.public().full_url(row["url_path"]), place)
    return calendar.to_bytes(calendar.file_head(), [component]) if component else b""
