"""Which objects answer a question, the best first.

What the question names comes first, tier by tier. Below it is one list by the engine's score (BM25), which counts more
where all words are near one another. So the place of each object can be explained.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, prod
from operator import itemgetter

from tantivy import Occur, Query

from core.search.words import EMPTY_WORDS, key_of
from core.visibility.gate import Gate
from search.index.schema import BETWEEN_LINES, NAMES, PASSAGE_FIELDS, SCHEMA, kinds
from search.index.searching import Searcher
from search.query import addresses
from search.query.clauses import Clauses, any_term
from search.query.columns import columns_of, keys_of
from search.query.hits import WINDOW, Hits
from search.query.parsing import Alternative, Parsed, Unit
from search.query.pending import outdated
from search.query.vocabulary import Vocabulary

#: Objects with only some of the words are added if fewer than `_FEW` have all of them, `_MOST_PARTIAL` at most.
_FEW, _MOST_PARTIAL = 10, 30
#: All words of a question in one passage count if fewer passages than this would have them by chance.
_CHANCE = 0.1
#: The factor of the scores of objects that have the words near one another.
_NEARNESS = 2.0
#: The fields with the names of an object itself.
_TITLES = ("title", "names")
#: Words that may stand between two neighbours of a question.
_GAP = 1


@dataclass(frozen=True)
class Ranking:
    """The keys of objects, the best first. An object is exact unless its words are apart, or others of their stems.

    `partial` are those that lack some of the words, `inexact` those that have all of them but are not exact. `total` is
    the number of all objects. If `keys` are only the first of them, `uncounted` is the query for all, and `displaced`
    are the keys among its results that have no place of their own (see `addresses`).
    """

    keys: Sequence[int]
    total: int = 0
    inexact: Collection[int] = frozenset()
    partial: Collection[int] = frozenset()
    uncounted: Query | None = None
    displaced: Collection[int] = frozenset()

    def is_exact(self, key: int) -> bool:
        return key not in self.inexact and key not in self.partial

    def has_exact(self, keys: Iterable[int]) -> bool:
        """Return whether one of these keys is an exact answer."""
        return any(map(self.is_exact, keys))

    def partial_among(self, keys: Iterable[int]) -> int:
        """Return the number of those among these keys that lack some of the words."""
        return sum(map(self.partial.__contains__, keys)) if self.partial else 0


def rank(gate: Gate, vocabulary: Vocabulary, parsed: Parsed, *, whole: bool = True) -> Ranking:
    """Return the objects that answer a question and that the reader may see: all, or else the first ones.

    First those whose name is the question; then those that have its words in this order, without a gap, in one of their
    own names, « la poste » in « Groupe La Poste »; those with all words in their names; and the others by their scores.
    """
    if not parsed.units:
        return Ranking(())
    clauses, fields = Clauses(vocabulary), vocabulary.fields
    # Without repetitions: the engine would search a repeated word near itself at each of its positions.
    first: dict[tuple[Alternative, ...], Unit] = {}
    for unit in parsed.units:
        first.setdefault(unit.alternatives, unit)
    units = [*first.values()]
    hits = Hits(gate, vocabulary.searcher, clauses.all_of(units, fields), whole)
    scores, count = hits.all()
    tiers = [hits.scores(_whole(parsed), Occur.Should)]
    tiers += [hits.scores(_phrase(clauses, parsed), Occur.Should)] if len(parsed.words) > 1 else []
    tiers += [hits.scores(clauses.exactly(units, NAMES))] if scores else []
    inexact: set[int] = set()
    if scores:
        near, inexact = _nearness(hits, vocabulary, clauses, units, scores)
        inexact = inexact.difference(*tiers)
        if hits.are_cut:
            merged = scores | near | {key: score for tier in tiers for key, score in tier.items()}
            if len(merged) > len(scores):
                scores = dict(sorted(merged.items(), key=itemgetter(1), reverse=True))
    keys = _sorted(scores, tiers, inexact, hits)
    partial: set[int] = set()
    if len(keys) < _FEW and len(units) > 1:
        least = ceil(len(units) / 2)
        some = hits.best(clauses.some_of(units, fields, least), 10 * _MOST_PARTIAL)
        if not keys and not some and least > 1:
            some = hits.best(clauses.some_of(units, fields, 1), 10 * _MOST_PARTIAL)
        before = {*keys}
        some = [key for key in some if key not in before][:_MOST_PARTIAL]
        partial = {*some}
        keys += some
    if outdated_keys := outdated(gate, vocabulary, units, keys, partial):
        keys = [key for key in keys if key not in outdated_keys]
    ranking = Ranking(keys, max(count, len(keys)) if hits.are_cut else len(keys), inexact, partial)
    return _one_for_each_address(gate, replace(ranking, uncounted=hits.query if hits.are_cut else None), hits)


def _one_for_each_address(gate: Gate, ranking: Ranking, hits: Hits) -> Ranking:
    known = addresses.addresses_of(gate)
    others = hits.among(known) - {*ranking.keys} if hits.are_cut else ()
    replaced, displaced = addresses.one_for_each(known, [*ranking.keys, *others], hits.kind)
    if not displaced:
        return ranking
    keys = [replaced.get(key, key) for key in ranking.keys if key not in displaced]
    inexact, partial = (
        {*some}.difference(replaced.values()) | {other for key, other in replaced.items() if key in some}
        for some in (ranking.inexact, ranking.partial)
    )
    total = ranking.total - len(displaced)
    return replace(ranking, keys=keys, total=total, inexact=inexact, partial=partial, displaced=displaced)


def _nearness(
    hits: Hits, vocabulary: Vocabulary, clauses: Clauses, units: Sequence[Unit], scores: Mapping[int, float]
) -> tuple[dict[int, float], set[int]]:
    """Return the scores of the objects with all words near one another, and the keys of inexact objects.

    The scores are empty for one word, and if all objects are read. Inexact objects have all words, but apart, or only
    others of their stems.
    """
    if len(units) == 1:
        query = clauses.only_loosely(units[0], vocabulary.fields)
        return {}, hits.keys(query) if query else set()
    near = hits.scores(_near(vocabulary, clauses, units)) if hits.are_cut else {}
    keys = near.keys() if hits.are_cut else hits.keys(_near(vocabulary, clauses, units))
    return near, (scores.keys() | near.keys()) - keys - {*_in_a_passage(vocabulary.searcher, clauses, units)}


def _sorted(
    scores: Mapping[int, float], tiers: Iterable[Mapping[int, float]], inexact: set[int], hits: Hits
) -> list[int]:
    """Return keys, the best first: tier by tier, then the others. All scores are in descending order.

    Within a tier the weights of kinds only break ties. Of the others only the first ones, and the first exact ones, are
    sorted by these weights.
    """
    named: dict[int, None] = {}
    for tier in tiers:
        members = [key for key in tier if key not in named]
        rating = hits.weighed(tier, members[:WINDOW])
        first = sorted(rating, key=lambda key: (-tier[key], -rating[key], key))
        named.update(dict.fromkeys([*first, *members[WINDOW:]]))
    others = [key for key in scores if key not in named] if named else [*scores]
    ahead, rest = dict.fromkeys(others[:WINDOW]), others[WINDOW:]
    if inexact and rest:
        ahead.update(dict.fromkeys(islice((key for key in others if key not in inexact), WINDOW)))
        rest = [key for key in rest if key not in ahead]
    rating = hits.weighed(scores, ahead)
    if len(inexact) < len(scores):
        rating |= {key: rating[key] * _NEARNESS for key in ahead if key not in inexact}
    return [*named, *sorted(ahead, key=rating.__getitem__, reverse=True), *rest]


def matching(
    gate: Gate, vocabulary: Vocabulary, parsed: Parsed, kind: str, among: Collection[int] | None = None
) -> list[int]:
    """Return the keys of the visible pages of a kind with all units of a question, the best first.

    With `among` only those of these keys, of which there should be some hundreds at most.
    """
    if not parsed.units or (among is not None and not among):
        return []
    everywhere = Clauses(vocabulary).all_of(parsed.units, vocabulary.fields)
    conditions = [any_term("kind", [kinds().index(kind)]), *([any_term("key", among)] if among else [])]
    hits = Hits(gate, vocabulary.searcher, everywhere, whole=True)
    keys = hits.scores(Query.boolean_query([(Occur.Must, condition) for condition in conditions]))
    outdated_keys = outdated(gate, vocabulary, parsed.units, keys)
    return [key for key in keys if key not in outdated_keys]


def _near(vocabulary: Vocabulary, clauses: Clauses, units: Sequence[Unit]) -> Query:
    """Return a query for the objects that have several words near one another in a field.

    It also finds objects in a place that the question names, with all other words anywhere (« coworking annecy »),
    those whose names have words of all stems, and those with all words whose names have a distinctive one.
    """
    fields = vocabulary.fields
    typed = [word for unit in units for word in unit.alternatives[0].words]
    words = [word for word in typed if word not in EMPTY_WORDS] or typed
    left_out = units[-1].end - units[0].start - len(words)
    slop = min(max(left_out, 0) + _GAP * (len(words) - 1), BETWEEN_LINES - 1)
    parts = [clauses.near(words, name, slop) for name in fields]
    in_place = [(Occur.Should, clauses.exactly([unit], ["people"])) for unit in units]
    everything = (Occur.Must, clauses.exactly(units, fields))
    named = [(Occur.Should, clauses.exactly([unit], _TITLES)) for unit in _distinctive(vocabulary, units)]
    stems = clauses.all_of(units, _TITLES)
    in_names = Query.boolean_query([everything, (Occur.Must, Query.boolean_query([*in_place, *named]))])
    return Query.boolean_query([(Occur.Should, part) for part in (*parts, stems, in_names) if part])


def _distinctive(vocabulary: Vocabulary, units: Sequence[Unit]) -> list[Unit]:
    """Return the units that an object with all units would hardly have in its name by chance."""
    count = max(len(columns_of(vocabulary.searcher).kinds), 1)
    numbers = [_number(vocabulary, unit, vocabulary.fields) for unit in units]
    distinctive = []
    for at, unit in enumerate(units):
        others = prod(each / count for position, each in enumerate(numbers) if position != at)
        if _number(vocabulary, unit, _TITLES) * others <= _CHANCE:
            distinctive.append(unit)
    return distinctive


def _number(vocabulary: Vocabulary, unit: Unit, fields: Collection[str]) -> int:
    """Estimate how many objects have a unit in these fields: an exact count would take as long as a search."""
    return sum(vocabulary.number(alternative.words, fields) for alternative in unit.alternatives)


def _in_a_passage(searcher: Searcher, clauses: Clauses, units: Sequence[Unit]) -> Collection[int]:
    """Return the keys of pages with a passage that has all units, if that is unlikely to be chance."""
    passages = columns_of(searcher).passages
    if not passages:
        return []
    if passages * prod(_number(clauses.vocabulary, unit, PASSAGE_FIELDS) / passages for unit in units) > _CHANCE:
        return []
    hits = searcher.search(clauses.exactly(units, PASSAGE_FIELDS), limit=passages, count=False).hits
    return keys_of(searcher, "page", hits)


def _phrase(clauses: Clauses, parsed: Parsed) -> Query:
    parts = [clauses.near(parsed.words, name, 0) for name in _TITLES]
    return Query.boolean_query([(Occur.Should, part) for part in parts if part])


def _whole(parsed: Parsed) -> Query:
    return Query.term_query(SCHEMA, "whole", key_of(parsed.words))
