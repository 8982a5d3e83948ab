"""Which objects answer a question, the best first.

What the question names comes first, tier by tier; below it is one list by the engine's score (BM25), which counts more
where all words are near one another. So it is known why an object stands where it does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import ceil, prod

from django.utils import timezone
from tantivy import Occur, Query

from core import cards
from core.search.documents import SOURCES
from core.search.words import EMPTY_WORDS, key_of
from core.visibility.gate import Audience, Gate
from search.index.schema import AUDIENCE_FIELDS, BETWEEN_LINES, NAMES, PASSAGE_FIELDS, SCHEMA, WEIGHTS, key_for, kinds
from search.index.searching import Searcher
from search.query import addresses
from search.query.clauses import Clauses, any_term
from search.query.columns import columns_of
from search.query.parsing import Alternative, Parsed, Unit
from search.query.pending import changed_since, outdated
from search.query.vocabulary import Vocabulary

#: Objects with some of the words only are added when fewer have all of them, and so many at most.
_FEW, _MOST_PARTIAL = 10, 30
#: All words of a question in one passage mean something if fewer passages than this would have them by chance.
_CHANCE = 0.1
#: How much more the score of an object counts that has the words near one another.
_NEARNESS = 2.0
#: The fields with the names of an object itself.
_TITLES = ("title", "names")
#: Results that are sorted by the weights of their kinds.
_MOST_WEIGHED = 1_000
#: Words that may stand between two neighbours of a question.
_GAP = 1


@dataclass(frozen=True)
class Ranking:
    """The keys of objects, the best first. An object is exact unless its words are apart, or others of their stems.

    `partial` are those that lack some of the words; `inexact` those that have all of them, and are not exact.
    """

    keys: Sequence[int]
    inexact: Collection[int] = frozenset()
    partial: Collection[int] = frozenset()

    def is_exact(self, key: int) -> bool:
        return key not in self.inexact and key not in self.partial

    def exact_among(self, keys: Sequence[int]) -> int:
        """Return the number of exact answers among these keys, or all."""
        return len(keys) - _count(self.inexact, keys) - _count(self.partial, keys)

    def partial_among(self, keys: Sequence[int]) -> int:
        """Return the number of those among these keys that lack some of the words."""
        return _count(self.partial, keys)


def _count(members: Collection[int], keys: Sequence[int]) -> int:
    return sum(map(members.__contains__, keys)) if members else 0


def _weight(kind: str) -> float:
    return cards.WEIGHTS.get(kind) or (SOURCES[kind].weight if kind in SOURCES else 1.0)


def fields_of(audience: Audience) -> list[str]:
    """Return the fields that an audience may read."""
    return [*WEIGHTS, *(name for level, name in AUDIENCE_FIELDS.items() if level <= audience)]


def visible_keys(gate: Gate) -> frozenset[int]:
    """Return the keys of all objects that a reader may see; read once per content version and day (see doors)."""

    def read() -> frozenset[int]:
        return frozenset(key_for(code, pk) for code, source in SOURCES.items() for pk in source.visible(gate))

    return gate.snapshot.get_or_set(("search", timezone.localdate(), gate.audience, *gate.scope), read)


def hidden_keys(gate: Gate, searcher: Searcher) -> frozenset[int]:
    """Return the keys of all objects of an index that a reader may not see; read once per content version and commit.

    They are few, so to take them away is faster than to look for each result among the visible ones.
    """

    def read() -> frozenset[int]:
        return frozenset(columns_of(searcher).kinds.keys() - visible_keys(gate))

    return gate.snapshot.get_or_set(
        ("hidden in search", timezone.localdate(), searcher.state, gate.audience, *gate.scope), read
    )


def vocabulary_of(gate: Gate, searcher: Searcher) -> Vocabulary:
    """Return the words that a reader may read."""
    fields = fields_of(gate.audience)
    hidden, changed = hidden_keys(gate, searcher), changed_since(gate, searcher)

    @cache
    def is_visible(word: str) -> bool:
        """Whether an object that the reader may see has a word, in a field that the reader may see.

        One that has changed since the index was written does not count: the word may be what it has lost.
        """
        for name in fields:
            if frequency := searcher.doc_freq(name, word):
                # The first objects will nearly always do, and cost a third.
                for limit in (5, 200) if frequency > 5 else (5,):
                    hits = searcher.search(Query.term_query(SCHEMA, name, word), limit=limit, count=False).hits
                    if any(key not in hidden and key not in changed for key in _keys(searcher, "key", hits)):
                        return True
        return False

    return Vocabulary(searcher, fields, is_visible)


def rank(gate: Gate, vocabulary: Vocabulary, parsed: Parsed) -> Ranking:
    """Return the objects that answer a question and that the reader may see.

    First those whose name is the question; then those that have its words in this order, without a gap, in one of their
    own names, « la poste » in « Groupe La Poste »; those with all words in their names; and the others by their scores.
    """
    if not parsed.units:
        return Ranking(())
    searcher, clauses, fields = vocabulary.searcher, Clauses(vocabulary), vocabulary.fields
    hits = _Hits(gate, searcher)
    # Each once: the engine would look for four times the same word near one another in all of its places.
    first: dict[tuple[Alternative, ...], Unit] = {}
    for unit in parsed.units:
        first.setdefault(unit.alternatives, unit)
    units = [*first.values()]
    everywhere = clauses.all_of(units, fields)
    scores = hits.scores(everywhere)
    whole = hits.keys(_whole(parsed))
    phrase = hits.keys(_phrase(clauses, parsed)) - whole if len(parsed.words) > 1 else set()
    names = _named(hits, clauses, units, everywhere) - whole - phrase if scores else set()
    inexact = _inexact(hits, vocabulary, clauses, units, scores) - whole - phrase - names if scores else set()
    keys = _sorted(scores, (whole, phrase, names), inexact, hits)
    partial: set[int] = set()
    if len(keys) < _FEW and len(units) > 1:
        least = ceil(len(units) / 2)
        others = hits.best(clauses.some_of(units, fields, least))
        if not keys and not others and least > 1:
            others = hits.best(clauses.some_of(units, fields, 1))
        before = {*keys}
        others = [key for key in others if key not in before][:_MOST_PARTIAL]
        partial = {*others}
        keys += others
    if gone := outdated(gate, vocabulary, units, keys, partial):
        keys = [key for key in keys if key not in gone]
    return _one_for_each_address(gate, Ranking(keys, inexact, partial), hits)


def _one_for_each_address(gate: Gate, ranking: Ranking, hits: _Hits) -> Ranking:
    replaced, displaced = addresses.one_for_each(gate, ranking.keys, hits.kind)
    if not displaced:
        return ranking
    keys = [replaced.get(key, key) for key in ranking.keys if key not in displaced]
    inexact, partial = (
        {*some}.difference(replaced.values()) | {other for key, other in replaced.items() if key in some}
        for some in (ranking.inexact, ranking.partial)
    )
    return Ranking(keys, inexact, partial)


class _Hits:
    """Runs queries, and returns the visible objects that they find.

    A frequent word finds 20,000, so all of them pass through functions of the interpreter only, and only the first are
    sorted one by one.
    """

    def __init__(self, gate: Gate, searcher: Searcher) -> None:
        self.searcher = searcher
        self._hidden = hidden_keys(gate, searcher)
        self._kinds = columns_of(searcher).kinds
        self._codes = kinds()
        self._weights = [_weight(kind) for kind in self._codes]

    def kind(self, key: int) -> str:
        return self._codes[self._kinds[key]]

    def weight(self, key: int) -> float:
        return self._weights[self._kinds[key]]

    def scores(self, query: Query, limit: int = 0) -> dict[int, float]:
        """Return the keys of the objects that a query finds, all or the first ones, with the engine's scores."""
        hits = self.searcher.search(query, limit=limit or max(self.searcher.num_docs, 1), count=False).hits
        found = dict(zip(_keys(self.searcher, "key", hits), [score for score, _ in hits], strict=True))
        for key in self._hidden & found.keys():
            del found[key]
        return found

    def keys(self, query: Query) -> set[int]:
        """Return the keys of the objects that a query finds."""
        hits = self.searcher.search(query, limit=max(self.searcher.num_docs, 1), count=False).hits
        return {*_keys(self.searcher, "key", hits)} - self._hidden

    def best(self, query: Query) -> list[int]:
        """Return the first keys of the objects that a query finds, by their scores and the weights of their kinds."""
        scores = self.scores(query, 10 * _MOST_PARTIAL + len(self._hidden))
        return sorted(scores, key=lambda key: -scores[key] * self.weight(key))


