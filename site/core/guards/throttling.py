"""Rate limits: how many attempts a client, an account or a network has within a window of time.

Counts are rows of the database (`core.Counter`), not cache entries: one statement increments and reads, so parallel
requests are all counted, and counts are neither evicted nor lost when Redis restarts. A window begins with the first
attempt. Keys are HMACs, so the table reveals no addresses or names.
"""

from __future__ import annotations

import ipaddress
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.dates.labels import hour_label
from core.models import Counter
from core.text.typography import NBSP

#: Usual windows, in seconds.
HOUR, DAY = 3600, 24 * 3600
#: One in this many new windows, at random, deletes the rows of windows that have ended.
PURGE_EVERY = 200

COUNT = """
    INSERT INTO core_counter (key, number, ends) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN core_counter.ends <= %s THEN 1 ELSE core_counter.number + 1 END,
        ends = CASE WHEN core_counter.ends <= %s THEN excluded.ends ELSE core_counter.ends END
    RETURNING number, ends
"""

#: The keys counted since the current `counts_outlive_rollback` began, each with its limit.
_counted: ContextVar[list[tuple[str, Limit]] | None] = ContextVar("counted", default=None)


@dataclass(frozen=True)
class Limit:
    """A maximum number of times within a number of seconds."""

    times: int
    seconds: int


#: Limits by subject, such as "account 12"; the limits of a subject are sorted from the shortest window to the longest.
Bounds = dict[str, tuple[Limit, ...]]


@dataclass(frozen=True)
class Usage:
    """The state of a limit after an attempt: the number of attempts in the window, and the end of the window (Unix)."""

    limit: Limit
    number: int
    ends: int

    @property
    def is_exceeded(self) -> bool:
        return self.number > self.limit.times

    @property
    def reopens(self) -> str:
        """The time from which one may try again, « 14 h 32 » or « demain 9 h 05 »: a minute after the window ends."""
        zone = timezone.get_current_timezone()
        moment = datetime.fromtimestamp(self.ends + 60, tz=zone)
        clock = hour_label(moment.hour, moment.minute).replace(" ", NBSP)
        return clock if moment.date() == datetime.fromtimestamp(time.time(), tz=zone).date() else f"demain {clock}"


def count(action: str, subject: str, limit: Limit) -> Usage:
    """Count an attempt of `action` by `subject`, such as "account 12".

    Count before making the attempt, or parallel attempts would all pass. In a transaction the row stays locked until
    commit, so that attempts of the same subject wait for each other.
    """
    key = _key(action, subject, limit)
    if (counted := _counted.get()) is not None:
        counted.append((key, limit))
    return Usage(limit, *_count(key, limit))


@contextmanager
def counts_outlive_rollback() -> Iterator[None]:
    """Wrap a transaction: if it is rolled back, count its attempts again outside of it."""
    counted: list[tuple[str, Limit]] = []
    outer = _counted.set(counted)
    try:
        yield
    except BaseException:
        for key, limit in counted:
            _count(key, limit)
        raise
    finally:
        _counted.reset(outer)


def exceeded(action: str, bounds: Bounds) -> Usage | None:
    """Count an attempt under several limits, in order; return the first that is exceeded, or None.

    Counting stops at an exceeded limit, so the attempt is not counted in longer windows nor for the next subjects.
    """
    usages = (count(action, subject, limit) for subject, limits in bounds.items() for limit in limits)
    return next((usage for usage in usages if usage.is_exceeded), None)


def undo_count(action: str, bounds: Bounds) -> None:
    """Uncount one attempt that turned out to be legitimate."""
    for key in _keys(action, bounds):
        Counter.objects.filter(key=key, number__gt=0).update(number=F("number") - 1)


def reset(action: str, bounds: Bounds) -> None:
    """Delete the counts, so that the next attempt is the first one."""
    for key in _keys(action, bounds):
        Counter.objects.filter(key=key).delete()


def purge() -> None:
    """Delete the counts of windows that have ended."""
    Counter.objects.filter(ends__lte=int(time.time())).delete()


def plain_address(address: str) -> str:
    """Return an IP address with IPv4-mapped IPv6 (`::ffff:192.0.2.1`) as IPv4; other text stays as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def network_of(address: str) -> str:
    """Return the network of a household: the IPv4 address, or the /64 of an IPv6 address; other text as it is."""
    plain = plain_address(address)
    try:
        parsed = ipaddress.ip_address(plain)
    except ValueError:
        return plain
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else plain


def client_network(request: HttpRequest) -> str:
    """Return the network of the client of a request, as seen behind the trusted proxies; "" if it is unknown."""
    return network_of(get_adapter().get_client_ip(request))


def _count(key: str, limit: Limit) -> tuple[int, int]:
    """Count an attempt; return its number within the window, and the end of the window in Unix seconds."""
    now = int(time.time())
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, now + limit.seconds, now, now])
        number, ends = cursor.fetchone()
    if number == 1 and not connection.in_atomic_block and random.randrange(PURGE_EVERY) == 0:
        purge()  # not in a transaction, where the deleted rows would stay locked
    return number, ends


def _keys(action: str, bounds: Bounds) -> list[str]:
    return [_key(action, subject, limit) for subject, limits in bounds.items() for limit in limits]


def _key(action: str, subject: str, limit: Limit) -> str:
    text = f"{action}\n{subject}\n{limit.times}/{limit.seconds}"
    return salted_hmac("core.guards.throttling", text, algorithm="sha256").hexdigest()
