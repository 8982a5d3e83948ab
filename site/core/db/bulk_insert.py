"""Inserting many rows with one statement, in which a value that all rows share is written once.

Django's `bulk_create` converts and sends each value of each row, and rows of imports have most of their columns empty.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from itertools import chain, repeat
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

BATCH = 500


def bulk_insert(model: type[Model], rows: Sequence[Any]) -> list[int]:
    """Insert the values that `rows` have for the fields of the model's own table; return their primary keys, in order.

    The rows stay unsaved objects without a primary key: whoever calls sets both. Sends no signals.
    """
    fields = [field for field in model._meta.local_concrete_fields if not isinstance(field, AutoField)]
    return [pk for start in range(0, len(rows), BATCH) for pk in _insert(model, rows[start : start + BATCH], fields)]


def _insert(model: type[Model], rows: Sequence[Any], fields: Sequence[Field]) -> list[int]:
    shared: dict[Field, Any] = {}
    varying: dict[Field, list[Any]] = {}
    for field in fields:
        values = _values(field, rows)
        if _is_shared(values):
            shared[field] = _stored(field, values[0])
        else:
            varying[field] = [_stored(field, value) for value in values]
    lines = list(zip(*varying.values(), strict=True)) or [(number,) for number in range(len(rows))]
    size = max(1, (_most_values() - len(shared)) // len(lines[0]))
    parts = (lines[start : start + size] for start in range(0, len(lines), size))
    return [pk for part in parts for pk in _execute(model, shared, list(varying), part)]


def _most_values() -> int:
    """Return how many values one statement may have. Of the two databases, only SQLite sends them apart from it."""
    if connection.vendor != "sqlite":
        return sys.maxsize
    connection.ensure_connection()
    return connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


def _is_shared(values: list[Any]) -> bool:
    first = values[0]
    if isinstance(first, dict | list | tuple) and first:  # [1] == [True], but their JSON differs
        return False
    if values.count(first) < len(values):
        return False
    return not isinstance(first, int | float) or len(set(map(type, values))) == 1  # likewise 1 == True == 1.0


def _values(field: Field, rows: Sequence[Any]) -> list[Any]:
    if type(field).pre_save is Field.pre_save:
        return list(map(attrgetter(field.attname), rows))
    return [field.pre_save(row, True) for row in rows]


def _stored(field: Field, value: Any) -> Any:
    return field.get_db_prep_save(value, connection=connection)


def _execute(
    model: type[Model], shared: dict[Field, Any], varying: list[Field], lines: list[tuple[Any, ...]]
) -> list[int]:
    # Both databases call the columns of VALUES column1, column2 and so on.
    selected = ", ".join([*repeat("%s", len(shared)), *(f"line.column{n}" for n in range(1, len(varying) + 1))])
    values = ", ".join(repeat(f"({', '.join(repeat('%s', len(lines[0])))})", len(lines)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(model._meta.db_table)} ({', '.join(_quoted(f.column) for f in (*shared, *varying))})"
            f" SELECT {selected} FROM (VALUES {values}) AS line RETURNING {_quoted(model._meta.pk.column)}",
            [*shared.values(), *chain.from_iterable(lines)],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