def _named(hits: _Hits, clauses: Clauses, units: Sequence[Unit], everywhere: Query) -> set[int]:
    """Return the keys of the objects that have all words in their names; the first ones, if they have one word only.

    « Coworking » is in the names of all places of this kind.
    """
    query = clauses.exactly(units, NAMES)
    if len(units) > 1:
        return hits.keys(query)
    named = [(Occur.Must, Query.const_score_query(query, 0.0)), (Occur.Must, everywhere)]
    return {*hits.scores(Query.boolean_query(named), _MOST_WEIGHED)}


def _inexact(
    hits: _Hits, vocabulary: Vocabulary, clauses: Clauses, units: Sequence[Unit], scores: Mapping[int, float]
) -> set[int]:
    """Return the keys of the objects that have all words, but not near one another, or only others of their stems."""
    if len(units) == 1:
        query = clauses.only_loosely(units[0], vocabulary.fields)
        return hits.keys(query) if query else set()
    near = hits.keys(_near(vocabulary, clauses, units)) | {*_in_a_passage(vocabulary.searcher, clauses, units)}
    return scores.keys() - near


def _sorted(scores: Mapping[int, float], tiers: Sequence[set[int]], inexact: set[int], hits: _Hits) -> list[int]:
    """Return keys, the best first: tier by tier, then the others. `scores` are in descending order.

    The weights of kinds do not count among those that the question names. Of the others the first ones are sorted, and
    the first exact ones.
    """
    named: list[int] = []
    for members in tiers:
        are_many = len(members) > _MOST_WEIGHED
        found = [key for key in scores if key in members] if are_many else [*members & scores.keys()]
        named += sorted(found[:_MOST_WEIGHED], key=lambda key: (-scores[key], -hits.weight(key), key))
        named += found[_MOST_WEIGHED:]
        named += sorted(members.difference(scores))
    before = {*named}
    others = [key for key in scores if key not in before] if named else [*scores]
    first, rest = dict.fromkeys(others[:_MOST_WEIGHED]), others[_MOST_WEIGHED:]
    if inexact and rest:
        first.update(dict.fromkeys(islice((key for key in others if key not in inexact), _MOST_WEIGHED)))
        rest = [key for key in rest if key not in first]
    rating = {key: scores[key] * hits.weight(key) * (1 if key in inexact else _NEARNESS) for key in first}
    return [*named, *sorted(first, key=lambda key: -rating[key]), *rest]


