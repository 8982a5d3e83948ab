"""Health checks of everything the site depends on, with time limits. Apps declare their checks in `ready()`.

A failing vital part is « en panne » (the site is down); any other failing part is « dégradé »: a function is missing,
but readers and members are served. Reasons are logged and never part of the response, which is public.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.models import Page, Revision

from core.db.instance import is_migrated
from core.deployment.cache import FALLBACK, RedisCache
from core.files.storage import make_folder
from core.guards.throttling import Limit, count, reset
from core.jobs import lease

logger = logging.getLogger(__name__)

#: Seconds after which the response is sent with the results available by then.
LIMIT = 3.0
#: Seconds during which results are reused for other requests.
FRESH = 1.0
#: Tolerated delay of a scheduled publication; the command runs every minute.
LATE = timedelta(minutes=10)

#: The rate limit with which counting is tested.
PROBE = Limit(times=1, seconds=60)

OK, DEGRADED, DOWN, UNKNOWN = "ok", "dégradé", "en panne", "inconnu"


@dataclass(frozen=True)
class Check:
    """The check of one part. `works` returns False or raises if the part does not work; it may block."""

    name: str
    works: Callable[[], bool]
    vital: bool = False


class Resource:
    """A disk or server that several checks use. They run one after the other, in a thread of their own.

    The thread is needed because a disk or server may never answer: then only the results of this resource are missing.
    """

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self._results: dict[str, bool] = {}
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._done.set()
        self._begun_at = float("-inf")

    def begin(self) -> None:
        with self._lock:
            if not self._done.is_set() or time.monotonic() - self._begun_at < FRESH:
                return
            self._begun_at = time.monotonic()
            self._done.clear()
            self._results = {}
            threading.Thread(target=self._run, args=(self._results,), name="health", daemon=True).start()

    def results(self) -> dict[str, bool]:
        """Return the results by name that are available at most `LIMIT` seconds after the checks began."""
        self._done.wait(max(0.0, self._begun_at + LIMIT - time.monotonic()))
        return dict(self._results)

    def _run(self, results: dict[str, bool]) -> None:
        try:
            for check in self.checks:
                try:
                    results[check.name] = check.works()
                except Exception as error:  # any error means that this part does not work
                    logger.warning("Health: %s: %s", check.name, describe(error))
                    results[check.name] = False
                if check.vital and not results[check.name]:
                    return  # the other checks use the same resource and would fail as well
        finally:
            connections.close_all()
            self._done.set()


_resources: dict[str, Resource] = {}


def declare(name: str, works: Callable[[], bool], *, resource: str, vital: bool = False) -> None:
    """Register the check of a part. The vital checks of a `resource` run first."""
    checks = _resources.setdefault(resource, Resource()).checks
    checks.append(Check(name, works, vital))
    checks.sort(key=lambda check: not check.vital)  # apps declare in the order of INSTALLED_APPS


def state() -> tuple[str, dict[str, str]]:
    """Run the checks; return the state of the site and of each part by its French name."""
    for resource in _resources.values():
        resource.begin()
    parts: dict[str, str] = {}
    down = False
    for resource in _resources.values():
        results = resource.results()
        for check in resource.checks:
            works = results.get(check.name)
            if works:
                parts[check.name] = OK
            elif check.vital:
                parts[check.name] = DOWN
                down = True
            else:
                parts[check.name] = UNKNOWN if works is None else DEGRADED
    if down:
        return DOWN, parts
    return (OK if all(part == OK for part in parts.values()) else DEGRADED), parts


# --- Parts ------------------------------------------------------------------------------------------------------


def describe(error: Exception) -> str:
    """Return the type of an error, and for an OSError its reason and file; not its text, which may hold a password."""
    name = type(error).__name__
    if not isinstance(error, OSError) or error.strerror is None:
        return name
    return f"{name}: {error.strerror} ({error.filename})"


_migrated = False


def database_works() -> bool:
    """Whether the database answers and is migrated. Migrations are no longer checked once all have been applied."""
    global _migrated
    if not _migrated:
        _migrated = is_migrated()
        return _migrated
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def cache_table_works() -> bool:
    """Whether the table of the database cache exists and is writable."""
    _wait_briefly()
    key, value = f"health-{os.getpid()}", get_random_string(12)
    caches[FALLBACK].set(key, value, 60)
    return caches[FALLBACK].get(key) == value or _is_being_written()


def counting_works() -> bool:
    """Whether rate limits can count. Without them, log-in, passwords of pages and contributions fail."""
    _wait_briefly()
    subject = str(os.getpid())
    try:
        works = count("health", subject, PROBE).number > 0
        reset("health", {subject: (PROBE,)})
    except OperationalError:
        if not _is_being_written():
            raise
        return True
    return works


def _wait_briefly() -> None:
    """Shorten the time that SQLite waits for its write lock, so that the check finishes in time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 300")


def _is_being_written() -> bool:
    """Whether SQLite's write lock is taken, which is not a failure."""
    if connection.vendor != "sqlite":
        return False
    try:
        with transaction.atomic():
            return False
    except OperationalError as error:
        return "locked" in str(error)


def redis_works() -> bool:
    """Whether Redis can be written and read; True if none is configured."""
    cache = caches["default"]
    if isinstance(cache, RedisCache):
        cache.check()
    return True


def folder_works(storage: str) -> bool:
    """Whether a file can be written to a storage's folder, read and deleted, and there is room for an image.

    Really writes, because `os.access` does not notice full or read-only disks.
    """
    folder = make_folder(storage)
    path, content = folder / f".sante-{os.getpid()}", os.urandom(4096)
    try:
        path.write_bytes(content)
        room = shutil.disk_usage(folder).free >= settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        return room and path.read_bytes() == content
    finally:
        path.unlink(missing_ok=True)


def publications_are_in_time() -> bool:
    """Whether `publish_scheduled` runs, so that nothing has been due for longer than `LATE`."""
    late = timezone.now() - LATE
    return not (
        Revision.objects.filter(approved_go_live_at__lt=late).exists()
        or Page.objects.filter(live=True, expire_at__lt=late).exists()
    )


def declare_parts() -> None:
    declare("base de données", database_works, resource="database", vital=True)
    declare("limites", counting_works, resource="database")
    declare("table du cache", cache_table_works, resource="database")
    declare("travaux", lambda: not lease.stuck(), resource="database")
    declare("publications programmées", publications_are_in_time, resource="database")
    declare("cache", redis_works, resource="redis")
    declare("fichiers publics", lambda: folder_works("default"), resource="media")
    declare("fichiers privés", lambda: folder_works("private"), resource="private")
