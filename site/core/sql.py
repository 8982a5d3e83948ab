"""Reading much at once: rows of a child table as JSON within one statement, and statements that are compiled once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakSet

import orjson
from django.db import connection
from django.db.models import Lookup, QuerySet, Subquery, TextField
from django.db.models.functions import JSONObject


class _Object(JSONObject):
    """One row as JSON; on PostgreSQL as text, which is cheaper to make than its binary form."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_OBJECT", arg_joiner=_Pairs, **extra)


class _Pairs:
    """Keys and values one after the other; keys are said to be text, for a parameter has no type."""

    @staticmethod
    def join(parts: Sequence[str]) -> str:
        return ", ".join(f"({part})::text" if rank % 2 == 0 else part for rank, part in enumerate(parts))


class JsonRows(Subquery):
    """The rows of a queryset as one JSON list of objects with these fields; an annotation of the outer queryset."""

    # Text on both: `orjson` reads it, faster than what the field of either database would.
    template = "(SELECT COALESCE(JSON_AGG(t.json), '[]')::text FROM (%(subquery)s) t)"

    def __init__(self, queryset: QuerySet, *fields: str, **named: Any) -> None:
        rows = queryset.values(json=_Object(**{field: field for field in fields}, **named))
        super().__init__(rows, output_field=TextField())

    @staticmethod
    def convert_value(value: str, expression: Any, connection: Any) -> Any:
        return orjson.loads(value)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(JSON(t.json)) FROM (%(subquery)s) t)"
        return self.as_sql(compiler, connection, template=template, **extra)


class OneOf(Lookup):
    """Whether a column is one of the integers of one parameter, so that the statement is the same for any number.

    The parameter is a list on PostgreSQL, and a list as JSON on SQLite: `Prepared` gives each what it takes.
    """

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM JSON_EACH(%s))", [*values, self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, self.rhs]


class Prepared:
    """A `.values()` queryset that is compiled once per process and database, then run with other parameters.

    Making the SQL of a wide queryset takes Django longer than the database needs to answer it. `queryset` gets a
    distinct placeholder for each parameter and filters by it with `exact` look-ups or `OneOf`, no other way.

    PostgreSQL keeps its plan too, which takes as long to make as the answer: a statement prepared in each connection,
    unless `DISABLE_SERVER_SIDE_CURSORS` says that a pooler lends a connection for one transaction only.
    """

    def __init__(self, queryset: Callable[[Mapping[str, Any]], QuerySet], **placeholders: Any) -> None:
        self._queryset = queryset
        self._placeholders = placeholders
        self._compiled: dict[str, tuple[str, list[Any], list[str], list[tuple[str, list[Any], Any]]]] = {}
        self._name = f"prepared_{next(_numbers)}"
        self._held_by: WeakSet[Any] = WeakSet()

    def rows(self, **parameters: Any) -> list[dict[str, Any]]:
        """The rows as dictionaries, converted as the fields convert what a database gives."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        sql, values, names, converters = self._compiled[connection.vendor]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
                self._prepare(sql, values)
                sql = f"EXECUTE {self._name} ({', '.join(['%s'] * len(parameters))})"
                cursor.execute(sql, [parameters[name] for name in self._placeholders])
            else:
                cursor.execute(sql, [_given(parameters[v.name]) if isinstance(v, _Hole) else v for v in values])
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for name, functions, expression in converters:
            for row in found:
                for function in functions:
                    row[name] = function(row[name], expression, connection)
        return found

    def _prepare(self, sql: str, values: list[Any]) -> None:
        """Have this connection hold the statement, whose parameters come in the order of the placeholders."""
        held = connection.connection
        if held in self._held_by:
            return
        from psycopg import ClientCursor  # who runs on SQLite has none

        with connection.wrap_database_errors:
            text = ClientCursor(held).mogrify(sql, [repr(v) if isinstance(v, _Hole) else v for v in values])
            for number, name in enumerate(self._placeholders, 1):
                text = text.replace(f"'{_Hole(name)!r}'", f"${number}")
            held.execute(f"PREPARE {self._name} AS {text}")
        self._held_by.add(held)

    def _compile(self) -> tuple[str, list[Any], list[str], list[tuple[str, list[Any], Any]]]:
        query = self._queryset(self._placeholders).query
        compiler = query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        holes = {placeholder: _Hole(name) for name, placeholder in self._placeholders.items()}
        columns = [column[0] for column in compiler.select]
        converters = compiler.get_converters(columns)
        names = list(query.selected or [*query.values_select, *query.annotation_select])
        return (
            sql,
            [holes.get(value, value) if isinstance(value, int | str) else value for value in values],
            names,
            [(names[rank], functions, expression) for rank, (functions, expression) in converters.items()],
        )


def _given(value: Any) -> Any:
    """A parameter as the database in use takes it."""
    return json.dumps(value) if isinstance(value, list) and connection.vendor == "sqlite" else value


@dataclass(frozen=True)
class _Hole:
    """Where a parameter goes."""

    name: str

    def __repr__(self) -> str:
        return f"<parameter {self.name}>"


_numbers = count()
