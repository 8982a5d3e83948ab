"""« Être prévenu » of new events, and the mail to an organiser whose report is missing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from archive import limits
from archive.models import Subscriber
from archive.notices.subscriptions import forget_unconfirmed
from archive.notices.tasks import announce, ask_for_reports
from core.guards import antispam
from core.guards.throttling import Limit
from core.models import Counter
from tests.conftest import make_user
from tests.factories.archive import EventReportPageFactory

pytestmark = pytest.mark.django_db
URL = "/ressources/evenements/etre-prevenu/"


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def link_in(message) -> str:
    return re.search(r"https?://[^/]+(/[^\s#]+/etre-prevenu/[^\s#]+/)", message.body)[1]


@pytest.fixture
def new_event(event_index):
    event = EventReportPageFactory(parent=event_index, title="Une soirée", date=day(30), state="announced")
    event.first_published_at = timezone.now()
    event.save()
    return event


@pytest.fixture
def subscriber(home) -> Subscriber:
    now = timezone.now()
    return Subscriber.objects.create(
        email="ada@example.org", mailbox="ada@example.org", created_at=now, confirmed_at=now
    )


def ask(client, email: str = "ada@example.org", **data: str):
    stamp = re.search(r'name="_ouvert" value="([^"]+)"', client.get(URL).text)
    return client.post(URL, {"email": email, "_ouvert": stamp[1]} | data)


@pytest.fixture(autouse=True)
def readers_have_taken_their_time(monkeypatch):
    monkeypatch.setattr(antispam, "LEAST", 0)


def test_who_asks_again_after_a_day_gets_a_link_that_works(client, home):
    ask(client)
    Subscriber.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert client.get(link_in(mail.outbox[0])).status_code == 410
    Counter.objects.all().delete()
    ask(client)
    assert client.get(link_in(mail.outbox[1])).status_code == 200


def test_an_address_is_confirmed_by_mail_and_leaves_with_one_click(client, home):
    response = ask(client, "Ada@Example.org")
    assert response.status_code == 302
    assert "Regardez vos courriels" in client.get(response.url).text
    link = link_in(mail.outbox[0])
    client.get(link)
    assert Subscriber.objects.get().confirmed_at is None
    client.post(link, {"confirmer": "1"})
    assert Subscriber.objects.get().confirmed_at
    assert "C’est arrêté" in client.post(link, {"quitter": "1"}).text
    assert not Subscriber.objects.exists()
    assert client.get(link).status_code == 410


def test_mail_clients_leave_by_posting_to_the_address(subscriber, new_event):
    announce.call(new_event.pk)
    (message,) = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + address.split("/", 3)[3]
    Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert not Subscriber.objects.exists()


def test_each_event_is_announced_once(subscriber, new_event):
    new_event.save_revision().publish()  # tasks run at once in tests
    new_event.save_revision().publish()
    assert announce.call(new_event.pk) == 0
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "À venir : Une soirée"


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"live": False}, {"date": "2017-01-11"}])
def test_only_events_ahead_are_announced(subscriber, new_event, change):
    for name, value in change.items():
        setattr(new_event, name, value)
    new_event.save()
    assert announce.call(new_event.pk) == 0


def test_events_from_before_are_not_announced(subscriber, new_event):
    new_event.first_published_at = timezone.now() - timedelta(days=8)
    new_event.save()
    assert announce.call(new_event.pk) == 0


def test_private_events_are_not_announced(subscriber, new_event, close):
    close(new_event)
    assert announce.call(new_event.pk) == 0


def test_the_answer_is_the_same_for_a_subscriber(client, subscriber):
    known, unknown = (ask(client, email) for email in ("ada@example.org", "autre@example.org"))
    assert known.url == unknown.url
    assert [message.subject for message in mail.outbox] == [
        "Vous êtes déjà prévenu des rencontres",
        "Confirmez : être prévenu des rencontres",
    ]


def test_no_mailbox_is_flooded(client, home, monkeypatch):
    monkeypatch.setattr(limits, "BY_ADDRESS", (Limit(2, 3600),))
    statuses = [ask(client).status_code for _ in range(3)]
    assert statuses == [302, 302, 302]  # the answer does not tell
    assert len(mail.outbox) == 1  # the second came too soon, the third was too much


def test_robots_and_mistakes_are_answered(client, home):
    assert ask(client, "x").status_code == 422
    assert ask(client, telecopie="x").status_code == 403
    assert client.post(URL, {"email": "ada@example.org"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post(URL, {"email": "ada@example.org"}).status_code == 403
    assert not mail.outbox


def test_requests_that_are_not_confirmed_are_deleted(subscriber):
    Subscriber.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert forget_unconfirmed() == 0
    Subscriber.objects.update(confirmed_at=None)
    assert forget_unconfirmed() == 1


def test_an_organiser_is_asked_once_for_the_report(event_index):
    organiser = make_user("organisatrice")
    event = EventReportPageFactory(parent=event_index, title="Une soirée", date=day(-20), organiser=organiser)
    EventReportPageFactory(parent=event_index, date=day(-3), organiser=organiser)
    EventReportPageFactory(parent=event_index, date=day(-20), organiser=organiser, state="reported")
    assert ask_for_reports() == 1
    assert ask_for_reports() == 0
    (message,) = mail.outbox
    assert message.to == [organiser.email]
    assert message.subject == "Compte rendu à écrire : Une soirée"
    event.date = day(-16)  # it had been moved
    event.save()
    assert ask_for_reports() == 1
