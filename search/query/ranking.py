"""Which objects answer a question, the best first.

Objects are sorted into tiers, and by the engine's score (BM25) within a tier. So no number of weak matches outweighs
a strong one, and it is known why an object stands where it does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import merge
from math import ceil, prod

from tantivy import FieldType, Occur, Query, Searcher

from core.search.documents import SOURCES
from core.search.words import EMPTY_WORDS, key_of
from core.visibility.gate import Audience, Gate
from search.index.schema import AUDIENCE_FIELDS, NAMES, PASSAGE_FIELDS, SCHEMA, WEIGHTS, key_for
from search.query.clauses import Clauses
from search.query.parsing import Parsed, Unit
from search.query.vocabulary import Vocabulary

#: Objects with some of the words only are added when fewer have all of them, and so many at most.
_FEW, _MOST_PARTIAL = 10, 30
#: All words of a question in one passage mean something if fewer passages than this would have them by chance.
_CHANCE = 0.2
#: How much more the score of an object counts that has the words near one another.
_NEARNESS = 1.5
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


@dataclass(frozen=True)
class Ranking:
    """The keys of objects, the best first, and the tier of each of them."""

    keys: Sequence[int]
    tiers: Mapping[int, Tier]

    @property
    def exact(self) -> int:
        """The number of exact answers, which come first."""
        return sum(tier >= Tier.NEAR for tier in self.tiers.values())


def fields_of(audience: Audience) -> list[str]:
    """Return the fields that an audience may read."""
    return [*WEIGHTS, *(name for level, name in AUDIENCE_FIELDS.items() if level <= audience)]


def visible_keys(gate: Gate) -> frozenset[int]:
    """Return the keys of all objects that a reader may see; read once per content version."""

    def read() -> frozenset[int]:
        return frozenset(key_for(code, pk) for code, source in SOURCES.items() for pk in source.visible(gate))

    return gate.snapshot.get_or_set(("search", gate.audience, *gate.scope), read)


def is_visible(gate: Gate, vocabulary: Vocabulary, word: str) -> bool:
    """Whether an object that the reader may see has a word, in a field that the reader may see."""
    visible, searcher = visible_keys(gate), vocabulary.searcher
    for name in vocabulary.fields:
        if searcher.doc_freq(name, word):
            hits = searcher.search(Query.term_query(SCHEMA, name, word), limit=200, count=False).hits
            if any(key in visible for key in _keys(searcher, "key", hits)):
                return True
    return False


def rank(gate: Gate, vocabulary: Vocabulary, parsed: Parsed) -> Ranking:
    """Return the objects that answer a question and that the reader may see."""
    if not parsed.units:
        return Ranking((), {})
    searcher, clauses, fields = vocabulary.searcher, Clauses(vocabulary), vocabulary.fields
    visible = visible_keys(gate)
    complete = _scores(searcher, clauses.all_of(parsed.units, fields))
    scores = {key: score for key, score in complete if key in visible}
    tiers = dict.fromkeys(scores, Tier.ALL)
    for tier, found in (
        (Tier.NEAR, _near(searcher, clauses, parsed, fields)),
        (Tier.NAMES, _search(searcher, clauses.exactly(parsed.units, NAMES))),
        (Tier.WHOLE, _search(searcher, _whole(parsed))),
    ):
        tiers.update((key, tier) for key in found if key in visible)
    keys = _sorted(scores, tiers)
    if len(keys) < _FEW and len(parsed.units) > 1:
        least = ceil(len(parsed.units) / 2)
        partial = _search(searcher, clauses.some_of(parsed.units, fields, least))
        others = [key for key in partial if key in visible and key not in tiers][:_MOST_PARTIAL]
        tiers.update(dict.fromkeys(others, Tier.SOME))
        keys += others
    return Ranking(keys, tiers)


def _sorted(scores: Mapping[int, float], tiers: Mapping[int, Tier]) -> list[int]:
    """Return keys, the best first. `scores` are in descending order, so that most of them need not be sorted."""
    special = {key: tier for key, tier in tiers.items() if tier > Tier.ALL}

    def rating(key: int) -> tuple[int, float]:
        score, tier = scores.get(key, 0.0), special.get(key, Tier.ALL)
        return (tier, score) if tier > Tier.NEAR else (Tier.ALL, score * (_NEARNESS if tier == Tier.NEAR else 1))

    best = sorted(special, key=rating, reverse=True)
    others = [key for key in scores if key not in special]
    return list(merge(best, others, key=rating, reverse=True))


def matching(gate: Gate, vocabulary: Vocabulary, parsed: Parsed, prefix: str = "") -> list[int]:
    """Return the keys of the visible objects with all units of a question, the best first."""
    if not parsed.units:
        return []
    query = Clauses(vocabulary).all_of(parsed.units, vocabulary.fields)
    visible = visible_keys(gate)
    return [key for key in _search(vocabulary.searcher, query) if key in visible]


def _near(searcher: Searcher, clauses: Clauses, parsed: Parsed, fields: Collection[str]) -> Iterable[int]:
    """Return the keys of objects with all words of a question near one another, in a field or in a passage."""
    units = parsed.units
    if len(units) == 1:
        return _search(searcher, clauses.exactly(units, list(fields)))
    words = [word for unit in units for word in unit.alternatives[0].words if word not in EMPTY_WORDS]
    left_out = units[-1].end - units[0].start - len(words)
    parts = [clauses.near(words, name, left_out + _GAP * (len(words) - 1)) for name in fields]
    query = Query.boolean_query([(Occur.Should, part) for part in parts if part])
    keys = _search(searcher, query) if any(parts) else []
    return [*keys, *_in_a_passage(searcher, clauses, units)]


def _in_a_passage(searcher: Searcher, clauses: Clauses, units: Sequence[Unit]) -> list[int]:
    """Return the keys of pages with a passage that has all units, if that is no accident."""
    passages = searcher.search(Query.range_query(SCHEMA, "page", FieldType.Unsigned, 1, None), limit=1).count
    if not passages:
        return []
    shares = [searcher.search(clauses.exactly([unit], PASSAGE_FIELDS), limit=1).count / passages for unit in units]
    if passages * prod(shares) > _CHANCE:
        return []
    return _search(searcher, clauses.exactly(units, PASSAGE_FIELDS), "page")


def _whole(parsed: Parsed) -> Query:
    return Query.term_query(SCHEMA, "whole", key_of(parsed.words))


def _search(searcher: Searcher, query: Query, field: str = "key") -> list[int]:
    """Return the keys of all objects that a query finds, by descending score."""
    hits = searcher.search(query, limit=max(searcher.num_docs, 1), count=False).hits
    return _keys(searcher, field, hits)


def _scores(searcher: Searcher, query: Query) -> list[tuple[int, float]]:
    """Return keys with their scores, in descending order."""
    hits = searcher.search(query, limit=max(searcher.num_docs, 1), count=False).hits
    return list(zip(_keys(searcher, "key", hits), (score for score, _ in hits), strict=True))


def _keys(searcher: Searcher, field: str, hits: Sequence[tuple[object, object]]) -> list[int]:
    return searcher.fast_field_values(field, [address for _, address in hits])  # type: ignore[return-value, arg-type]
