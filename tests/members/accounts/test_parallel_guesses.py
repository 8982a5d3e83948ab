"""Guesses and sign-ups that are sent at the same moment are all counted."""

from __future__ import annotations

import threading
import time

import pytest
from allauth.core import ratelimit
from django.db import connection
from django.test import Client, RequestFactory
from django.utils.crypto import get_random_string

from members.models import User
from tests.core.guards.test_throttling import CACHES
from tests.members.accounts.guessing import LOGIN

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_parallel_log_ins_are_five_guesses(home, moderator, monkeypatch):
    hashes: list[str] = []
    check = User.check_password

    def check_password(self, password):
        hashes.append(password)
        time.sleep(0.2)
        return check(self, password)

    monkeypatch.setattr(User, "check_password", check_password)
    start = threading.Barrier(20)

    def guess(number: int) -> None:
        client = Client()
        connection.ensure_connection()
        start.wait(30)
        client.post(LOGIN, {"login": moderator.username, "password": f"faux-{number}"})
        connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(hashes) == 5


@pytest.mark.parametrize("name", CACHES)
def test_limits_of_allauth_count_parallel_requests_on_every_cache(settings, name):
    settings.CACHES = {"default": {**CACHES[name], "KEY_PREFIX": get_random_string(8)}}
    settings.ACCOUNT_RATE_LIMITS = {"signup": "5/h/ip"}
    start = threading.Barrier(20)
    allowed: list[bool] = []

    def sign_up() -> None:
        connection.ensure_connection()
        start.wait(30)
        allowed.append(ratelimit.consume(RequestFactory().post("/"), action="signup"))
        connection.close()

    threads = [threading.Thread(target=sign_up) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert 1 <= sum(allowed) <= 5, "who waits a second for its turn is refused"
    while ratelimit.consume(RequestFactory().post("/"), action="signup"):
        allowed.append(True)
    assert sum(allowed) == 5
