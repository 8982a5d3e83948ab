"""What registrants are written: the calendar file, changes, cancellations, reminders, and the end of their data."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.db import models
from django.utils import timezone

from archive.models import Registration
from archive.registrations import mails, seats, tasks
from archive.registrations.tasks import follow_publication
from core.dates.words import PARIS
from tests.archive import ics
from tests.archive.registrations.conftest import day, mails_to
from tests.factories.archive import EventReportPageFactory

pytestmark = pytest.mark.django_db


def publish(event, **changes) -> list:
    """Publish changes of an event; return the mails that leave."""
    mail.outbox.clear()
    for name, value in changes.items():
        setattr(event, name, value)
    event.save_revision().publish()
    follow_publication.call(event.pk)
    return list(mail.outbox)


def test_the_mail_has_the_event_as_a_calendar_file_with_the_uid_of_the_feeds(send, event):
    event.save_revision().publish()
    send()
    (message,) = mail.outbox
    (name, content, kind) = message.attachments[0]
    assert (name, kind) == ("soiree.ics", "text/calendar")
    (entry,) = ics.events(content if isinstance(content, bytes) else content.encode()).values()
    assert entry["uid"] == str(event.translation_key)
    assert "– Quand : " in message.body
    assert "de 17 h 15 à 19 h 30" in message.body


def test_whoever_waits_gets_no_calendar_file(send, book):
    book("0@example.org")
    book("1@example.org")
    send()
    (message,) = mails_to("ada@example.org")
    assert message.attachments == []


def test_a_new_date_is_written_once_with_the_former_one(event, book):
    book("ada@example.org")
    before = f"{event.date_label}, {event.hours_label}"
    (message,) = publish(event, date=day(37).isoformat())
    assert message.subject == "Nouvelle date : Une soirée"
    assert f"C’était : {before}" in message.body
    assert publish(event, title="Une soirée") == []


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"venue": "Salle du bas"}, "Nouveau lieu : Une soirée"),
        ({"state": "cancelled"}, "Annulé : Une soirée"),
        ({"state": "postponed"}, "Reporté : Une soirée"),
        ({"online_url": "https://visio.example/autre"}, "Lien de connexion : Une soirée"),
        ({"start_time": time(18, 0)}, "Nouvelle heure : Une soirée"),
    ],
    ids=["venue", "cancelled", "postponed", "link", "hour"],
)
def test_what_registrants_plan_with_is_written(event, book, changes, subject):
    book("ada@example.org")
    assert [message.subject for message in publish(event, **changes)] == [subject]


@pytest.mark.parametrize("changes", [{"introduction": "Autre"}, {"state": "held", "date": day(-1).isoformat()}])
def test_other_changes_and_past_events_are_not_written(event, book, changes):
    book("ada@example.org")
    assert publish(event, **changes) == []


def test_whoever_waits_learns_of_changes_but_not_the_link(event, book):
    for number in range(3):
        book(f"{number}@example.org")
    messages = publish(event, online_url="https://visio.example/salle")
    assert sorted(message.to[0] for message in messages) == ["0@example.org", "1@example.org"]
    assert len(publish(event, venue="Salle du bas")) == 3


def test_publishing_writes_to_registrants(event, book):
    book("ada@example.org")
    mail.outbox.clear()
    event.venue = "Salle du bas"
    event.save_revision().publish()  # tasks run at once in tests
    assert [message.subject for message in mail.outbox] == ["Nouveau lieu : Une soirée"]


@pytest.fixture
def freeze_time(monkeypatch):
    """A context manager that sets the time of Django."""

    @contextmanager
    def freeze(moment: datetime):
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: moment)
            yield

    return freeze


def at(days_before: int, hour: int, event) -> datetime:
    return datetime.combine(event.date_earliest - timedelta(days=days_before), time(hour), PARIS)


def test_the_reminder_leaves_once_on_the_day_before(event, book, freeze_time):
    book("ada@example.org")
    book("never@example.org", confirmed=False)
    book("waits@example.org")
    mail.outbox.clear()
    for days, hour, expected in ((2, 12, 0), (1, 7, 0), (1, 9, 1), (1, 10, 0), (0, 9, 0)):
        Registration.objects.update(confirm_by=at(0, 9, event) + timedelta(days=9))
        with freeze_time(at(days, hour, event)):
            assert tasks.send_reminders() == expected
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert mail.outbox[0].subject == "Demain : Une soirée"


def test_the_reminder_follows_a_moved_event(event, book, freeze_time):
    book("ada@example.org")
    first = at(1, 9, event)
    event.date = day(37).isoformat()
    event.save_revision().publish()
    with freeze_time(first):
        assert tasks.send_reminders() == 0
    with freeze_time(at(1, 9, event)):
        assert tasks.send_reminders() == 1


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"state": "postponed"}, {"live": False}])
def test_no_reminder_of_what_does_not_take_place(event, book, change, freeze_time):
    book("ada@example.org")
    for name, value in change.items():
        setattr(event, name, value)
    event.save()
    with freeze_time(at(1, 9, event)):
        assert tasks.send_reminders() == 0


def test_personal_data_is_deleted_after_its_time_and_the_numbers_stay(event, book, settings, freeze_time):
    settings.REGISTRATION_DAYS = 30
    for number in range(3):
        book(f"{number}@example.org")
    Registration.objects.filter(has_seat=True).update(attended=True, answer="Oui", organisation="Mairie")
    with freeze_time(at(-30, 12, event)):
        assert tasks.erase_personal_data() == 0
    with freeze_time(at(-31, 12, event)):
        assert tasks.erase_personal_data() == 3
        assert tasks.erase_personal_data() == 0
    texts = ("name", "email", "mailbox", "organisation", "answer", "mailed")
    assert [row for row in Registration.objects.values_list(*texts) if any(row)] == []
    counts = event.registrations.all().counts().get()
    assert (counts["seated"], counts["waiting"]) == (2, 1)
    assert event.registrations.filter(attended=True).count() == 2


def test_the_registrants_of_a_postponed_event_stay_until_its_new_date(event, book, freeze_time):
    book("ada@example.org")
    event.state = "postponed"
    event.save_revision().publish()
    with freeze_time(at(-40, 12, event)):
        assert tasks.erase_personal_data() == 0
    (message,) = publish(event, state="announced", date=day(90).isoformat())
    assert message.to == ["ada@example.org"]
    event.state = "postponed"
    event.save()
    with freeze_time(timezone.now() + timedelta(days=tasks.LONGEST_DAYS + 1)):
        assert tasks.erase_personal_data() == 1


def test_a_mistyped_year_erases_nothing_at_once(event, book, freeze_time):
    book("ada@example.org")
    publish(event, date="2016-11-22")
    assert tasks.erase_personal_data() == 0
    with freeze_time(timezone.now() + timedelta(days=tasks.TO_MEND_DAYS, hours=1)):
        assert tasks.erase_personal_data() == 1


def test_every_text_of_a_registration_is_erased():
    texts = (models.CharField, models.TextField, models.JSONField)
    fields = {field.name for field in Registration._meta.concrete_fields if isinstance(field, texts)}
    assert fields == set(Registration.ERASED)


def test_an_error_of_one_event_keeps_no_other_from_its_reminder(event, event_index, book, monkeypatch, freeze_time):
    broken = EventReportPageFactory(parent=event_index, date=event.date, state="announced", takes_registrations=True)
    for each in (broken, event):
        seats.confirm(seats.register(each.pk, seats.Details("Ada", "ada@example.org")).registration)
    mail.outbox.clear()
    write = mails.send

    def fail(kind, registrations) -> None:
        if any(registration.event_id == min(broken.pk, event.pk) for registration in registrations):
            raise ValueError("cannot be written")
        write(kind, registrations)

    monkeypatch.setattr(mails, "send", fail)
    with freeze_time(at(1, 9, event)), pytest.raises(ValueError, match="cannot be written"):
        tasks.send_reminders()
    assert len(mail.outbox) == 1


def test_the_mails_of_many_take_few_queries(event, book, django_assert_max_num_queries):
    event.capacity = None
    event.save()
    for number in range(12):
        book(f"{number}@example.org")
    event.venue = "Salle du bas"
    event.save()
    with django_assert_max_num_queries(50):
        assert follow_publication.call(event.pk) == 12


def test_registrations_for_a_date_that_became_vague_end_too(event, book):
    book("ada@example.org")
    event.date = "2099/.."
    event.takes_registrations = False
    event.save()
    assert tasks.erase_personal_data() == 0
    Registration.objects.update(created_at=timezone.now() - timedelta(days=tasks.LONGEST_DAYS + 1))
    assert tasks.erase_personal_data() == 1
