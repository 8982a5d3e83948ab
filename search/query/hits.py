"""The visible objects that queries find, with their scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tantivy import DocAddress, Occur, Query

from core import cards
from core.search.documents import SOURCES
from core.visibility.gate import Gate
from search.index.schema import kinds
from search.index.searching import Searcher
from search.query.clauses import any_term
from search.query.columns import columns_of, keys_of
from search.query.visibility import hidden_keys

#: How many results are sorted by the weights of their kinds, and how many are read unless all are needed.
WINDOW = 1_000
#: With more hidden objects than this, all results are read instead of excluding these in the query.
_MOST_NAMED = 200


class Hits:
    """Runs queries, and returns the visible objects that they find.

    A frequent word finds 20,000, whose keys take twenty milliseconds to read. So mostly only the first ones are read,
    and the engine counts the others: then `are_cut` is true.
    """

    def __init__(self, gate: Gate, searcher: Searcher, query: Query, whole: bool) -> None:
        self._searcher = searcher
        self._hidden = hidden_keys(gate, searcher)
        self._kinds = columns_of(searcher).kinds
        self._weights = [_weight(kind) for kind in kinds()]
        #: The query for objects with all words; without those that the reader may not see, if only some are read.
        self.query = query
        self._limit = max(searcher.num_docs, 1)
        self.are_cut = False
        if not whole and len(self._hidden) <= _MOST_NAMED:
            self.query, self._limit = self._visible(query), WINDOW

    def _visible(self, query: Query) -> Query:
        hidden = [(Occur.MustNot, any_term("key", self._hidden))] if self._hidden else []
        return Query.boolean_query([(Occur.Must, query), *hidden])

    def kind(self, key: int) -> str:
        return kinds()[self._kinds[key]]

    def weighed(self, scores: Mapping[int, float], keys: Iterable[int]) -> dict[int, float]:
        """Return the scores of some keys by the weights of their kinds."""
        weights, kind_of = self._weights, self._kinds
        return {key: scores[key] * weights[kind_of[key]] for key in keys}

    def all(self) -> tuple[dict[int, float], int]:
        """Return the keys of objects with all words, with scores, in descending order; and their number."""
        result = self._searcher.search(self.query, limit=self._limit, count=True)
        hits, count = result.hits, result.count  # each time a new list
        self.are_cut = count > len(hits)
        if not self.are_cut:
            self._limit = max(self._searcher.num_docs, 1)
        return self._scores_of(hits), count

    def scores(self, condition: Query, all_words: Occur = Occur.Must) -> dict[int, float]:
        """Return the keys of objects that fulfil a condition, with the scores of their words, in descending order.

        Unless they must have all words, those without them have the score 0.
        """
        query = Query.boolean_query([(Occur.Must, Query.const_score_query(condition, 0.0)), (all_words, self.query)])
        return self._scores_of(self._searcher.search(query, limit=self._limit, count=False).hits)

    def keys(self, query: Query) -> set[int]:
        """Return the keys of the objects that a query finds; if only the first ones are read, those with all words."""
        if self.are_cut:
            return {*self.scores(query)}
        hits = self._searcher.search(query, limit=self._limit, count=False).hits
        return {*keys_of(self._searcher, "key", hits)} - self._hidden

    def among(self, keys: Iterable[int]) -> set[int]:
        """Return which of some objects have all words."""
        return self.keys(any_term("key", keys))

    def best(self, query: Query, limit: int) -> list[int]:
        """Return the keys of `limit` objects that a query finds, by their scores and the weights of their kinds."""
        hits = self._searcher.search(query, limit=limit + len(self._hidden), count=False).hits
        scores = self._scores_of(hits)
        rating = self.weighed(scores, scores)
        return sorted(rating, key=rating.__getitem__, reverse=True)

    def _scores_of(self, hits: Sequence[tuple[Any, DocAddress]]) -> dict[int, float]:
        scores = dict(zip(keys_of(self._searcher, "key", hits), [score for score, _ in hits], strict=True))
        for key in self._hidden & scores.keys():
            del scores[key]
        return scores


def _weight(kind: str) -> float:
    return cards.WEIGHTS.get(kind) or (SOURCES[kind].weight if kind in SOURCES else 1.0)