def matching(
    gate: Gate, vocabulary: Vocabulary, parsed: Parsed, kind: str, among: Collection[int] | None = None
) -> list[int]:
    """Return the keys of the visible pages of a kind with all units of a question, the best first.

    With `among` only those of these keys, of which there should be some hundreds at most.
    """
    if not parsed.units or (among is not None and not among):
        return []
    hits, clauses = _Hits(gate, vocabulary.searcher), Clauses(vocabulary)
    conditions = [any_term("kind", [kinds().index(kind)]), *([any_term("key", among)] if among else [])]
    parts = [clauses.all_of(parsed.units, vocabulary.fields)]
    parts += (Query.const_score_query(condition, 0.0) for condition in conditions)
    keys = hits.scores(Query.boolean_query([(Occur.Must, part) for part in parts]))
    gone = outdated(gate, vocabulary, parsed.units, keys)
    return [key for key in keys if key not in gone]


def _near(vocabulary: Vocabulary, clauses: Clauses, units: Sequence[Unit]) -> Query:
    """Return a query for the objects that have several words near one another in a field.

    It is also for an object in a place that the question names, with all others of its words anywhere: « coworking
    annecy »; one whose name has words of all stems; and one whose name has a word, if that is no accident.
    """
    fields = vocabulary.fields
    typed = [word for unit in units for word in unit.alternatives[0].words]
    words = [word for word in typed if word not in EMPTY_WORDS] or typed
    left_out = units[-1].end - units[0].start - len(words)
    slop = min(max(left_out, 0) + _GAP * (len(words) - 1), BETWEEN_LINES - 1)
    parts = [clauses.near(words, name, slop) for name in fields]
    in_place = [(Occur.Should, clauses.exactly([unit], ["people"])) for unit in units]
    everything = (Occur.Must, clauses.exactly(units, fields))
    named = [(Occur.Should, clauses.exactly([unit], _TITLES)) for unit in _telling(vocabulary, units)]
    stems = clauses.all_of(units, _TITLES)
    in_names = Query.boolean_query([everything, (Occur.Must, Query.boolean_query([*in_place, *named]))])
    return Query.boolean_query([(Occur.Should, part) for part in (*parts, stems, in_names) if part])


def _telling(vocabulary: Vocabulary, units: Sequence[Unit]) -> list[Unit]:
    """Return the units that, in the name of an object that has all others anywhere, are no accident."""
    count = max(len(columns_of(vocabulary.searcher).kinds), 1)
    numbers = [_number(vocabulary, unit, vocabulary.fields) for unit in units]
    telling = []
    for at, unit in enumerate(units):
        others = prod(each / count for position, each in enumerate(numbers) if position != at)
        if _number(vocabulary, unit, _TITLES) * others <= _CHANCE:
            telling.append(unit)
    return telling


def _number(vocabulary: Vocabulary, unit: Unit, fields: Collection[str]) -> int:
    """Return about how many objects have a unit in a field: to count them takes as long as to find them."""
    return sum(vocabulary.number(alternative.words, fields) for alternative in unit.alternatives)


def _in_a_passage(searcher: Searcher, clauses: Clauses, units: Sequence[Unit]) -> Collection[int]:
    """Return the keys of pages with a passage that has all units, if that is no accident."""
    passages = columns_of(searcher).passages
    if not passages:
        return []
    if passages * prod(_number(clauses.vocabulary, unit, PASSAGE_FIELDS) / passages for unit in units) > _CHANCE:
        return []
    hits = searcher.search(clauses.exactly(units, PASSAGE_FIELDS), limit=passages, count=False).hits
    return _keys(searcher, "page", hits)


def _phrase(clauses: Clauses, parsed: Parsed) -> Query:
    parts = [clauses.near(parsed.words, name, 0) for name in _TITLES]
    return Query.boolean_query([(Occur.Should, part) for part in parts if part])


def _whole(parsed: Parsed) -> Query:
    return Query.term_query(SCHEMA, "whole", key_of(parsed.words))


def _keys(searcher: Searcher, field: str, hits: Sequence[tuple[object, object]]) -> list[int]:
    return searcher.fast_field_values(field, [address for _, address in hits])  # type: ignore[return-value, arg-type]
