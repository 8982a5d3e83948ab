"""The mails to registrants. Each is built from the state of the registration when it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from archive.events import calendar
from archive.events.calendar import CALENDAR_FIELDS
from archive.events.essentials import essentials
from archive.models import EventReportPage, Registration
from archive.registrations import links
from core import contracts
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


def send(mail: Mail, registrations: Iterable[Registration]) -> None:
    """Write a mail to registrants of one event. The calendar file is for those who have a seat.

    What the mail says of the event is stored with each registration; the template has what the former one said as
    `before`.
    """
    registrations = list(registrations)
    if not registrations:
        return
    event = registrations[0].event
    gate = Gate.public_of(event)
    now = essentials(event, gate)
    file = calendar_file(event, gate) if mail.with_calendar else b""
    team = contracts.team_address(gate)
    context = {"event": event, "now": now, "event_address": gate.full_url(event.url_path), "team": team}
    for registration in registrations:
        own = {
            "registration": registration,
            "before": registration.mailed,
            "address": gate.absolute(links.path_of(registration)),
            "online_url": event.online_url if registration.gets_link else "",
        }
        message = letter(mail.template, registration.email, context | own)
        message.reply_to = [team] if team else []
        if file and registration.has_seat:
            message.attach(f"{event.slug}.ics", file, "text/calendar")
        message.send()
    Registration.objects.filter(pk__in=[registration.pk for registration in registrations]).update(mailed=now)


def calendar_file(event: EventReportPage, gate: Gate) -> bytes:
    """Return an event as an iCalendar file, with the UID and SEQUENCE of the public feeds; empty without exact days."""
    row = EventReportPage.objects.filter(pk=event.pk).values(*CALENDAR_FIELDS).get()
    place = event.visible_place(gate)
    vevent = calendar.event(row, gate.full_url(row["url_path"]), place["title"] if place else "")
    return calendar.to_bytes(calendar.file_head(), [vevent]) if vevent else b""
