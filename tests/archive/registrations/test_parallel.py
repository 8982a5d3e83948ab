"""Two hundred people register at once, over HTTP, on two processes of the production server."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.core.signing import TimestampSigner
from django.db import connection

from archive.models import Registration
from archive.registrations import seats
from core.guards.antispam import LEAST, STAMP
from members.models import OutgoingMail
from tests.copies import address_of
from tests.services import production_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow("a production server of two processes")]
PEOPLE, SEATS, AT_ONCE = 200, 30, 40
#: Django's CSRF check compares the cookie with the field.
SECRET = "s" * 32


@pytest.fixture
def server(tmp_path) -> Iterator[int]:
    """The port of a production server with two processes on the test database."""
    environment = {
        "PATH": os.environ["PATH"], "PYTHONUTF8": "1", "HOME": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "config.settings.production", "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": address_of(str(connection.settings_dict["NAME"])), "SITE_URL": settings.SITE_URL,
        "EMAIL_URL": "smtp://127.0.0.1:1", "TRUSTED_PROXY_COUNT": "1", "WEB_CONCURRENCY": "2",
        "PRIVATE_FOLDER": str(tmp_path / "private"), "MEDIA_STORAGE_URL": f"file://{tmp_path / 'media'}",
    }  # fmt: skip
    with production_server(environment, tmp_path) as port:
        yield port


def test_two_hundred_at_once_get_thirty_seats_and_an_ordered_waiting_list(event, server):
    event.capacity = SEATS
    event.save()
    stamp = TimestampSigner(salt="members.guarding").sign(str(event.translation_key))
    path = f"{event.url}inscription/"
    time.sleep(LEAST + 1)

    def register(number: int) -> tuple[int, str]:
        form = {"name": "Ada", "email": f"{number}@example.org", STAMP: stamp, "csrfmiddlewaretoken": SECRET}
        headers = {
            "Host": "127.0.0.1", "X-Forwarded-For": f"198.51.{number // 100}.{number % 100}",
            "Cookie": f"csrftoken={SECRET}", "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        http = HTTPConnection("127.0.0.1", server, timeout=120)
        http.request("POST", path, urlencode(form), headers)
        response = http.getresponse()
        body = response.read().decode()
        http.close()
        return response.status, re.sub(r"\s+", " ", body)[:300]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(register, range(PEOPLE)))
    assert [answer for answer in answers if answer[0] != 302] == []

    rows = list(Registration.objects.order_by("pk").values_list("has_seat", "email"))
    assert [has_seat for has_seat, _ in rows] == [True] * SEATS + [False] * (PEOPLE - SEATS)
    subjects = [subject for (subject,) in OutgoingMail.objects.values_list("subject")]
    assert len(subjects) == PEOPLE
    assert sum(subject.startswith("Confirmez votre inscription") for subject in subjects) == SEATS

    seats.cancel(Registration.objects.seated()[SEATS - 1])
    first_waiting = rows[SEATS][1]
    assert Registration.objects.get(email=first_waiting).has_seat
    assert seats.numbers_of(event) == (SEATS, PEOPLE - SEATS - 1)
    assert [(message.to, message.subject[:19]) for message in mail.outbox] == [([first_waiting], "Une place pour vous")]
