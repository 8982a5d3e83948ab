"""Limits in number count every attempt, and hold their window, whatever the cache and however many try at once."""

from __future__ import annotations

import re
import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from core.guards import throttling
from core.guards.throttling import Limit, Usage
from core.http.middleware import WriteTransactionMiddleware
from core.models import Counter

LIMIT = Limit(5, 300)
CACHES = {
    "table": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"},
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "redis": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:6379/9"},
}


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests set forward: `clock(60)` is a minute later."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("core.guards.throttling.time.time", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CACHES)
def test_twenty_at_once_are_counted_as_twenty(settings, name):
    settings.CACHES = {"default": CACHES[name]}
    start = threading.Barrier(20)
    numbers: list[int] = []

    def attempt() -> None:
        connection.ensure_connection()
        start.wait(20)
        numbers.append(throttling.count("test", f"someone with {name}", LIMIT).number)
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(numbers) == list(range(1, 21))


@pytest.mark.django_db
def test_a_window_opens_with_the_first_attempt_and_holds_to_its_end(clock):
    limit = Limit(2, 3600)
    assert [throttling.count("test", "someone", limit).is_exceeded for _ in range(3)] == [False, False, True]
    clock(3599)  # Django's table of the cache would have forgotten after 300 seconds
    assert throttling.count("test", "someone", limit).is_exceeded
    clock(1)
    usage = throttling.count("test", "someone", limit)
    assert (usage.number, usage.ends) == (1, 1_800_000_000 + 2 * 3600)


@pytest.mark.django_db
def test_an_emptied_cache_forgets_no_limit():
    throttling.count("test", "someone", LIMIT)
    cache.clear()
    assert throttling.count("test", "someone", LIMIT).number == 2


@pytest.mark.django_db
def test_a_legitimate_attempt_is_taken_back_and_a_window_closed():
    for _ in range(3):
        throttling.count("test", "someone", LIMIT)
    throttling.undo_count("test", {"someone": (LIMIT,)})
    assert throttling.count("test", "someone", LIMIT).number == 3
    throttling.reset("test", {"someone": (LIMIT,)})
    throttling.undo_count("test", {"someone": (LIMIT,)})
    assert throttling.count("test", "someone", LIMIT).number == 1


@pytest.mark.django_db
def test_what_a_short_window_refuses_is_not_counted_in_a_longer_one(clock):
    short, long = Limit(1, 60), Limit(2, 3600)
    bounds = {"someone": (short, long)}
    assert throttling.exceeded("test", bounds) is None
    usage = throttling.exceeded("test", bounds)
    assert (usage.limit, usage.number) == (short, 2)
    clock(60)
    assert throttling.exceeded("test", bounds) is None
    clock(60)
    assert throttling.exceeded("test", bounds).limit == long
    assert throttling.exceeded("test", {"someone": ()}) is None
    assert throttling.exceeded("test", {}) is None


@pytest.mark.django_db
def test_what_is_refused_for_one_subject_is_not_counted_for_the_next():
    bounds = {"someone": (LIMIT,), "everybody": (LIMIT,)}
    usages = [throttling.exceeded("test", bounds) for _ in range(LIMIT.times + 2)]
    assert [usage.number for usage in usages if usage] == [LIMIT.times + 1, LIMIT.times + 2]
    assert throttling.count("test", "everybody", LIMIT).number == LIMIT.times + 1


@pytest.mark.parametrize(
    ("now", "seconds", "time"),
    [("2027-01-15 09:00:30", 300, "9 h 06"), ("2027-01-15 23:58:30", 300, "demain 0 h 04")],
)
def test_a_usage_names_the_hour_from_which_one_may_try_again(monkeypatch, now, seconds, time):
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp()
    monkeypatch.setattr("core.guards.throttling.time.time", lambda: moment)
    usage = Usage(Limit(1, seconds), 2, int(moment) + seconds)
    assert usage.reopens.replace("\u00a0", " ") == time


@pytest.mark.django_db(transaction=True)
def test_ended_windows_are_deleted(clock, monkeypatch):
    monkeypatch.setattr(throttling, "PURGE_EVERY", 1)
    for number in range(3):
        throttling.count("test", f"someone {number}", LIMIT)
    assert Counter.objects.count() == 3
    clock(301)
    throttling.count("test", "somebody else", LIMIT)
    assert Counter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_is_counted_though_it_leaves_nothing_else(settings):
    def view(request):
        throttling.count("test", "someone", LIMIT)
        Counter.objects.create(key="written by the view", number=1, ends=1)
        raise RuntimeError

    request = RequestFactory().post("/")
    request.resolver_match = None
    middleware = WriteTransactionMiddleware(lambda request: HttpResponse())
    with pytest.raises(RuntimeError):
        middleware.process_view(request, view, (), {})
    assert not Counter.objects.filter(key="written by the view").exists()
    assert throttling.count("test", "someone", LIMIT).number == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_counted_before_a_transaction_is_not_counted_again():
    throttling.count("test", "someone", LIMIT)
    with pytest.raises(RuntimeError), throttling.counts_outlive_rollback(), transaction.atomic():
        raise RuntimeError
    assert throttling.count("test", "someone", LIMIT).number == 2


@pytest.mark.django_db
def test_keys_tell_nothing_of_anybody():
    throttling.count("test", "192.0.2.1", LIMIT)
    assert re.fullmatch(r"[0-9a-f]{64}", Counter.objects.get().key)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.2", "192.0.2.2"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_a_household_is_one_network(address, network):
    assert throttling.network_of(address) == network
