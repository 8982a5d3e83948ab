"""Copies of the test database for processes of their own, and empty databases beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.database import copy_sqlite


def address_of(name: str) -> str:
    """The DATABASE_URL of a database of this name or path, beside the test database."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    settings = connection.settings_dict
    user, host = f"{settings['USER']}:{settings['PASSWORD']}", f"{settings['HOST']}:{settings['PORT'] or 5432}"
    return f"postgres://{user}@{host}/{name}"


@contextmanager
def copy_of_the_test_database(folder: Path, suffix: str) -> Iterator[str]:
    """The address of a copy, with what `setup_site` makes; no test may be using the test database."""
    connection.close()
    if connection.vendor == "sqlite":
        copy = folder / f"{suffix}.sqlite3"
        copy_sqlite(str(connection.settings_dict["NAME"]), str(copy))
        yield address_of(str(copy))
        return
    connection.creation.clone_test_db(suffix, verbosity=0, autoclobber=True)
    try:
        yield address_of(str(connection.creation.get_test_db_clone_settings(suffix)["NAME"]))
    finally:
        connection.creation.destroy_test_db(suffix=suffix, verbosity=0)


@contextmanager
def empty_database(folder: Path, suffix: str) -> Iterator[str]:
    """The address of a database without any table."""
    if connection.vendor == "sqlite":
        yield address_of(str(folder / f"{suffix}.sqlite3"))
        return
    name = connection.ops.quote_name(f"{connection.settings_dict['NAME']}_{suffix}")
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield address_of(name.strip('"'))
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
