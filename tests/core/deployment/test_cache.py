"""The shared cache on a real Redis that is stopped, frozen, full, read-only or refuses the password."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django.test import Client, RequestFactory
from redis.exceptions import RedisError

from config.settings.environment import caches as caches_of
from core.deployment import cache as module
from members.contributions.limits import BY_NETWORK, exceeded
from tests.services import RedisServer, redis_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def use(settings, monkeypatch):
    """Make an address the CACHE_URL of this test."""
    monkeypatch.setattr(module, "_outages", {})

    def use(url: str) -> None:
        settings.CACHES = caches_of(url)

    return use


@pytest.fixture
def shared(redis, use) -> RedisServer:
    if redis.process is None:
        redis.start()
    redis.client.flushall()
    use(redis.url)
    return redis


def outage() -> module.Outage:
    return caches["default"]._outage


def log_in(client: Client, password: str = "motdepasse"):
    return client.post("/compte/login/", {"login": "un-membre", "password": password})


def test_redis_is_used_while_it_is_there(shared):
    cache.set("a", {"b": 1}, 60)
    assert cache.get("a") == {"b": 1}
    assert shared.client.exists(":1:a")
    assert caches["database"].get("a") is None


def test_every_call_is_answered_by_the_database_while_redis_is_down(shared):
    cache.set("before", 1)
    shared.stop()
    assert cache.get("before", "none") == "none"
    cache.set("a", 1, 60)
    cache.set_many({"b": 2, "c": 3}, 60)
    assert cache.add("a", 9) is False
    assert cache.incr("a", 4) == 5
    assert cache.decr("a") == 4
    assert cache.get_many(["a", "b", "x"]) == {"a": 4, "b": 2}
    assert cache.touch("b", 30) is True
    assert ("b" in cache, cache.has_key("x")) == (True, False)
    assert cache.get_or_set("d", 7) == 7
    assert cache.delete("d") is True
    cache.delete_many(["b"])
    assert caches["database"].get_many(["a", "b", "c"]) == {"a": 4, "c": 3}
    with pytest.raises(ValueError, match="not found"):
        cache.incr("x")
    cache.clear()
    assert cache.get("a") is None


def test_a_key_that_is_not_there_is_an_error_and_no_outage(shared):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("x")
    assert not outage().down


def test_redis_is_used_again_when_it_is_back(shared, monkeypatch):
    shared.stop()
    cache.set("a", 1)
    shared.start()
    cache.set("b", 1)  # within the pause
    assert not shared.client.exists(":1:b")
    outage().paused_until = 0
    cache.set("c", 1)
    assert shared.client.exists(":1:c")
    assert not outage().down


def test_a_redis_that_was_restarted_between_two_calls_costs_nothing(shared):
    cache.set("a", 1)
    shared.stop()
    shared.start()
    cache.set("b", 1)
    assert shared.client.exists(":1:b")


def test_what_was_deleted_meanwhile_is_not_served_again(shared):
    """Redis was out of reach and kept its data."""
    cache.set_many({"a": 1, "b": 2, "c": 3})
    os.kill(shared.process.pid, signal.SIGSTOP)
    try:
        cache.delete("a")
        cache.delete_many(["b"])
    finally:
        os.kill(shared.process.pid, signal.SIGCONT)
    outage().paused_until = 0
    assert cache.get_many(["a", "b", "c"]) == {"c": 3}


def test_a_frozen_redis_costs_one_time_out_and_not_one_per_call(shared):
    os.kill(shared.process.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        for _ in range(20):
            cache.get("a")
        assert time.monotonic() - begun < 15 * module.TIMEOUT  # one of the 20 calls waits, the others do not
        # Another thread has a cache of its own, and knows nonetheless.
        seen: list[module.Outage] = []
        thread = threading.Thread(target=lambda: seen.append(outage()))
        thread.start()
        thread.join()
        assert seen == [outage()]
    finally:
        os.kill(shared.process.pid, signal.SIGCONT)


def test_one_thread_tries_while_the_others_go_on(shared):
    shared.stop()
    cache.get("a")
    state = outage()
    state.paused_until = 0
    cache.get("a")
    assert state.paused_until > time.monotonic() + module.PAUSE - 1


def test_an_outage_is_logged_once_in_a_while(shared, caplog):
    shared.stop()
    for _ in range(3):
        outage().paused_until = 0
        cache.get("a")
    lines = [record.getMessage() for record in caplog.records if record.name == "core.deployment.cache"]
    assert lines == ["Redis is down (ConnectionError): the database answers in its place"]
    outage().logged_at -= module.LOG_EVERY
    outage().paused_until = 0
    cache.get("a")
    assert len([record for record in caplog.records if record.name == "core.deployment.cache"]) == 2


@pytest.mark.parametrize(
    ("options", "commands"),
    [
        (("--maxmemory", "1", "--maxmemory-policy", "noeviction"), ()),
        (("--replicaof", "127.0.0.1 1", "--replica-read-only", "yes"), ()),
        (("--requirepass", "secret"), ()),
        ((), ("ACL SETUSER default -@all +ping",)),
    ],
    ids=["full", "read-only", "password", "rights"],
)
def test_a_redis_that_answers_with_an_error_is_as_good_as_down(use, options, commands):
    with redis_server(*options) as server:
        for command in commands:
            server.client.execute_command(*command.split())
        use(server.url)
        cache.set("a", 1, 60)
        assert cache.get("a") == 1
        assert cache.incr("a") == 2
        assert outage().down
        with pytest.raises(RedisError):
            caches["default"].check()


@pytest.mark.parametrize("url", ["redis://nobody:x@127.0.0.1:{port}/0", "rediss://127.0.0.1:{port}/0",
                                 "redis://127.0.0.1:{port}/99", "redis:///nowhere/redis.sock",
                                 "redis://no-such-host.invalid:6379/0"])  # fmt: skip
def test_a_wrong_address_or_user_is_as_good_as_down(shared, use, url):
    use(url.format(port=shared.port))
    cache.set("a", 1, 60)
    assert cache.get("a") == 1
    assert outage().down


def test_a_wrong_password_is_as_good_as_down(use):
    with redis_server("--requirepass", "secret") as server:
        use(f"redis://:wrong@127.0.0.1:{server.port}/0")
        cache.set("a", 1, 60)
        assert (cache.get("a"), outage().down) == (1, True)


def test_a_password_and_a_socket_of_the_machine_are_understood(use, tmp_path):
    path = tmp_path / "redis.sock"
    with redis_server("--requirepass", "p,a/ss", "--unixsocket", str(path)) as server:
        for url in (f"redis://:p%2Ca%2Fss@127.0.0.1:{server.port}/0", f"redis://:p%2Ca%2Fss@{path}?db=1"):
            use(url)
            cache.set("a", 1, 60)
            assert cache.get("a") == 1
            assert not outage().down


# --- What hangs on it -------------------------------------------------------------------------------------------


def test_log_in_works_with_redis_and_without(member, shared):
    for stop in (False, True):
        if stop:
            shared.stop()
        client = Client()
        assert log_in(client).status_code == 302
        assert client.get("/compte/").status_code == 200


def test_limits_hold_with_redis_and_without(member, shared):
    for stop in (False, True):
        if stop:
            shared.stop()
        statuses = [log_in(Client(), "faux").status_code for _ in range(12)]
        texts = log_in(Client(), "faux").content.decode()
        assert "Trop" in texts or 429 in statuses
        request = RequestFactory().post("/", REMOTE_ADDR=f"192.0.2.{1 + stop}")
        counts = [not exceeded("report", None, request) for _ in range(BY_NETWORK["report"][0].times + 1)]
        assert counts[-2:] == [True, False]


def test_the_admin_works_without_redis(as_editor, home, shared):
    shared.stop()
    assert as_editor.get("/admin/").status_code == 200
    home.refresh_from_db()
    home.save()  # Wagtail clears what it remembers of sites
    assert as_editor.get(f"/admin/pages/{home.pk}/edit/").status_code == 200
