"""What takes seconds to make in the database, made once by a process: from then on its rows are inserted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from tests.conftest import INDEXING

#: The rows of each table as the database has them: tuples on SQLite, lines of the COPY format on PostgreSQL.
Rows = dict[str, set]


class Remembered:
    """A function that fills the database within a transaction: runs at the first call, later calls insert its rows.

    It runs again if the database is not what it was before the first call, or if a file that it made is gone. Rows are
    read and written without models, so that no signal is sent and no value is converted.
    """

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._before: Rows = {}
        self._after: Rows = {}
        self._files: set[Path] = set()

    def __call__(self) -> None:
        with connection.cursor() as cursor:
            before = _read(cursor)
            if before == self._before and all(file.exists() for file in self._files):
                for table, rows in self._after.items():
                    _delete(cursor, table, before[table] - rows)
                    _insert(cursor, table, rows - before[table])
            else:
                files = _files()
                self._make()
                self._before, self._after = before, _read(cursor)
                self._files |= _files() - files


def _files() -> set[Path]:
    folders = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT))
    return {file for folder in folders for file in folder.rglob("*") if file.is_file()}


def _read(cursor: CursorWrapper) -> Rows:
    """Return the rows of the tables of all models. Triggers fill the others, those of SQLite's search."""
    rows: Rows = {}
    for name in connection.introspection.django_table_names(only_existing=True, include_views=False):
        table = connection.ops.quote_name(name)
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                rows[name] = set(b"".join(map(bytes, copy)).splitlines(keepends=True))
        elif not name.endswith("_fts"):
            # Django's introspection parses the statements that made the tables, which takes a second.
            columns = [row[1] for row in cursor.execute(f"PRAGMA table_info({table})").fetchall()]
            # Django converts the values of columns, and none of expressions.
            expressions = ", ".join(f"+{connection.ops.quote_name(column)}" for column in columns)
            rows[name] = set(cursor.execute(f"SELECT {expressions} FROM {table}").fetchall())
    return rows


def _delete(cursor: CursorWrapper, name: str, rows: Iterable) -> None:
    """Delete rows, each by its first column, which is the primary key of every table."""
    table, key = connection.ops.quote_name(name), connection.introspection.get_primary_key_column(cursor, name)
    for row in rows:
        value = row.split(b"\t")[0].rstrip(b"\n").decode() if connection.vendor == "postgresql" else row[0]
        cursor.execute(f"DELETE FROM {table} WHERE {connection.ops.quote_name(key)} = %s", [value])


def _insert(cursor: CursorWrapper, name: str, rows: set) -> None:
    table = connection.ops.quote_name(name)
    if rows and connection.vendor == "postgresql":
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(b"".join(rows))
    elif rows:
        marks = ", ".join("%s" for _ in next(iter(rows)))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", sorted(rows, key=lambda row: str(row[0])))


def _load_demo() -> None:
    """Load the demonstration with its index entries, whatever the marks of the test that happens to come first."""
    with pytest.MonkeyPatch.context() as patch:
        for (handlers, name), task in INDEXING.items():
            patch.setattr(handlers, name, task)
        call_command("load_demo", verbosity=0)


#: The whole demonstration, in the indexes too.
load_demo = Remembered(_load_demo)
