"""The test database: made once, with what `setup_site` makes, then copied for each worker of a run.

A test with real transactions leaves rows behind. Emptying all tables and setting the instance up again takes half a
second: `restore` brings the prepared rows back in a few milliseconds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase

from tests import overhead

#: The schema of PostgreSQL that holds a copy of each table that has rows when the tests begin.
PREPARED = "prepared"
#: Seconds that `restore` waits for another thread or process that writes.
PATIENCE = 20


def is_needed_by(item: pytest.Item) -> bool:
    """Whether a test connects to the database, as far as its marks and fixtures tell."""
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"}
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def prepare(anew: bool) -> None:
    """Connect to a database that is migrated and set up; `anew` makes it from nothing, otherwise one is used again.

    It is made anew, too, if a migration has changed since. Migrations take longer than anything else here: the first
    worker of a run does them, the others wait for it.
    """
    worker, run = os.environ.get("PYTEST_XDIST_WORKER", ""), os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    name = str(connection.creation._get_test_db_name())
    with _one_at_a_time(name) as done_in:
        state, digest = done_in.read_text().split(), migrations_digest()
        if run and state == [digest, run]:
            _connect_to(name)
        else:
            anew = anew or state[:1] != [digest]
            done_in.write_text("")  # until it is ready
            with overhead.quick_migrations():
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=not anew)
            call_command("setup_site", verbosity=0)
            done_in.write_text(f"{digest} {run}")
        if worker:
            connection.close()
            copy = str(connection.creation.get_test_db_clone_settings(worker)["NAME"])
            if connection.vendor == "sqlite":
                copy_sqlite(name, copy)
            else:
                connection.creation.clone_test_db(worker, verbosity=0, autoclobber=True)
            _connect_to(copy)
    (_remember_sqlite if connection.vendor == "sqlite" else _remember_postgresql)()
    TransactionTestCase._fixture_teardown = lambda case: restore()


def migrations_digest() -> str:
    """Return a hash of what makes the tables: the migrations of this project, and the packages that have others."""
    files = [*settings.BASE_DIR.glob("*/migrations/*.py"), *settings.BASE_DIR.glob("site/*/migrations/*.py")]
    digest = hashlib.blake2b((settings.BASE_DIR / "requirements.txt").read_bytes(), digest_size=16)
    for file in sorted(files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def copy_sqlite(source: str, target: str) -> None:
    """Copy a SQLite database with its journal, over one that a killed run may have left with a journal of its own.

    Django copies the file alone.
    """
    for end in ("", "-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(target)) as to:
        from_.backup(to)


# --- Back to the prepared rows ----------------------------------------------------------------------------------------

_prepared_sqlite: sqlite3.Connection
_prepared_postgresql: str


def restore() -> None:
    """Bring the rows back that `prepare` left, whatever was written since.

    Other threads may still have connections: they see the prepared rows from then on. Ids may be used a second time on
    SQLite, as they are after a rollback.
    """
    if connection.vendor == "sqlite":
        until = time.monotonic() + PATIENCE

        def give_up(status: int, *pages: int) -> None:
            if status != sqlite3.SQLITE_DONE and time.monotonic() > until:
                raise RuntimeError("Something still writes on the test database.")

        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as target:
            _prepared_sqlite.backup(target, progress=give_up, sleep=0.01)
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_prepared_postgresql)


def _remember_sqlite() -> None:
    global _prepared_sqlite
    _prepared_sqlite = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source:
        source.backup(_prepared_sqlite)


def _remember_postgresql() -> None:
    """Copy each table that has rows into a schema beside them, and write the statements that compare with these copies.

    Only rows that differ are touched. Foreign keys are checked at the end of the transaction.
    """
    global _prepared_postgresql
    quote = connection.ops.quote_name
    deletions, insertions = [], []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {PREPARED} CASCADE")
        cursor.execute(f"CREATE SCHEMA {PREPARED}")
        for name in connection.introspection.table_names(cursor):
            table, copy = quote(name), f"{PREPARED}.{quote(name)}"
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
            if cursor.fetchone() == (False,):
                deletions.append(f"DELETE FROM {table}")
                continue
            cursor.execute(f"CREATE TABLE {copy} AS TABLE {table}")
            key = quote(connection.introspection.get_primary_key_column(cursor, name))
            changed = f"SELECT {key} FROM (TABLE {table} EXCEPT TABLE {copy}) AS changed"
            deletions.append(f"DELETE FROM {table} WHERE {key} IN ({changed})")
            insertions.append(f"INSERT INTO {table} TABLE {copy} EXCEPT TABLE {table}")
    _prepared_postgresql = ";".join(deletions + insertions)


@contextmanager
def _one_at_a_time(name: str) -> Iterator[Path]:
    """Hold the lock of a database; give the file that has the migrations' hash and the run that made it last."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    note = settings.VAR_DIR / f"{Path(name).stem}.lock"
    with note.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield note


def _connect_to(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
