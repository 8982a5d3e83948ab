"""Search on PostgreSQL: French stemming, accents ignored. Migration `search.0001` creates the configurations."""

from __future__ import annotations

from typing import Any

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from search.backends.mixins import CleanQueryMixin

SEARCH_CONFIG = "fr_unaccent"
AUTOCOMPLETE_CONFIG = "simple_unaccent"


class SearchBackend(CleanQueryMixin, PostgresSearchBackend):
    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": SEARCH_CONFIG, **params})
        self.autocomplete_config = AUTOCOMPLETE_CONFIG
