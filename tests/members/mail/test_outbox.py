import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from members.mail.outbox import RETRY_PAUSES, send_due
from members.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox_is_the_backend():
    """Django's test runner replaces the backend; these tests are about ours."""
    with override_settings(EMAIL_BACKEND="members.mail.outbox.OutboxBackend"):
        yield


def write(subject="Votre proposition est publiée"):
    message = EmailMultiAlternatives(subject, "Bonjour,\n\nà bientôt.", "sillon@example.org", ["anne@example.org"])
    message.attach_alternative("<p>Bonjour</p>", "text/html")
    message.send()


def test_a_message_waits_until_it_is_sent_once():
    write()
    assert mail.outbox == []
    assert send_due() == (1, 0)
    assert send_due() == (0, 0)
    (sent,) = mail.outbox
    source = sent.message().as_bytes()
    assert b"text/html" in source
    assert b"anne@example.org" in source
    row = OutgoingMail.objects.get()
    assert (row.state, bytes(row.message), row.recipients) == ("sent", b"", [])


def test_message_is_rolled_back_with_its_transaction():
    class Undo(Exception):
        pass

    def write_and_undo():
        with transaction.atomic():
            write()
            raise Undo

    with pytest.raises(Undo):
        write_and_undo()
    assert not OutgoingMail.objects.exists()


def test_a_server_that_is_down_delays_and_at_last_gives_up(monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected("parti")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    write()
    for attempt, pause in enumerate(RETRY_PAUSES, 1):
        assert send_due() == (0, 1)
        row = OutgoingMail.objects.get()
        assert (row.attempts, row.state) == (attempt, "waiting")
        assert row.next_attempt_at > timezone.now() + pause - timedelta(minutes=1)
        assert send_due() == (0, 0)
        OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert send_due() == (0, 1)
    assert OutgoingMail.objects.get().state == "failed"
    assert mail.outbox == []


def test_the_console_shows_a_text_that_can_be_read_and_a_link_in_one_piece(settings, capsys):
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    link = "https://tiers-lieux.example/compte/confirm-email/" + "abcdefghij" * 10
    EmailMultiAlternatives("Été", f"Déjà confirmée\u202f?\n\n{link}", to=["anne@example.org"]).send()
    assert send_due() == (1, 0)
    out = capsys.readouterr().out
    assert f"Déjà confirmée\u202f?\n\n{link}\n" in out
