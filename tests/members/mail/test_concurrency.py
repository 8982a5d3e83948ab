"""Parallel senders, senders beside the site, and senders that are killed, on committed rows."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading

from django.db import connection, connections
from django.utils import timezone

from members.mail import outbox
from members.mail.outbox import send_due
from members.models import OutgoingMail
from tests.members.mail.conftest import Mailbox


class StepByStep(Mailbox):
    """A server that waits before each of its four answers until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.may_go_on = threading.Semaphore(0), threading.Semaphore(0)

    async def step(self) -> None:
        self.waits.release()
        await asyncio.to_thread(self.may_go_on.acquire, timeout=30)


def test_no_transaction_is_open_while_the_server_answers(committed, write, serve):
    """A transaction of the sender would keep SQLite from writing until the server has answered."""
    server = StepByStep()
    serve(server)
    write()
    sender = threading.Thread(target=lambda: (send_due(), connections.close_all()))
    sender.start()
    for _ in range(4):
        assert server.waits.acquire(timeout=30)
        write("Pendant ce temps")
        server.may_go_on.release()
    sender.join()
    assert OutgoingMail.objects.filter(state="sent").count() == 1


def test_two_senders_never_send_one_row_twice(committed, write, serve):
    handler = Mailbox(seconds_a_step=0.01)
    serve(handler)
    rows = 10
    for number in range(rows):
        write(f"Numéro {number}")
    results: list[tuple[int, int]] = []
    barrier = threading.Barrier(2)

    def send() -> None:
        connection.ensure_connection()
        barrier.wait()
        results.append(send_due())
        connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sum(sent for sent, _ in results) == rows
    assert sorted(message["Subject"] for message in handler.messages) == [f"Numéro {n}" for n in range(rows)]


def _killed_between_sending_and_marking() -> None:
    connections.close_all()
    outbox._mark = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    send_due()


def test_a_killed_sender_doubles_one_mail_and_loses_none(committed, write, mailbox):
    write("Le premier")
    write("Le second")
    connections.close_all()
    sender = multiprocessing.get_context("fork").Process(target=_killed_between_sending_and_marking)
    sender.start()
    sender.join()
    assert sender.exitcode == -signal.SIGKILL
    assert [message["Subject"] for message in mailbox.messages] == ["Le premier"]
    assert send_due() == (1, 0)
    assert OutgoingMail.objects.get(state="sending").subject == "Le premier"
    OutgoingMail.objects.filter(state="sending").update(next_attempt_at=timezone.now())
    assert send_due() == (1, 0)
    first, _, again = mailbox.messages
    assert (first["Message-ID"], first["Date"]) == (again["Message-ID"], again["Date"])
    assert not OutgoingMail.objects.exclude(state="sent").exists()
