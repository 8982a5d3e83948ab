"""The state of the database: reachable, locked, migrated, and whether it belongs to an instance of Sillon."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

#: Prefixes of PostgreSQL's SQLSTATE for refused or terminated connections.
UNREACHABLE = ("08", "57P", "53300")


def is_unreachable(error: BaseException | None, vendor: str = "") -> bool:
    """Whether an error means that the database cannot be reached; `vendor` defaults to that of the connection."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    if (vendor or connection.vendor) == "sqlite":
        return "unable to open" in str(error)
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(UNREACHABLE)  # an error that the server sends always has a state


def is_locked(error: BaseException | None) -> bool:
    """Whether an error, or one of its causes, means that another process holds SQLite's write lock for too long."""
    while error is not None:
        if isinstance(error, OperationalError) and "is locked" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_migrated() -> bool:
    """Whether all migrations have been applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def name_of_database() -> str:
    """Return the database without user and password: « PostgreSQL sillon (127.0.0.1:5432) »."""
    entry = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite {entry['NAME']}"
    return f"PostgreSQL {entry['NAME']} ({entry['HOST'] or 'local'}:{entry['PORT'] or 5432})"


def require_instance() -> None:
    """Raise CommandError if the database cannot be reached or holds no instance of Sillon.

    Without the instance's environment variables, `manage.py` uses the development settings and another database.
    """
    try:
        migrations = MigrationRecorder(connection).applied_migrations()
    except DatabaseError as error:
        raise CommandError(
            f"La base de données {name_of_database()} ne répond pas ({type(error).__name__})."
        ) from error
    if ("core", "0001_initial") not in migrations:
        raise CommandError(
            f"La base de données {name_of_database()} n’est pas celle d’une instance de Sillon. Les variables "
            f"d’environnement sont-elles là ? (DJANGO_SETTINGS_MODULE={settings.SETTINGS_MODULE})"
        )


class InstanceCommand(BaseCommand):
    """Base class of unattended commands, which refuse a database that holds no instance."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        require_instance()
        return super().execute(*args, **options)
