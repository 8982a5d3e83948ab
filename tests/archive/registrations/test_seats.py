"""Seats and the waiting list: who gets one, in which order, and when nobody does any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from archive.models import Registration
from archive.registrations import seats
from archive.registrations.availability import Availability, Numbers, availability, row_of
from archive.registrations.tasks import follow_publication, settle_all
from core.visibility import version
from tests.archive.registrations.conftest import day, mails_to

pytestmark = pytest.mark.django_db


def seated() -> list[str]:
    return list(Registration.objects.seated().values_list("email", flat=True))


def waiting() -> list[str]:
    return list(Registration.objects.waiting().values_list("email", flat=True))


def test_the_first_get_seats_and_the_others_wait_in_order(book):
    for number in range(4):
        book(f"{number}@example.org")
    assert seated() == ["0@example.org", "1@example.org"]
    assert waiting() == ["2@example.org", "3@example.org"]


def test_without_a_number_of_seats_nobody_waits(event, book):
    event.capacity = None
    event.save()
    for number in range(4):
        book(f"{number}@example.org")
    assert len(seated()) == 4


def test_a_cancellation_gives_the_seat_to_the_first_who_waits(book):
    first = book("0@example.org")
    for number in range(1, 4):
        book(f"{number}@example.org")
    mail.outbox.clear()
    seats.cancel(first)
    assert seated() == ["1@example.org", "2@example.org"]
    assert [message.to for message in mail.outbox] == [["2@example.org"]]
    assert mail.outbox[0].subject.startswith("Une place pour vous")


def test_whoever_was_promoted_and_cancels_is_off_the_list(book):
    first, _, third, _ = [book(f"{number}@example.org") for number in range(4)]
    seats.cancel(first)
    seats.cancel(third)
    assert seated() == ["1@example.org", "3@example.org"]
    assert waiting() == []


def test_a_newcomer_goes_behind_those_who_wait(event, book):
    for number in range(3):
        book(f"{number}@example.org")
    event.capacity = 3
    event.save()  # the list has not been served yet
    book("new@example.org")
    assert seated() == ["0@example.org", "1@example.org", "2@example.org"]
    assert waiting() == ["new@example.org"]


def test_more_seats_go_to_the_list_when_the_event_is_published(event, book):
    for number in range(4):
        book(f"{number}@example.org")
    event.capacity = 3
    event.save_revision().publish()
    follow_publication.call(event.pk)
    assert waiting() == ["3@example.org"]
    assert len(mails_to("2@example.org")) == 1


def test_fewer_seats_than_registrations_take_none_away(event, book):
    for number in range(2):
        book(f"{number}@example.org")
    event.capacity = 1
    event.save_revision().publish()
    follow_publication.call(event.pk)
    assert len(seated()) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"registrations_until": day(-1)},
        {"date": day(-1).isoformat()},
        {"state": "cancelled"},
        {"state": "postponed"},
        {"takes_registrations": False},
        {"live": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nobody_is_promoted_once_registration_is_closed(event, book, change):
    first = book("0@example.org")
    for number in range(1, 3):
        book(f"{number}@example.org")
    for name, value in change.items():
        setattr(event, name, value)
    event.save()
    seats.cancel(first)
    assert seated() == ["1@example.org"]
    assert waiting() == ["2@example.org"]
    with pytest.raises(seats.RegistrationClosed):
        book("new@example.org")


def test_erased_registrations_hold_no_seat(event, book):
    book("0@example.org")
    book("1@example.org")
    Registration.objects.update(**Registration.ERASED)
    assert seats.availability_of(event) == Availability.OPEN
    counts = event.registrations.all().counts().get()
    assert (counts["seated"], counts["waiting"]) == (2, 0)


def test_newcomers_wait_behind_those_who_wait_even_if_a_seat_is_free(event):
    row = row_of(event)
    now = timezone.now()
    assert availability(row, Numbers(seated=1, waiting=1), now) == Availability.WAITING_LIST
    assert availability(row, Numbers(seated=1), now) == Availability.OPEN


def test_a_seat_is_to_be_confirmed_before_the_event_begins(event, book, monkeypatch):
    begins = event.starts_at
    monkeypatch.setattr(timezone, "now", lambda: begins - timedelta(hours=2))
    assert book("0@example.org", confirmed=False).confirm_by == begins


def test_an_unconfirmed_seat_is_freed_after_a_day(event, book):
    book("never@example.org", confirmed=False)
    book("1@example.org")
    book("2@example.org")
    settle_all()
    assert waiting() == ["2@example.org"]
    Registration.objects.update(confirm_by=timezone.now() - timedelta(seconds=1))
    settle_all()
    assert seated() == ["1@example.org", "2@example.org"]


def test_an_expired_seat_goes_to_a_newcomer_at_once(book):
    book("never@example.org", confirmed=False)
    book("1@example.org")
    Registration.objects.filter(confirmed_at=None).update(confirm_by=timezone.now() - timedelta(seconds=1))
    mail.outbox.clear()
    assert book("new@example.org").has_seat
    assert not mail.outbox  # nobody was promoted: there was no list


def test_whoever_is_promoted_unconfirmed_has_a_day_to_confirm(book):
    first = book("0@example.org")
    book("1@example.org")
    late = book("2@example.org", confirmed=False)
    Registration.objects.filter(pk=late.pk).update(confirm_by=timezone.now() + timedelta(minutes=1))
    seats.cancel(first)
    late.refresh_from_db()
    assert late.has_seat
    assert late.confirm_by > timezone.now() + timedelta(hours=23)


def test_an_address_registers_once_whatever_its_spelling(book):
    assert book("Ada@Example.org").pk == book("ada@example.ORG").pk
    assert Registration.objects.count() == 1


def test_the_content_version_changes_only_with_what_readers_see(event, book, django_capture_on_commit_callbacks):
    def key() -> str:
        return version.current().key

    def book_now(address: str) -> Registration:
        with django_capture_on_commit_callbacks(execute=True):
            return book(address)

    before = key()
    book_now("0@example.org")
    assert key() == before
    full = book_now("1@example.org")
    assert key() != before  # complete
    before = key()
    with django_capture_on_commit_callbacks(execute=True):
        seats.cancel(full)
    assert key() != before


def test_registration_closes_when_the_event_begins(event):
    begins = event.starts_at
    row = row_of(event)
    assert availability(row, Numbers(), begins - timedelta(minutes=1)) == Availability.OPEN
    assert availability(row, Numbers(), begins) == Availability.CLOSED


def test_the_last_day_of_registration_is_included(event):
    event.registrations_until = day(10)
    evening = event.starts_at - timedelta(days=20) + timedelta(hours=6, minutes=40)
    assert availability(row_of(event), Numbers(), evening) == Availability.OPEN
    assert availability(row_of(event), Numbers(), evening + timedelta(hours=1)) == Availability.CLOSED
