"""Search on SQLite: FTS5, which ignores accents and has no French stemming."""

from __future__ import annotations

from typing import Any

from django.db.models import FloatField, Func
from modelsearch.backends.database.sqlite import sqlite
from wagtail.search.models import SQLiteFTSIndexEntry

from search.backends.mixins import CleanQueryMixin, ReadOnceMixin


class ObjectIndexer(ReadOnceMixin, sqlite.ObjectIndexer):
    """Reads the texts of an object as they are indexed."""


# The library's index makes its indexers itself. `tests/search/test_backends.py` fails if it no longer does.
sqlite.ObjectIndexer = ObjectIndexer


class _Rank(Func):
    """The rank of a row, lower for better ones; a word of the names counts more than one of the text."""

    output_field = FloatField()

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[float]]:
        # The weights of the columns autocomplete, body and title.
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 10.0, 1.0, 10.0)", []


class AutocompleteQueryCompiler(sqlite.SQLiteAutocompleteQueryCompiler):
    """Finds by the names and by the text of objects; the last word may be unfinished."""

    FTS_TABLE_FIELDS = ["autocomplete", "title", "body"]

    def build_tsrank(self, vector: Any, query: Any, config: Any = None, boost: float = 1.0) -> Any:
        return _Rank()


class SearchBackend(CleanQueryMixin, sqlite.SQLiteSearchBackend):
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
