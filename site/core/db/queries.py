"""Fast reads: rows of a child table as JSON within one statement, and querysets that are compiled once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import Lookup, QuerySet, Subquery, TextField
from django.db.models.functions import JSONObject


class _Object(JSONObject):
    """A row as JSON. On PostgreSQL `json` instead of Django's `jsonb`, because it is cheaper to build."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_OBJECT", arg_joiner=_Pairs, **extra)


class _Pairs:
    """Joins keys and values for `JSON_BUILD_OBJECT`; keys are cast to text, since parameters have no type."""

    @staticmethod
    def join(parts: Sequence[str]) -> str:
        return ", ".join(f"({part})::text" if rank % 2 == 0 else part for rank, part in enumerate(parts))


class JsonRows(Subquery):
    """An annotation: the rows of a subquery as a list of dicts with these fields."""

    # Read as text and parsed by `orjson`, which is faster than Django's JSONField.
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
    """A look-up like `IN` for a list of integers in a single parameter, so that the SQL does not depend on its length.

    The parameter is an array on PostgreSQL and JSON on SQLite; `Prepared` converts it.
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
    """A `.values()` queryset that is compiled to SQL once per process and database, then run with other parameters.

    Compiling a wide queryset takes Django longer than the database takes to run it. `queryset` is called with a mapping
    of placeholders by name, which must be distinct values; it may only filter with them by `exact` or `OneOf`.

    Planning such a statement takes PostgreSQL as long as running it, so the statement is prepared on the server.
    Django's cursor interpolates parameters on the client, which prevents this. Psycopg's raw cursor sends them
    separately, and prepares statements as `prepare_threshold` says (`config.settings.environment.database`). Its other
    cursors would search the long SQL for placeholders each time.
    """

    def __init__(self, queryset: Callable[[Mapping[str, Any]], QuerySet], **placeholders: Any) -> None:
        self._queryset = queryset
        self._placeholders = placeholders
        self._compiled: dict[str, tuple[str, list[Any], list[str], list[tuple[str, list[Any], Any]]]] = {}

    def rows(self, **parameters: Any) -> list[dict[str, Any]]:
        """Run the statement; return the rows as dicts, with values converted by the model fields."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        sql, values, names, converters = self._compiled[connection.vendor]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.cursor = connection.Database.RawCursor(connection.connection)
            arguments = [_adapted(parameters[v.name]) if isinstance(v, _Parameter) else v for v in values]
            cursor.execute(sql, arguments)
            if connection.vendor == "postgresql" and connection.queries_logged:
                # Django logs the cursor's last query, which psycopg does not keep for prepared statements.
                connection.queries_log[-1]["sql"] = f"{sql} -- {arguments}"
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for name, functions, expression in converters:
            for row in rows:
                for function in functions:
                    row[name] = function(row[name], expression, connection)
        return rows

    def _compile(self) -> tuple[str, list[Any], list[str], list[tuple[str, list[Any], Any]]]:
        query = self._queryset(self._placeholders).query
        compiler = query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        if connection.vendor == "postgresql":
            sql %= tuple(f"${number}" for number in range(1, len(values) + 1))
        slots = {placeholder: _Parameter(name) for name, placeholder in self._placeholders.items()}
        columns = [column[0] for column in compiler.select]
        converters = compiler.get_converters(columns)
        names = list(query.selected or [*query.values_select, *query.annotation_select])
        return (
            sql,
            [slots.get(value, value) if isinstance(value, int | str) else value for value in values],
            names,
            [(names[index], functions, expression) for index, (functions, expression) in converters.items()],
        )


def _adapted(value: Any) -> Any:
    """Convert a list for `OneOf` to the form that the database in use expects."""
    return json.dumps(value) if isinstance(value, list) and connection.vendor == "sqlite" else value


@dataclass(frozen=True)
class _Parameter:
    """The position of a named parameter in the compiled statement."""

    name: str
