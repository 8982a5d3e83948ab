"""The test database: made once, with what `setup_site` makes, then copied for each worker of a run."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection


def prepare(anew: bool) -> None:
    """Connect to a database that is migrated and set up; `anew` makes it from nothing, otherwise one is used again.

    Migrations take longer than anything else here: the first worker of a run does them, the others wait for it.
    """
    worker, run = os.environ.get("PYTEST_XDIST_WORKER", ""), os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    name = str(connection.creation._get_test_db_name())
    with _one_at_a_time(name) as done_in:
        if run and done_in.read_text() == run:
            _connect_to(name)
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=not anew)
            call_command("setup_site", verbosity=0)
            done_in.write_text(run)
        if worker:
            connection.close()
            connection.creation.clone_test_db(worker, verbosity=0, autoclobber=True)
            _connect_to(str(connection.creation.get_test_db_clone_settings(worker)["NAME"]))


@contextmanager
def _one_at_a_time(name: str) -> Iterator[Path]:
    """Hold the lock of a database; give the file that tells which run made it last."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    note = settings.VAR_DIR / f"{Path(name).stem}.lock"
    with note.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield note


def _connect_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
