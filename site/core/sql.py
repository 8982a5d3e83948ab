"""Reading much at once: rows of a child table as JSON within one statement, and statements that are compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JsonRows(Subquery):
    """The rows of a queryset as one JSON list of objects with these fields; an annotation of the outer queryset."""

    template = "(SELECT COALESCE(JSONB_AGG(t.json), '[]'::jsonb) FROM (%(subquery)s) t)"

    def __init__(self, queryset: QuerySet, *fields: str, **named: str) -> None:
        rows = queryset.values(json=JSONObject(**{field: field for field in fields}, **named))
        super().__init__(rows, output_field=JSONField())

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(JSON(t.json)) FROM (%(subquery)s) t)"
        return self.as_sql(compiler, connection, template=template, **extra)


class Prepared:
    """A `.values()` queryset that is compiled once per process and database, then run with other parameters.

    Making the SQL of a wide queryset takes Django longer than the database needs to answer it. `queryset` gets a
    distinct placeholder for each parameter and filters by it with `exact` look-ups, no other way.
    """

    def __init__(self, queryset: Callable[[Mapping[str, Any]], QuerySet], **placeholders: Any) -> None:
        self._queryset = queryset
        self._placeholders = placeholders
        self._compiled: dict[str, tuple[str, list[Any], list[str], list[Any]]] = {}

    def rows(self, **parameters: Any) -> list[dict[str, Any]]:
        """The rows as dictionaries, converted as the fields convert what a database gives."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        sql, values, names, converters = self._compiled[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [parameters[v.name] if isinstance(v, _Hole) else v for v in values])
            found = cursor.fetchall()
        return [self._row(names, converters, row) for row in found]

    def _compile(self) -> tuple[str, list[Any], list[str], list[Any]]:
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
            [converters.get(rank) for rank in range(len(names))],
        )

    @staticmethod
    def _row(names: list[str], converters: list[Any], row: tuple[Any, ...]) -> dict[str, Any]:
        found = {}
        for name, converter, value in zip(names, converters, row, strict=True):
            if converter is not None:
                functions, expression = converter
                for function in functions:
                    value = function(value, expression, connection)
            found[name] = value
        return found


class _Hole:
    """Where a parameter goes."""

    def __init__(self, name: str) -> None:
        self.name = name
