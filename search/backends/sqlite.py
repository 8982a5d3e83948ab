"""Search on SQLite: FTS5, which folds accents and knows no French inflections."""

from __future__ import annotations

from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend

from search.backends.guarded import GuardedMixin


class SearchBackend(GuardedMixin, SQLiteSearchBackend):
    pass
