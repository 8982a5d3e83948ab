"""Search on SQLite: FTS5, which ignores accents and has no French stemming."""

from __future__ import annotations

from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend

from search.backends.mixins import CleanQueryMixin


class SearchBackend(CleanQueryMixin, SQLiteSearchBackend):
    pass
