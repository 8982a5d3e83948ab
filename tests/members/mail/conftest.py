"""A strict SMTP server (aiosmtpd with its defaults), and an outbox whose rows other threads and processes see."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connections

from members.models import OutgoingMail
from tests.members.scene import editor, member, moderator, people, place, published_place  # noqa: F401

DELIVERY = "members.mail.smtp.EmailBackend"
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Mailbox:
    """An aiosmtpd handler: what was received, byte for byte; `answers` are given by address or at DATA's end."""

    recipients: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    seconds_a_step: float = 0.0
    drop_after_data: bool = False
    sources: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    hello: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[ParsedMessage]:
        return [message_from_bytes(source, policy=policy.SMTP) for source in self.sources]

    async def step(self) -> None:
        """Take its time before each answer."""
        await asyncio.sleep(self.seconds_a_step)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        await self.step()
        session.host_name = hostname
        self.hello.append(hostname)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        await self.step()
        envelope.mail_from = address
        self.options += mail_options
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        await self.step()
        if answer := self.recipients.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await self.step()
        if self.data and (answer := self.data.pop(0)):
            return answer
        self.sources.append(envelope.original_content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if self.drop_after_data:
            server.transport.abort()
        return "250 OK"

    def check_wire_format(self) -> None:
        """Every message is ASCII with CRLF line ends, and no line has more than 998 octets."""
        for source in self.sources:
            assert source.isascii()
            assert not BARE.search(source)
            assert max(len(line) for line in source.split(b"\r\n")) <= 998


@pytest.fixture
def serve(settings):
    """Start a server for a handler, and point the delivery at it."""
    started = []

    def start(handler: object, **options: object) -> Controller:
        options = {"hostname": "127.0.0.1", "port": free_port(), "server_hostname": "mail.example", **options}
        controller = Controller(handler, **options)
        controller.start()
        started.append(controller)
        settings.DELIVERY_EMAIL_BACKEND = DELIVERY
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
        return controller

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture
def mailbox(serve) -> Mailbox:
    """A server that takes everything."""
    handler = Mailbox()
    serve(handler)
    return handler


@pytest.fixture(autouse=True)
def outbox_is_the_backend(settings):
    """Django's test runner replaces the backend; these tests are about ours."""
    settings.EMAIL_BACKEND = "members.mail.outbox.OutboxBackend"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows are committed, so that other connections see them; the outbox is empty before and after."""
    with django_db_blocker.unblock():
        OutgoingMail.objects.all().delete()
        yield
        OutgoingMail.objects.all().delete()
        connections.close_all()


@pytest.fixture
def write() -> Callable[..., OutgoingMail]:
    """Write one mail into the outbox; return its row."""

    def make(subject: str = "Bonjour", body: str = "Bonjour,\n\nà bientôt.", to: list[str] | None = None, **options):
        recipients = ["anne@example.org"] if to is None else to
        message: EmailMessage = EmailMultiAlternatives(subject, body, to=recipients, **options)
        message.send()
        return OutgoingMail.objects.latest("pk")

    return make
