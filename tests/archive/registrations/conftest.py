"""An event in a month with two seats, and helpers to register for it as readers do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from archive.models import EventReportPage, Registration
from archive.registrations.seats import Details, confirm, register
from core.guards import antispam
from tests.conftest import make_user
from tests.factories.archive import EventReportPageFactory

ADDRESS = re.compile(r"https?://[^\s#]+/inscription/[^\s#/]+/")


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def organiser(home):
    return make_user("organisatrice")


@pytest.fixture
def event(event_index, organiser) -> EventReportPage:
    """A round table of two seats, in thirty days at 17:15."""
    return EventReportPageFactory(
        parent=event_index,
        slug="soiree",
        state="announced",
        title="Une soirée",
        date=day(30).isoformat(),
        start_time=time(17, 15),
        end_time=time(19, 30),
        venue="Salle du haut",
        takes_registrations=True,
        capacity=2,
        organiser=organiser,
    )


@pytest.fixture
def book(event) -> Callable[..., Registration]:
    """Register an address, and confirm it unless told otherwise."""

    def make(address: str, confirmed: bool = True) -> Registration:
        registration = register(event.pk, Details(name="Ada Martin", email=address)).registration
        return (confirm(registration) or registration) if confirmed else registration

    return make


@pytest.fixture
def send(event, monkeypatch) -> Callable[..., object]:
    """Send the form of the event as a reader, who has taken the time to fill it in."""
    monkeypatch.setattr(antispam, "LEAST", 0)

    def post(address: str = "ada@example.org", client: Client | None = None, **data: str):
        client = client or Client()
        url = f"{event.url}inscription/"
        stamp = re.search(r'name="_ouvert" value="([^"]+)"', client.get(url).text)
        form = {"name": "Ada Martin", "email": address, "_ouvert": stamp[1] if stamp else ""}
        return client.post(url, form | data)

    return post


def address_in(message) -> str:
    """Return the path of the registration that a mail links to."""
    return "/" + ADDRESS.search(message.body)[0].split("/", 3)[3]


def mails_to(address: str) -> list:
    return [message for message in mail.outbox if message.to == [address]]
