"""Queries of the engine for the units of a question. They are built from terms, so that typed text is never parsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, product

from tantivy import Occur, Query

from core.search.words import EMPTY_WORDS
from search.index.schema import SCHEMA, WEIGHTS
from search.query.parsing import Alternative, Unit
from search.query.vocabulary import EXACT, Vocabulary

#: How much the best field counts against all fields together.
_TIE = 0.1
_MOST_COMBINATIONS = 8
#: Fields in which names stand, which are compared without their inflections.
_NAMES_ONLY = {"people"}


class Clauses:
    """Makes queries for units in the words of an index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def scored(self, unit: Unit, fields: Sequence[str]) -> Query:
        """Return a query for the objects with a unit in one of the fields, with the score of the best one."""
        parts = [self._scored(alternative, name) for alternative in unit.alternatives for name in fields]
        return Query.disjunction_max_query([part for part in parts if part], _TIE)

    def all_of(self, units: Sequence[Unit], fields: Sequence[str]) -> Query:
        """Return a query for the objects with all units, each in any of the fields."""
        return Query.boolean_query([(Occur.Must, self.scored(unit, fields)) for unit in units])

    def some_of(self, units: Sequence[Unit], fields: Sequence[str], least: int) -> Query:
        """Return a query for the objects with at least `least` of the units."""
        parts = [(Occur.Should, self.scored(unit, fields)) for unit in units]
        return Query.boolean_query(parts, minimum_number_should_match=least)

    def exactly(self, units: Sequence[Unit], fields: Sequence[str]) -> Query:
        """Return a query like `all_of`, for the words themselves and their plurals, without others of their stem."""
        parts = []
        for unit in units:
            queries = [self._exact(alternative, name) for alternative in unit.alternatives for name in fields]
            parts.append((Occur.Must, Query.boolean_query([(Occur.Should, part) for part in queries if part])))
        return Query.boolean_query(parts)

    def only_loosely(self, unit: Unit, fields: Sequence[str]) -> Query | None:
        """Return a query for the objects that `scored` finds, and `exactly` does not; None if there can be none.

        They have other words of the stem, or two words that were typed as two apart from one another.
        """
        loose = []
        for alternative in unit.alternatives:
            words = meaningful(alternative.words)
            if len(words) == 1:
                others = [form for form, weight in self.vocabulary.variants(words[0]).items() if weight < EXACT]
                loose += [any_term(name, others) for name in fields if others and name not in _NAMES_ONLY]
            elif alternative.is_typed:
                loose += [self._scored(alternative, name) for name in fields]
        if not loose:
            return None
        some = Query.boolean_query([(Occur.Should, query) for query in loose if query])
        return Query.boolean_query([(Occur.Must, some), (Occur.MustNot, self.exactly([unit], fields))])

    def near(self, words: Sequence[str], name: str, slop: int) -> Query | None:
        """Return a query for words near one another in a field: at most `slop` words or exchanges between them."""
        return self._phrase(name, words, slop)

    def _scored(self, alternative: Alternative, name: str) -> Query | None:
        weight = alternative.weight * WEIGHTS.get(name, 1.0)
        words = meaningful(alternative.words)
        if len(words) > 1 and not alternative.is_typed:
            phrase = self._phrase(name, words, 2)
            return phrase and Query.boost_query(phrase, weight)
        parts = [self._word(word, name) for word in words]
        return Query.boost_query(Query.boolean_query([(Occur.Must, part) for part in parts]), weight)

    def _word(self, word: str, name: str) -> Query:
        variants = self.vocabulary.variants(word)
        terms = [
            Query.boost_query(Query.term_query(SCHEMA, name, variant), weight)
            for variant, weight in variants.items()
            if weight >= EXACT or name not in _NAMES_ONLY
        ]
        return Query.disjunction_max_query(terms)

    def _exact(self, alternative: Alternative, name: str) -> Query | None:
        words = meaningful(alternative.words)
        if len(words) > 1:
            return self._phrase(name, words, len(alternative.words) - len(words) + 2)
        return self._any_of(words[0], name)

    def _any_of(self, word: str, name: str) -> Query:
        return any_term(name, self._forms(word))

    def _phrase(self, name: str, words: Sequence[str], slop: int) -> Query | None:
        if len(words) < 2:
            return self._any_of(words[0], name)
        forms = [[form for form in self._forms(word) if self.vocabulary.frequency_in(name, form)] for word in words]
        combinations = islice(product(*forms), _MOST_COMBINATIONS)
        phrases = [(Occur.Should, Query.phrase_query(SCHEMA, name, list(each), slop)) for each in combinations]
        return Query.boolean_query(phrases) if phrases else None

    def _forms(self, word: str) -> list[str]:
        return self.vocabulary.forms(word)


def meaningful(words: Sequence[str]) -> list[str]:
    """Return those words that have a meaning of their own, or all if none has."""
    return [word for word in words if word not in EMPTY_WORDS] or list(words)


def any_term(name: str, values: Iterable[str | int]) -> Query:
    """Return a query for any of these values of a field. (The engine's own `term_set_query` takes a millisecond.)"""
    return Query.boolean_query([(Occur.Should, Query.term_query(SCHEMA, name, value)) for value in values])
