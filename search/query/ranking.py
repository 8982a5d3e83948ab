"""Which objects answer a question, the best first.

Objects are sorted into tiers, and by the engine's score (BM25) within a tier. So no number of weak matches outweighs
a strong one, and it is known why an object stands where it does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import merge
from itertools import islice
from math import ceil, prod
from typing import NamedTuple

from tantivy import FieldType, Occur, Query

from core import cards
from core.search.documents import SOURCES
from core.search.words import EMPTY_WORDS, key_of
from core.visibility.gate import Audience, Gate
from search.index.schema import AUDIENCE_FIELDS, NAMES, PASSAGE_FIELDS, SCHEMA, WEIGHTS, key_for, kinds, split_key
from search.index.searching import Searcher
from search.query.clauses import Clauses
from search.query.parsing import Parsed, Unit
from search.query.pending import changed_since
from search.query.vocabulary import Vocabulary

#: Objects with some of the words only are added when fewer have all of them, and so many at most.
_FEW, _MOST_PARTIAL = 10, 30
#: All words of a question in one passage mean something if fewer passages than this would have them by chance.
_CHANCE = 0.2
#: How much more the score of an object counts that has the words near one another.
_NEARNESS = 2.0
#: The fields with the names of an object itself.
_TITLES = ("title", "names")
#: Results that are sorted by the weights of their kinds.
_SORTED = 1_000
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
    #: Its name is the question.
    WHOLE = 4


class Facts(NamedTuple):
    """What facets need of an object: the number of its kind (see `schema.kinds`), and its year, or 0."""

    kind: int
    year: int


@dataclass(frozen=True)
class Ranking:
    """The keys of objects, the best first; the tier and the facts of each of them."""

    keys: Sequence[int]
    tiers: Mapping[int, Tier]
    facts: Mapping[int, Facts]

    @property
    def exact(self) -> int:
        """The number of exact answers, which come first."""
        return sum(tier >= Tier.NEAR for tier in self.tiers.values())


def _weight(kind: str) -> float:
    return cards.WEIGHTS.get(kind) or (SOURCES[kind].weight if kind in SOURCES else 1.0)


def fields_of(audience: Audience) -> list[str]:
    """Return the fields that an audience may read."""
    return [*WEIGHTS, *(name for level, name in AUDIENCE_FIELDS.items() if level <= audience)]


def visible_keys(gate: Gate) -> frozenset[int]:
    """Return the keys of all objects that a reader may see; read once per content version."""

    def read() -> frozenset[int]:
        return frozenset(key_for(code, pk) for code, source in SOURCES.items() for pk in source.visible(gate))

    return gate.snapshot.get_or_set(("search", gate.audience, *gate.scope), read)


def is_visible(gate: Gate, vocabulary: Vocabulary, word: str) -> bool:
    """Whether an object that the reader may see has a word, in a field that the reader may see.

    One that has changed since the index was written does not count: the word may be what it has lost.
    """
    visible, searcher = visible_keys(gate), vocabulary.searcher
    changed = changed_since(gate, searcher)
    for name in vocabulary.fields:
        if searcher.doc_freq(name, word):
            hits = searcher.search(Query.term_query(SCHEMA, name, word), limit=200, count=False).hits
            if any(key in visible and key not in changed for key in _keys(searcher, "key", hits)):
                return True
    return False


def rank(gate: Gate, vocabulary: Vocabulary, parsed: Parsed) -> Ranking:
    """Return the objects that answer a question and that the reader may see."""
    if not parsed.units:
        return Ranking((), {}, {})
    searcher, clauses, fields = vocabulary.searcher, Clauses(vocabulary), vocabulary.fields
    visible = visible_keys(gate)
    hits = _Hits(searcher, visible)
    scores = hits.read(clauses.all_of(parsed.units, fields))
    tiers = dict.fromkeys(scores, Tier.ALL)
    tiers.update(dict.fromkeys(hits.read(*_near(searcher, clauses, parsed, fields)), Tier.NEAR))
    pages = _in_a_passage(searcher, clauses, parsed.units) if len(parsed.units) > 1 else []
    tiers.update((key, Tier.NEAR) for key in pages if key in tiers)
    tiers.update(dict.fromkeys(hits.read(clauses.exactly(parsed.units, NAMES)), Tier.NAMES))
    tiers.update(dict.fromkeys(hits.read(_whole(parsed)), Tier.WHOLE))
    keys = _sorted(scores, tiers, hits)
    if len(keys) < _FEW and len(parsed.units) > 1:
        partial = hits.read(clauses.some_of(parsed.units, fields, ceil(len(parsed.units) / 2)))
        others = [key for key in partial if key not in tiers][:_MOST_PARTIAL]
        tiers.update(dict.fromkeys(others, Tier.SOME))
        keys += others
    return Ranking(keys, tiers, hits.facts)


class _Hits:
    """Runs queries, and collects the facts of the visible objects that they find."""

    def __init__(self, searcher: Searcher, visible: Collection[int]) -> None:
        self.searcher = searcher
        self.visible = visible
        self.facts: dict[int, Facts] = {}
        self._weights = [_weight(kind) for kind in kinds()]

    def weight(self, key: int) -> float:
        return self._weights[self.facts[key].kind]

    def read(self, *queries: Query) -> dict[int, float]:
        """Return the keys of the visible objects that any of the queries finds, with their scores, the best first.

        Of very many only the first are sorted by the weights of their kinds.
        """
        scores: dict[int, float] = {}
        for query in queries:
            hits = self.searcher.search(query, limit=max(self.searcher.num_docs, 1), count=False).hits
            addresses = [address for _, address in hits]
            keys, kinds, years = (self.searcher.fast_field_values(name, addresses) for name in ("key", "kind", "year"))
            for (score, _), key, kind, year in zip(hits, keys, kinds, years, strict=True):
                if key in self.visible and key not in scores:
                    scores[key] = score * self._weights[kind]  # type: ignore[index]
                    self.facts[key] = Facts(kind, year)  # type: ignore[arg-type, index]
        first = sorted(islice(scores.items(), _SORTED), key=lambda row: -row[1])
        return {**dict(first), **scores} if len(scores) > _SORTED else dict(first)


def _sorted(scores: Mapping[int, float], tiers: Mapping[int, Tier], hits: _Hits) -> list[int]:
    """Return keys, the best first. `scores` are in descending order, so that most of them need not be sorted.

    The weights of kinds do not count among those that the question names.
    """
    special = {key: tier for key, tier in tiers.items() if tier > Tier.ALL}

    def rating(key: int) -> tuple[int, float]:
        score, tier = scores.get(key, 0.0), special.get(key, Tier.ALL)
        return (
            (tier, score / hits.weight(key))
            if tier > Tier.NEAR
            else (Tier.ALL, score * (_NEARNESS if tier == Tier.NEAR else 1))
        )

    best = sorted(special, key=rating, reverse=True)
    others = [key for key in scores if key not in special]
    return list(merge(best, others, key=rating, reverse=True))


def matching(gate: Gate, vocabulary: Vocabulary, parsed: Parsed, kind: str) -> list[int]:
    """Return the ids of the visible pages of a kind with all units of a question, the best first."""
    if not parsed.units:
        return []
    hits = _Hits(vocabulary.searcher, visible_keys(gate))
    keys = hits.read(Clauses(vocabulary).all_of(parsed.units, vocabulary.fields))
    number = kinds().index(kind)
    return [split_key(key)[1] for key in keys if hits.facts[key].kind == number]


def _near(searcher: Searcher, clauses: Clauses, parsed: Parsed, fields: Collection[str]) -> list[Query]:
    """Return queries for the objects that have all words of a question near one another in a field.

    Of a single word this is each field. Of several it is also an object in a place that the question names, with all
    others of its words anywhere: « coworking annecy »; and one whose name has a word, if that is no accident.
    """
    units = parsed.units
    if len(units) == 1:
        return [clauses.exactly(units, list(fields))]
    words = [word for unit in units for word in unit.alternatives[0].words if word not in EMPTY_WORDS]
    left_out = units[-1].end - units[0].start - len(words)
    parts = [clauses.near(words, name, left_out + _GAP * (len(words) - 1)) for name in fields]
    in_place = [(Occur.Should, clauses.exactly([unit], ["people"])) for unit in units]
    everything = (Occur.Must, clauses.exactly(units, list(fields)))
    named = [(Occur.Should, clauses.exactly([unit], _TITLES)) for unit in _telling(searcher, clauses, units, fields)]
    return [
        *(part for part in parts if part),
        Query.boolean_query([everything, (Occur.Must, Query.boolean_query([*in_place, *named]))]),
    ]


def _telling(searcher: Searcher, clauses: Clauses, units: Sequence[Unit], fields: Collection[str]) -> list[Unit]:
    """Return the units that, in the name of an object that has all others anywhere, are no accident."""
    count = max(searcher.num_docs, 1)

    def number(unit: Unit, names: Collection[str]) -> int:
        return searcher.search(clauses.exactly([unit], list(names)), limit=1).count

    numbers = [number(unit, fields) for unit in units]
    telling = []
    for at, unit in enumerate(units):
        others = prod(each / count for position, each in enumerate(numbers) if position != at)
        if number(unit, _TITLES) * others <= _CHANCE:
            telling.append(unit)
    return telling


def _in_a_passage(searcher: Searcher, clauses: Clauses, units: Sequence[Unit]) -> list[int]:
    """Return the keys of pages with a passage that has all units, if that is no accident."""
    passages = searcher.search(Query.range_query(SCHEMA, "page", FieldType.Unsigned, 1, None), limit=1).count
    if not passages:
        return []
    shares = [searcher.search(clauses.exactly([unit], PASSAGE_FIELDS), limit=1).count / passages for unit in units]
    if passages * prod(shares) > _CHANCE:
        return []
    hits = searcher.search(clauses.exactly(units, PASSAGE_FIELDS), limit=passages, count=False).hits
    return _keys(searcher, "page", hits)


def _whole(parsed: Parsed) -> Query:
    return Query.term_query(SCHEMA, "whole", key_of(parsed.words))


def _keys(searcher: Searcher, field: str, hits: Sequence[tuple[object, object]]) -> list[int]:
    return searcher.fast_field_values(field, [address for _, address in hits])  # type: ignore[return-value, arg-type]
