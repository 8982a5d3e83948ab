"""A site of its own: a database and media below `var/screenshots/`, served by this process as long as it lives."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "screenshots"
SITES = FOLDER / "site"
MIGRATIONS = ("*/migrations/*.py", "site/*/migrations/*.py", "requirements.txt")
CONTENT = (
    *MIGRATIONS, "*/demo/**/*", "*/models/*.py", "site/*/models/*.py", "tests/factories/*.py",
    "tests/screenshots/content.py", "tests/screenshots/pictures.py",
)  # fmt: skip
ONE_DAY = 24 * 3600  # events « à venir » are dated from the day they are made


@contextmanager
def scratch_site(extremes: bool = True, fresh: bool = False) -> Iterator[str]:
    """Serve the demo, with what `content` adds unless `extremes` is false, and give its address.

    The developer's database is never opened. The site is made again when what it is made of has changed, after a day,
    or when it is to be `fresh`. One process can serve one of the two only.
    """
    home = SITES / ("extremes" if extremes else "demo")
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{home / 'sillon.sqlite3'}",
        "MEDIA_STORAGE_URL": f"file://{home / 'media'}",
        "DJANGO_SETTINGS_MODULE": "tests.screenshots.settings",
    }
    sys.path.insert(0, str(ROOT / "site"))
    import django

    django.setup()
    if fresh or not _is_current(home / "made", CONTENT) or time.time() - (home / "made").stat().st_mtime > ONE_DAY:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _make(home, extremes)
        (home / "made").touch()
    with _served() as port:
        yield f"http://localhost:{port}"


def _is_current(made: Path, patterns: tuple[str, ...]) -> bool:
    """Whether a file is there and newer than all those of the project that match a pattern."""
    if not made.exists():
        return False
    sources = (path for pattern in patterns for path in ROOT.glob(pattern))
    return all(path.stat().st_mtime < made.stat().st_mtime for path in sources)


def _make(home: Path, extremes: bool) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    migrated, database = SITES / "migrated.sqlite3", home / "sillon.sqlite3"
    if _is_current(migrated, MIGRATIONS):
        shutil.copy(migrated, database)
    else:
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()  # which folds the journal into the file
        shutil.copy(database, migrated)
    with (home / "made.log").open("w") as log:
        call_command("load_demo", stdout=log)
    if extremes:
        from tests.screenshots import content

        with transaction.atomic():
            content.make()


@contextmanager
def _served() -> Iterator[int]:
    """Django's development server in a thread, at a port that the system gives: it cannot outlive this process."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
