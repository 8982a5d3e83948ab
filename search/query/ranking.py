"""Which objects answer a question, the best first.

What the question names comes first, tier by tier; below it is one list by the engine's score (BM25), which counts more
where all words are near one another. So it is known why an object stands where it does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
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
from search.query.clauses import Clauses
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


class Tier(IntEnum):
    """How well an object answers, from the worst to the best; from `NEAR` on it is an exact answer.

    Objects that are `NEAR` come among those with `ALL` words, by their score, which counts more.
    """

    #: Some of the words.
    SOME = 0
    #: All of the words or of their stems, anywhere.
    ALL = 1
    #: All of the words near one another; or the only word.
    NEAR = 2
    #: All of the words in its names.
    NAMES = 3
    #: The words in their order, without a gap, in one of its own names: « la poste » in « Groupe La Poste ».
    PHRASE = 4
    #: Its name is the question.
    WHOLE = 5


@dataclass(frozen=True)
class Ranking:
    """The keys of objects, the best first; and those of each tier above `ALL`, and of `SOME`."""

    keys: Sequence[int]
    tiers: Mapping[Tier, set[int]]

    def tier(self, key: int) -> Tier:
        return next((tier for tier in _FROM_BEST if key in self.tiers.get(tier, ())), Tier.ALL)

    def exact_among(self, keys: Sequence[int]) -> int:
        """Return the number of exact answers among these keys, or all."""
        tiers = [found for tier, found in self.tiers.items() if tier >= Tier.NEAR]
        if keys is self.keys:
            return sum(map(len, tiers))
        among = {*keys}
        return sum(len(found & among) for found in tiers)

    def partial_among(self, keys: Sequence[int]) -> int:
        """Return the number of those among these keys that lack some of the words; there are few at most."""
        partial = self.tiers.get(Tier.SOME)
        return sum(key in partial for key in keys) if partial else 0


_FROM_BEST = sorted(Tier, reverse=True)


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
    vocabulary = Vocabulary(searcher, fields_of(gate.audience))
    vocabulary.admits = lambda word: is_visible(gate, vocabulary, word)
    return vocabulary


def is_visible(gate: Gate, vocabulary: Vocabulary, word: str) -> bool:
    """Whether an object that the reader may see has a word, in a field that the reader may see.

    One that has changed since the index was written does not count: the word may be what it has lost.
    """
    visible, searcher = visible_keys(gate), vocabulary.searcher
    changed = changed_since(gate, searcher)
    for name in vocabulary.fields:
        if frequency := searcher.doc_freq(name, word):
            # The first objects will nearly always do, and cost a third.
            for limit in (5, 200) if frequency > 5 else (5,):
                hits = searcher.search(Query.term_query(SCHEMA, name, word), limit=limit, count=False).hits
                if any(key in visible and key not in changed for key in _keys(searcher, "key", hits)):
                    return True
    return False


def rank(gate: Gate, vocabulary: Vocabulary, parsed: Parsed) -> Ranking:
    """Return the objects that answer a question and that the reader may see."""
    if not parsed.units:
        return Ranking((), {})
    searcher, clauses, fields = vocabulary.searcher, Clauses(vocabulary), vocabulary.fields
    hits = _Hits(gate, searcher)
    # Each once: the engine would look for four times the same word near one another in all of its places.
    first: dict[tuple[Alternative, ...], Unit] = {}
    for unit in parsed.units:
        first.setdefault(unit.alternatives, unit)
    units = [*first.values()]
    scores = hits.scores(clauses.all_of(units, fields))
    whole = hits.keys(_whole(parsed))
    phrase = hits.keys(_phrase(clauses, parsed)) - whole if len(parsed.words) > 1 else set()
    names = hits.keys(clauses.exactly(units, NAMES)) - whole - phrase if scores else set()
    near: set[int] = set()
    if len(units) == 1 and clauses.is_exact(units[0]):
        near = {*scores}  # what `_near` would find once more
    elif scores:
        near = hits.keys(_near(vocabulary, clauses, units)) & scores.keys()
        if len(units) > 1:
            near |= scores.keys() & _in_a_passage(searcher, clauses, units)
    near -= whole | phrase | names
    tiers = {Tier.WHOLE: whole, Tier.PHRASE: phrase, Tier.NAMES: names, Tier.NEAR: near}
    keys = _sorted(scores, tiers, hits)
    if len(keys) < _FEW and len(units) > 1:
        least = ceil(len(units) / 2)
        partial = hits.best(clauses.some_of(units, fields, least))
        if not keys and not partial and least > 1:
            partial = hits.best(clauses.some_of(units, fields, 1))
        before = {*keys}
        others = [key for key in partial if key not in before][:_MOST_PARTIAL]
        tiers[Tier.SOME] = {*others}
        keys += others
    if gone := outdated(gate, vocabulary, units, keys, tiers.get(Tier.SOME, set())):
        keys = [key for key in keys if key not in gone]
        for found in tiers.values():
            found -= gone
    return _one_for_each_address(gate, keys, tiers, hits)


def _one_for_each_address(gate: Gate, keys: list[int], tiers: dict[Tier, set[int]], hits: _Hits) -> Ranking:
    replaced, displaced = addresses.one_for_each(gate, keys, hits.kind)
    if displaced:
        keys = [replaced.get(key, key) for key in keys if key not in displaced]
        for found in tiers.values():
            found -= displaced
            for key in found & replaced.keys():
                found.remove(key)
                found.add(replaced[key])
    return Ranking(keys, tiers)


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
        scores = self.scores(query, _MOST_WEIGHED + len(self._hidden))
        return sorted(scores, key=lambda key: -scores[key] * self.weight(key))


def _sorted(scores: Mapping[int, float], tiers: Mapping[Tier, set[int]], hits: _Hits) -> list[int]:
    """Return keys, the best first. `scores` are in descending order, and the first of each tier are sorted by more.

    The weights of kinds do not count among those that the question names.
    """
    named: list[int] = []
    for tier in (Tier.WHOLE, Tier.PHRASE, Tier.NAMES):
        members = tiers[tier]
        are_many = len(members) > _MOST_WEIGHED
        found = [key for key in scores if key in members] if are_many else [*members & scores.keys()]
        named += sorted(found[:_MOST_WEIGHED], key=lambda key: (-scores[key], -hits.weight(key), key))
        named += found[_MOST_WEIGHED:]
        named += sorted(members.difference(scores))
    near, before = tiers[Tier.NEAR], {*named}
    others = [key for key in scores if key not in before] if named else [*scores]
    # The first ones, and the first of those with all words near one another.
    first = dict.fromkeys(others[:_MOST_WEIGHED])
    first.update(dict.fromkeys(islice((key for key in others if key in near), _MOST_WEIGHED)))
    rating = {key: scores[key] * hits.weight(key) * (_NEARNESS if key in near else 1) for key in first}
    rest = [key for key in others[_MOST_WEIGHED:] if key not in first]
    return [*named, *sorted(first, key=lambda key: -rating[key]), *rest]


def matching(gate: Gate, vocabulary: Vocabulary, parsed: Parsed, kind: str) -> list[int]:
    """Return the keys of the visible pages of a kind with all units of a question, the best first."""
    if not parsed.units:
        return []
    hits = _Hits(gate, vocabulary.searcher)
    keys = hits.scores(Clauses(vocabulary).all_of(parsed.units, vocabulary.fields))
    number, of_key = kinds().index(kind), columns_of(vocabulary.searcher).kinds
    gone = outdated(gate, vocabulary, parsed.units, keys)
    return [key for key in keys if of_key[key] == number and key not in gone]


def _near(vocabulary: Vocabulary, clauses: Clauses, units: Sequence[Unit]) -> Query:
    """Return a query for the objects that have all words of a question near one another in a field.

    Of a single word this is each field. Of several it is also an object in a place that the question names, with all
    others of its words anywhere: « coworking annecy »; one whose name has words of all stems; and one whose name has
    a word, if that is no accident.
    """
    fields = list(vocabulary.fields)
    if len(units) == 1:
        return clauses.exactly(units, fields)
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
