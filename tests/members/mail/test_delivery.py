"""Deliveries that fail in part, late or for good, and senders that end in the middle of one."""

from __future__ import annotations

import logging
import socket
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from members.mail import outbox, smtp
from members.mail.outbox import RETRY_PAUSES, longest_overdue, send_due
from members.models import OutgoingMail
from tests.members.mail.conftest import DELIVERY, Mailbox, free_port

pytestmark = pytest.mark.django_db


def pause(row: OutgoingMail) -> timedelta:
    return row.next_attempt_at - timezone.now()


def test_a_server_that_is_down_costs_one_attempt_of_one_mail(write, settings):
    settings.DELIVERY_EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DELIVERY, "127.0.0.1", free_port()
    write()
    write()
    assert send_due() == (0, 1)
    first, second = OutgoingMail.objects.order_by("pk")
    assert (first.state, first.attempts, second.attempts) == ("waiting", 1, 0)
    assert first.error.startswith("ConnectionRefusedError: ")
    assert timedelta(seconds=50) < pause(first) <= RETRY_PAUSES[0]


@pytest.mark.parametrize(("answer", "state"), [("451 4.3.0 plus tard", "waiting"), ("554 5.7.1 refusé", "failed")])
def test_a_refused_text_waits_or_is_given_up_and_the_next_mail_leaves(write, serve, answer, state):
    handler = Mailbox(data=[answer])
    serve(handler)
    first, _ = write(), write("Le second")
    assert send_due() == (1, 1)
    first.refresh_from_db()
    assert (first.state, first.error) == (state, f"SMTPDataError: {answer}")
    assert [message["Subject"] for message in handler.messages] == ["Le second"]


@pytest.mark.parametrize(("answer", "state"), [("450 4.2.1 pleine", "waiting"), ("550 5.1.1 inconnue", "failed")])
def test_a_refused_recipient_waits_or_is_given_up(write, serve, answer, state):
    serve(Mailbox(recipients={"anne@example.org": f"{answer} <anne@example.org>"}))
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert (row.state, row.error) == (state, f"SMTPRecipientsRefused: {answer} <…>")


def test_only_refused_recipients_are_tried_again(write, serve):
    handler = Mailbox(recipients={"bea@example.org": "450 pleine", "carl@example.org": "550 inconnu"})
    serve(handler)
    row = write(to=["anne@example.org", "bea@example.org", "carl@example.org"])
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert (row.state, row.recipients) == ("waiting", ["bea@example.org", "carl@example.org"])
    assert handler.envelopes[0][1] == ["anne@example.org"]
    del handler.recipients["bea@example.org"]
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert (row.state, row.recipients) == ("failed", ["carl@example.org"])
    assert handler.envelopes[1][1] == ["bea@example.org"]
    assert handler.messages[0]["Message-ID"] == handler.messages[1]["Message-ID"]


def test_all_recipients_are_tried_again_when_the_connection_ends_among_them(write, serve):
    serve(Mailbox(recipients={"bea@example.org": "550 inconnue", "carl@example.org": "421 je ferme"}))
    row = write(to=["anne@example.org", "bea@example.org", "carl@example.org"])
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert (row.state, len(row.recipients)) == ("waiting", 3)


def test_a_mail_is_given_up_after_its_last_attempt(write, serve):
    serve(Mailbox(data=["451 plus tard"] * 9))
    row = write()
    for attempt in range(1, len(RETRY_PAUSES) + 2):
        assert send_due() == (0, 1)
        row.refresh_from_db()
        assert row.attempts == attempt
        OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert row.state == "failed"
    assert send_due() == (0, 0)


def test_a_mail_that_cannot_be_composed_is_paused_and_the_others_leave(write, mailbox, caplog):
    bad = write()
    OutgoingMail.objects.filter(pk=bad.pk).update(sender="personne", next_attempt_at=timezone.now() - RETRY_PAUSES[0])
    write("Le second")
    assert send_due() == (1, 1)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == ("waiting", 1)
    assert bad.error.startswith("InvalidMailbox: il faut une adresse")
    assert timedelta(seconds=50) < pause(bad) <= RETRY_PAUSES[0]
    assert "@" not in caplog.text


@pytest.mark.parametrize(
    "options", [{"from_email": "personne"}, {"to": ["pas-une-adresse"]}, {"to": ["é@example.org"]}, {"body": "\ud800"}]
)
def test_a_mail_that_cannot_be_composed_is_a_row_and_no_exception(write, mailbox, options, caplog):
    with caplog.at_level(logging.ERROR):
        row = write("Objet\nde trop", **options)
    assert (row.state, row.subject, bytes(row.message)) == ("failed", "Objet de trop", b"")
    assert row.error.split(":")[0] in ("InvalidMailbox", "UnicodeEncodeError")
    assert "example.org" not in caplog.text
    assert not outbox.resendable().exists()


