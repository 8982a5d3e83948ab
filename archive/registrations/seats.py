"""Who has a seat, and who waits for one. Every change locks the event, so that no seat is given twice.

Within the lock, expired registrations are deleted and free seats go to the waiting list before anything else happens,
and again afterwards: whatever frees a seat (a cancellation, a raised capacity, a confirmation that never came), the
first on the list gets it, never a newcomer, and never once registration is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from archive.models import EventReportPage, Registration
from archive.registrations import mails
from archive.registrations.availability import Availability, Numbers, availability, row_of
from archive.registrations.changes import essentials
from core.text.addresses import mailbox
from core.visibility import version

#: How long a seat is reserved for an address that has not been confirmed.
TO_CONFIRM = timedelta(hours=24)


class RegistrationClosed(Exception):
    """The event takes no registration, or none any more."""


class Details(NamedTuple):
    """What somebody types to register."""

    name: str
    email: str
    organisation: str = ""
    answer: str = ""


class Registered(NamedTuple):
    """The registration of an address, and whether it is new."""

    registration: Registration
    is_new: bool


def register(event_id: int, details: Details) -> Registered:
    """Give an address a seat, or a place on the waiting list; a registered address keeps what it has.

    No mail is sent. Raise RegistrationClosed.
    """
    with locked(event_id) as event:
        state = availability_of(event)
        if state not in (Availability.OPEN, Availability.WAITING_LIST):
            raise RegistrationClosed
        key = mailbox(details.email)
        existing = event.registrations.filter(mailbox=key).first()
        if existing:
            return Registered(existing, is_new=False)
        now = timezone.now()
        registration = event.registrations.create(
            **details._asdict(),
            mailbox=key,
            has_seat=state == Availability.OPEN,
            created_at=now,
            confirm_by=now + TO_CONFIRM,
            known=essentials(event),
        )
        return Registered(registration, is_new=True)


def confirm(registration: Registration) -> Registration | None:
    """Confirm a registration; return it as it is then, or None if it has expired or been cancelled."""
    with locked(registration.event_id) as event:
        current = event.registrations.filter(pk=registration.pk).with_address().first()
        if current and current.confirmed_at is None:
            current.confirmed_at = timezone.now()
            current.save(update_fields=["confirmed_at"])
        return current


def cancel(registration: Registration) -> bool:
    """Delete a registration, so that the next one on the waiting list gets its seat; return whether there was one."""
    with locked(registration.event_id) as event:
        deleted, _ = event.registrations.filter(pk=registration.pk).delete()
        return bool(deleted)


def refresh(event_id: int) -> None:
    """Delete expired registrations and give free seats to the waiting list."""
    with locked(event_id):
        pass


@contextmanager
def locked(event_id: int) -> Iterator[EventReportPage]:
    """Lock an event until the end of the block, with its seats distributed before and after the block.

    The content version changes if readers see another availability afterwards.
    """
    with transaction.atomic():
        event = EventReportPage.objects.select_for_update(of=("self",)).get(pk=event_id)
        before = availability_of(event)
        _distribute(event)
        yield event
        _distribute(event)
        if availability_of(event) != before:
            version.bump()


def availability_of(event: EventReportPage) -> Availability:
    """Return the availability of an event now, with one query if it takes registrations."""
    return availability(row_of(event), numbers_of(event), timezone.now())


def numbers_of(event: EventReportPage) -> Numbers:
    if not event.takes_registrations:
        return Numbers()
    return event.registrations.all().numbers().get(event.pk, Numbers())


def _distribute(event: EventReportPage) -> None:
    now = timezone.now()
    event.registrations.expired(now).delete()
    if availability_of(event) not in (Availability.OPEN, Availability.WAITING_LIST):
        return
    waiting = event.registrations.waiting()
    free = None if event.capacity is None else max(0, event.capacity - event.registrations.seated().count())
    for registration in waiting[:free]:
        registration.has_seat = True
        if registration.confirmed_at is None:
            registration.confirm_by = now + TO_CONFIRM
        registration.save(update_fields=["has_seat", "confirm_by"])
        mails.send(registration, mails.PROMOTED)
