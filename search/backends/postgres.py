"""Search on PostgreSQL: French stemming, accents ignored. Migration `search.0001` creates the configurations."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchRank, SearchVectorField
from django.db.models import Expression, F, Q
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import PlainText

from search.backends.mixins import CleanQueryMixin, ReadOnceMixin

SEARCH_CONFIG = "fr_unaccent"
AUTOCOMPLETE_CONFIG = "simple_unaccent"
#: How much more a word of the names of an object counts than one of its text.
_NAMES = 10.0


class _Vector(Expression):
    """The `tsvector` of texts by weight. Django's own expressions would take most of the time of an import's index."""

    output_field = SearchVectorField()
    contains_column_references = contains_aggregate = contains_over_clause = False

    def __init__(self, config: str, texts: dict[str, str]) -> None:
        self.config, self.texts = config, texts

    def resolve_expression(self, *args: Any, **kwargs: Any) -> _Vector:
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        if not self.texts:
            return "''::tsvector", []
        part = "setweight(to_tsvector(%s::regconfig, %s), %s)"
        params = [param for weight, text in self.texts.items() for param in (self.config, text, weight)]
        return f"({' || '.join([part] * len(self.texts))})", params


class ObjectIndexer(ReadOnceMixin, postgres.ObjectIndexer):
    """Reads the texts of an object as they are indexed."""

    def as_vector(self, texts: list[tuple[str, str]], for_autocomplete: bool = False) -> Any:
        """Return an expression for texts with their weights; one vector for each weight takes half the time."""
        by_weight: dict[str, list[str]] = {}
        for text, weight in texts:
            if text := text.strip():
                by_weight.setdefault(weight, []).append(text)
        config = self.autocomplete_config if for_autocomplete else self.config
        return _Vector(config, {weight: "\n".join(some) for weight, some in by_weight.items()})


# The library's index makes its indexers itself. `tests/search/test_backends.py` fails if it no longer does.
postgres.ObjectIndexer = ObjectIndexer


class QueryCompiler(postgres.PostgresSearchQueryCompiler):
    """Finds what has all words, as on SQLite."""

    DEFAULT_OPERATOR = "and"


class AutocompleteQueryCompiler(postgres.PostgresAutocompleteQueryCompiler):
    """Finds by the names of objects, whose last word may be unfinished, and by their text, which is stemmed."""

    DEFAULT_OPERATOR = "and"

    def search(self, config: Any, start: Any, stop: Any, score_field: str | None = None, backend: Any = None) -> Any:
        if not isinstance(self.query, PlainText) or self.fields is not None:
            return super().search(config, start, stop, score_field=score_field, backend=backend)
        names, text = (
            F("index_entries__autocomplete"),
            F("index_entries__title")._combine(F("index_entries__body"), "||", False),
        )
        beginnings = self.build_tsquery(self.query, config=config)
        words = self.build_tsquery(self.query, config=SEARCH_CONFIG)
        matching = self.queryset.annotate(_names_=names, _text_=text).filter(Q(_names_=beginnings) | Q(_text_=words))
        rank = SearchRank(names, beginnings, weights=self.sql_weights) * _NAMES + SearchRank(
            text, words, weights=self.sql_weights
        )
        return self._apply_ordering_and_scoring(matching, rank, start, stop, score_field)


class SearchBackend(CleanQueryMixin, postgres.PostgresSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": SEARCH_CONFIG, **params})
        self.autocomplete_config = AUTOCOMPLETE_CONFIG