def test_a_connection_serves_many_messages_and_is_opened_again_when_it_is_lost(write, serve):
    handler = Mailbox(data=["", "421 assez", "", ""])
    serve(handler)
    for number in range(4):
        write(f"Numéro {number}")
    assert send_due() == (3, 1)
    assert len(handler.hello) == 2
    assert [message["Subject"] for message in handler.messages] == ["Numéro 0", "Numéro 2", "Numéro 3"]


def test_a_connection_that_drops_before_the_answer_doubles_the_mail_with_its_message_id(write, serve):
    handler = Mailbox(drop_after_data=True)
    serve(handler)
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert row.state == "waiting"
    handler.drop_after_data = False
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    assert send_due() == (1, 0)
    first, second = handler.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_connection_that_ends_without_quit_sends_no_mail_twice(write, serve):
    class Rude(Mailbox):
        async def handle_QUIT(self, server, session, envelope):
            server.transport.abort()
            return "221 trop tard"

    handler = Rude()
    serve(handler)
    write()
    assert send_due() == (1, 0)
    assert send_due() == (0, 0)
    assert len(handler.sources) == 1


def test_a_connection_that_the_server_found_too_long_idle_is_opened_again(write, serve):
    class Hasty(Mailbox):
        async def handle_NOOP(self, server, session, envelope, argument):
            return "421 4.4.2 inactif trop longtemps"

    handler = Hasty()
    serve(handler)
    write("Le premier")
    write("Le second")
    assert send_due() == (2, 0)
    assert len(handler.hello) == 2


def drip(listener: socket.socket, done: threading.Event) -> None:
    """Serve a greeting one octet at a time, without end: nothing but the limit ends the delivery."""
    client, _ = listener.accept()
    with client:
        while not done.wait(0.05):
            try:
                client.sendall(b"2")
            except OSError:
                return


def test_endless_greeting_is_cut_at_the_limit(write, settings, monkeypatch):
    monkeypatch.setattr(smtp, "DELIVERY_LIMIT", 0.3)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=drip, args=(listener, done))
        server.start()
        settings.DELIVERY_EMAIL_BACKEND, settings.EMAIL_HOST = DELIVERY, "127.0.0.1"
        settings.EMAIL_PORT = listener.getsockname()[1]
        row = write()
        assert send_due() == (0, 1)
        done.set()
        server.join()
    row.refresh_from_db()
    assert (row.state, row.error) == ("waiting", "TimeoutError: coupé après 0.3 s")


def test_a_slow_server_is_cut_between_its_steps(write, serve, monkeypatch):
    monkeypatch.setattr(smtp, "DELIVERY_LIMIT", 0.5)
    handler = Mailbox(seconds_a_step=0.2)
    serve(handler)
    row = write()
    assert send_due() == (0, 1)
    row.refresh_from_db()
    assert (row.state, row.error, handler.sources) == ("waiting", "TimeoutError: coupé après 0.5 s", [])


def test_the_lease_is_longer_than_a_delivery():
    assert timedelta(seconds=2 * smtp.DELIVERY_LIMIT + smtp.QUIT_LIMIT) < outbox.LEASE


def test_a_sender_that_lost_its_claim_marks_nothing(write, mailbox, monkeypatch):
    row = write()
    deliver = smtp.EmailBackend._send

    def slowly(self, message):
        OutgoingMail.objects.update(attempts=2)  # the lease ended, and another sender has the row
        return deliver(self, message)

    monkeypatch.setattr(smtp.EmailBackend, "_send", slowly)
    send_due()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sending", 2)


def test_how_long_the_oldest_mail_is_overdue(write):
    assert longest_overdue() is None
    row = write()
    OutgoingMail.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert longest_overdue() is None
    for state in ("waiting", "sending"):
        OutgoingMail.objects.filter(pk=row.pk).update(state=state, next_attempt_at=timezone.now() - timedelta(hours=1))
        assert timedelta(minutes=59) < longest_overdue() < timedelta(minutes=61)
    OutgoingMail.objects.update(state="failed", next_attempt_at=timezone.now())
    assert longest_overdue() is None


def test_old_sent_and_failed_mails_are_deleted(write, mailbox, capsys):
    old = timezone.now() - outbox.RETENTION - timedelta(hours=1)
    for state in ("sent", "failed", "waiting"):
        row = write(state)
        OutgoingMail.objects.filter(pk=row.pk).update(state=state, next_attempt_at=old)
    recent = write("failed")
    OutgoingMail.objects.filter(pk=recent.pk).update(state="failed")
    call_command("send_outbox")
    assert capsys.readouterr().out == "envoyés 1, non envoyés 0\n"
    assert [row.state for row in OutgoingMail.objects.order_by("pk")] == ["sent", "failed"]
