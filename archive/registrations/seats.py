"""Who has a seat, and who waits for one. Every change locks the event, so that no seat is given twice.

Within the lock, expired registrations are deleted and free seats go to the waiting list before anything else happens,
and again afterwards: whatever frees a seat (a cancellation, a raised capacity, a confirmation that never came), the
first on the list gets it, never a newcomer, and never once registration is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from archive.events.essentials import essentials
from archive.models import EventReportPage, Registration
from archive.models.registration import numbers_by_event
from archive.registrations import mails
from archive.registrations.availability import (
    Availability,
    Numbers,
    availability,
    begins_at,
    free_seats,
    row_of,
)
from core.text.addresses import mailbox
from core.visibility import version
from core.visibility.gate import Gate

#: How long a seat is reserved for an address that has not been confirmed, unless the event begins before.
TO_CONFIRM = timedelta(hours=24)


class RegistrationClosed(Exception):
    """The event takes no registration, or none any more."""


class Details(NamedTuple):
    """The typed values of a registration."""

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
    with settled(event_id) as event:
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
            confirm_by=_confirm_by(event, now),
            mailed=essentials(event, Gate.public_of(event)),
        )
        return Registered(registration, is_new=True)


def confirm(registration: Registration) -> Registration | None:
    """Confirm a registration; return it as it is then, or None if it has expired or been cancelled."""
    with settled(registration.event_id) as event:
        current = event.registrations.filter(pk=registration.pk).with_address().first()
        if current and current.confirmed_at is None:
            current.confirmed_at = timezone.now()
            current.mailed = essentials(event, Gate.public_of(event))  # the page of the registration says it
            current.save(update_fields=["confirmed_at", "mailed"])
        return current


def cancel(registration: Registration) -> bool:
    """Delete a registration, so that the next one on the waiting list gets its seat; return whether it was there."""
    with settled(registration.event_id) as event:
        return bool(event.registrations.filter(pk=registration.pk).delete()[0])


def settle(event_id: int) -> int:
    """Delete expired registrations and give free seats to the waiting list; return how many no longer wait."""
    waiting = Registration.objects.filter(event=event_id).waiting()
    before = waiting.count()
    with settled(event_id):
        return before - waiting.count()


@contextmanager
def settled(event_id: int) -> Iterator[EventReportPage]:
    """Lock an event until the end of the block, with its seats given out before and after the block.

    Raise EventReportPage.DoesNotExist. Readers see another availability once the transaction is committed: not within
    it, since a transaction that publishes events locks the content version before them.
    """
    with transaction.atomic():
        events = EventReportPage.objects.filter(pk=event_id)
        list(events.select_for_update(of=("self",)).values_list("capacity"))
        event = events.get()  # read once it is locked: it may have been unpublished meanwhile
        before = availability_of(event)
        _give_out_seats(event)
        yield event
        _give_out_seats(event)
        if availability_of(event) != before:
            transaction.on_commit(version.bump)


def availability_of(event: EventReportPage) -> Availability:
    """Return the availability of an event now, with one query if it takes registrations."""
    return availability(row_of(event), numbers_of(event), timezone.now())


def numbers_of(event: EventReportPage) -> Numbers:
    """Return the numbers of registrations of an event, without those whose personal data was erased."""
    if not event.takes_registrations or event.pk is None:
        return Numbers()
    return numbers_by_event([event.pk]).get(event.pk, Numbers())


def _give_out_seats(event: EventReportPage) -> None:
    now = timezone.now()
    event.registrations.expired(now).delete()
    if availability_of(event) not in (Availability.OPEN, Availability.WAITING_LIST):
        return
    promoted = list(event.registrations.with_address().waiting()[: free_seats(event.capacity, numbers_of(event))])
    for registration in promoted:
        registration.has_seat = True
        if registration.confirmed_at is None:
            registration.confirm_by = _confirm_by(event, now)
        registration.save(update_fields=["has_seat", "confirm_by"])
    mails.send(mails.PROMOTED, promoted)


def _confirm_by(event: EventReportPage, now: datetime) -> datetime:
    begins = begins_at(row_of(event))
    return min(now + TO_CONFIRM, begins) if begins else now + TO_CONFIRM
