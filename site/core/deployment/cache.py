"""Redis as the shared cache, replaced by Django's database cache while Redis is down.

When Redis does not answer or returns an error (refused, full, read-only, wrong password), the call goes to the cache
« database », and so do all calls in the next seconds: a dead Redis costs a time-out now and then, not one per call.

allauth counts its rate limits (sign-up, mails) in this cache. Values are not copied between Redis and the database, so
these counts start again once. Other rate limits are rows of the database (`core.guards.throttling`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partialmethod
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

FALLBACK = "database"
#: Seconds to connect and to wait for a response; then seconds without calls to Redis after a failure.
TIMEOUT = 1
PAUSE = 5
#: Minimum number of seconds between two log messages about one outage.
LOG_EVERY = 300


class Outage:
    """The state of one Redis server, shared by the threads of a process. (Each thread has its own cache object.)"""

    def __init__(self) -> None:
        self.paused_until = 0.0
        self.logged_at = 0.0
        self.down = False
        #: Keys deleted while Redis was down, to be deleted there when it is back.
        self.deleted: set[str] = set()
        self.cleared = False
        self.lock = threading.Lock()

    def begin(self, error: RedisError) -> None:
        now = time.monotonic()
        self.paused_until = now + PAUSE
        if not self.down or now - self.logged_at >= LOG_EVERY:
            self.logged_at = now
            # Without the text of the error, which may contain data.
            logger.error("Redis is down (%s): the database answers in its place", type(error).__name__)
        self.down = True

    def end(self) -> None:
        self.down = False
        self.paused_until = 0.0
        logger.warning("Redis is back")


_outages: dict[str, Outage] = {}


class RedisCache(DjangoRedisCache):
    """Django's RedisCache, which falls back to the cache « database »."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        # After a restart of Redis, pooled connections are dead: reconnect once, immediately.
        retry = Retry(NoBackoff(), 1, supported_errors=(NoConnection,))
        defaults = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT, "retry": retry}
        options = {**defaults, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._outage = _outages.setdefault(str(server), Outage())

    def check(self) -> None:
        """Write to Redis and read the value back, even during a known outage. Raise RedisError."""
        key = self.make_key("health")
        self._cache.set(key, 1, 60)
        if self._cache.get(key, None) != 1:
            raise RedisError("the written value cannot be read")

    def _call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        outage = self._outage
        if outage.down:
            if (now := time.monotonic()) < outage.paused_until:
                return self._fall_back(name, *args, **kwargs)
            outage.paused_until = now + PAUSE  # this thread tries Redis, the others keep using the fallback
        method: Callable[..., Any] = getattr(super(), name)
        try:
            if outage.down:
                self._forget_deleted()
            value = method(*args, **kwargs)
        except RedisError as error:
            outage.begin(error)
            return self._fall_back(name, *args, **kwargs)
        if outage.down:
            outage.end()
        return value

    def _forget_deleted(self) -> None:
        """Delete from Redis the keys that were deleted while it was down. Raise RedisError if it still is."""
        outage = self._outage
        with outage.lock:
            if outage.cleared:
                self._cache.clear()
            elif outage.deleted:
                self._cache.delete_many(outage.deleted)
            outage.deleted.clear()
            outage.cleared = False

    def _fall_back(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if name in ("delete", "delete_many"):
            keys = [args[0]] if name == "delete" else args[0]
            version = kwargs.get("version", args[1] if len(args) > 1 else None)
            with self._outage.lock:
                self._outage.deleted.update(self.make_key(key, version) for key in keys)
        elif name == "clear":
            with self._outage.lock:
                self._outage.cleared = True
        return getattr(caches[FALLBACK], name)(*args, **kwargs)

    add = partialmethod(_call, "add")
    get = partialmethod(_call, "get")
    set = partialmethod(_call, "set")
    touch = partialmethod(_call, "touch")
    delete = partialmethod(_call, "delete")
    get_many = partialmethod(_call, "get_many")
    has_key = partialmethod(_call, "has_key")
    incr = partialmethod(_call, "incr")
    set_many = partialmethod(_call, "set_many")
    delete_many = partialmethod(_call, "delete_many")
    clear = partialmethod(_call, "clear")
