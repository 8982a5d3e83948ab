"""What happens to registrations without anybody asking: after a publication, and every hour."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.choices import EventState
from archive.events import schedule
from archive.models import EventReportPage, Registration
from archive.registrations import mails, seats
from archive.registrations.changes import outdated
from core.jobs.declare import durable

#: The hour of the day from which reminders leave.
MORNING = 8
#: How long registrations for an event without a last day are stored, in days.
UNDATED_DAYS = 365


@durable("Prévenir les inscrits d’un évènement")
def follow_publication(event_id: int) -> int:
    """After an event was published: give new seats to the waiting list, and write to whom it changed; return to how
    many. It may run again: a mail is written once per change."""
    if not EventReportPage.objects.filter(pk=event_id).exists():
        return 0
    with seats.locked(event_id) as event:
        registrations = outdated(event)
        for registration in registrations:
            registration.event = event
            mails.send(registration, mails.CHANGED, before=registration.known)
    return len(registrations)


def refresh_all() -> int:
    """Delete expired registrations, and give free seats to the waiting lists; return the number of events."""
    unsettled = Q(registrations__confirmed_at=None) | Q(registrations__has_seat=False)
    events = list(_with_registrations(unsettled & Q(date_latest__gte=timezone.localdate())))
    for event_id in events:
        seats.refresh(event_id)
    return len(events)


def send_reminders() -> int:
    """Write to whoever comes tomorrow, once per registration and day; return to how many."""
    now = timezone.localtime()
    if now.hour < MORNING:
        return 0
    tomorrow = now.date() + timedelta(days=1)
    number = 0
    for event_id in _with_registrations(Q(state=EventState.ANNOUNCED, live=True, date_earliest=tomorrow)):
        with seats.locked(event_id) as event:
            days = schedule.days_of(event.date)
            if days is None or days.first != tomorrow or event.state != EventState.ANNOUNCED:
                continue  # changed since it was selected
            confirmed = event.registrations.seated().with_address().filter(confirmed_at__isnull=False)
            for registration in confirmed.exclude(reminded_for=tomorrow):
                registration.event = event
                mails.send(registration, mails.REMINDER)
                Registration.objects.filter(pk=registration.pk).update(reminded_for=tomorrow)
                number += 1
    return number


def delete_personal_data() -> int:
    """Delete names, addresses and answers some days after an event; the rows stay, for the numbers.

    Return the number of registrations.
    """
    today = timezone.localdate()
    over = Q(event__date_latest__lt=today - timedelta(days=settings.REGISTRATION_DAYS))
    undated = Q(event__date_latest=None, created_at__lt=timezone.now() - timedelta(days=UNDATED_DAYS))
    expired = Registration.objects.with_address().filter(over | undated)
    return expired.update(name="", email="", mailbox="", organisation="", answer="", known={})


def _with_registrations(condition: Q) -> QuerySet[EventReportPage, int]:
    """Return the ids of events under a condition that have registrations."""
    events = EventReportPage.objects.filter(condition, registrations__isnull=False)
    return events.order_by("pk").values_list("pk", flat=True).distinct()
