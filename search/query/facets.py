"""Filters of results, and the number of results for each value of a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from tantivy import Query

from core import cards
from core.models import Theme
from core.relations.entries import dated, theme_ids
from core.search.documents import SOURCES
from core.visibility.gate import Gate
from search.index import schema
from search.index.searching import Searcher
from search.query.columns import columns_of
from search.query.ranking import Ranking

#: Maximum number of values of a facet that are counted.
_MOST_VALUES = 2_000


class Count(TypedDict):
    """A value of a filter: its `code`, its French `label`, and the number of results."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Filters:
    """Filters of results; empty ones are off. `type` are kinds, `theme` is a slug, with its subthemes."""

    type: Collection[str] = ()
    theme: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.type or self.theme or self.year)


@dataclass(frozen=True)
class Facets:
    """The numbers of results by kind, theme and year, each without its own filter."""

    type: list[Count]
    theme: list[Count]
    year: list[Count]


def apply(gate: Gate, searcher: Searcher, ranking: Ranking, filters: Filters) -> tuple[Sequence[int], Facets]:
    """Return those keys of a ranking that pass the filters, in their order, and the facets.

    Filters need a ranking with all keys. Keys are counted by groups of the same kind, year and themes, of which there
    are some hundreds at most: 20,000 keys take two milliseconds, whatever the filters.
    """
    keys = ranking.keys
    group_of, groups = _groups(gate, searcher)
    if ranking.uncounted is not None:
        without = [groups[group_of[key]] for key in ranking.displaced]
        return keys, _counted(gate, searcher, ranking.uncounted, without)
    counts = Counter(map(group_of.__getitem__, keys))
    tests = _tests(gate, filters)
    rows = [(groups[number], count) for number, count in counts.items()]

    def remaining(without: str) -> list[tuple[_Group, int]]:
        needed = [test for name, test in tests.items() if name != without]
        return [(group, count) for group, count in rows if all(test(group) for test in needed)] if needed else rows

    facets = _facets(
        gate,
        _sums(((group.kind, count) for group, count in remaining("type"))),
        _sums(((theme, count) for group, count in remaining("theme") for theme in group.themes)),
        _sums(((group.year, count) for group, count in remaining("year"))),
    )
    if tests:
        passing = {number for number in counts if all(test(groups[number]) for test in tests.values())}
        keys = [key for key in keys if group_of[key] in passing]
    return keys, facets


def _counted(gate: Gate, searcher: Searcher, query: Query, without: Iterable[_Group]) -> Facets:
    """Return the facets of all results of a query. `without` has the groups of results that are not counted."""
    aggregations = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in ("kind", "theme", "year")}
    buckets = searcher.aggregate(query, aggregations)
    kinds, themes, years = (
        Counter({int(row["key"]): row["doc_count"] for row in buckets[name]["buckets"]}) for name in aggregations
    )
    for group in without:
        kinds[group.kind] -= 1
        years[group.year] -= 1
        themes.subtract(group.themes)
    return _facets(gate, +kinds, +themes, +years)


def _sums(rows: Iterable[tuple[int, int]]) -> Counter[int]:
    sums = Counter[int]()
    for value, count in rows:
        sums[value] += count
    return sums


def _facets(gate: Gate, kinds: Counter[int], themes: Counter[int], years: Counter[int]) -> Facets:
    codes, known = schema.kinds(), _themes(gate)
    return Facets(
        type=[Count(code=codes[kind], label=kind_label(codes[kind]), count=number) for kind, number in _ranked(kinds)],
        theme=[
            Count(code=known[pk]["slug"], label=known[pk]["title"], count=number)
            for pk, number in _ranked(themes)
            if pk in known
        ],
        year=[
            Count(code=str(year), label=str(year), count=number) for year, number in sorted(years.items())[::-1] if year
        ],
    )


def _ranked(counts: Counter[int]) -> list[tuple[int, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def by_date(gate: Gate, keys: Sequence[int]) -> list[int]:
    """Return keys sorted by date, the latest first; those without a date last, in their order."""
    order = {schema.key_for("page", entry.page): rank for rank, entry in enumerate(dated(gate), start=1)}
    return sorted(keys, key=lambda key: -order.get(key, 0))


class _Group(NamedTuple):
    """Objects that no filter tells apart: the number of their kind (see `schema.kinds`), a year or 0, ids of themes."""

    kind: int
    year: int
    themes: tuple[int, ...]


def _groups(gate: Gate, searcher: Searcher) -> tuple[Mapping[int, int], Sequence[_Group]]:
    """Return the number of the group of each object by key, and the groups; once per content version and commit."""

    def read() -> tuple[Mapping[int, int], Sequence[_Group]]:
        columns, numbers = columns_of(searcher), dict[_Group, int]()
        ids = theme_ids(gate.snapshot)
        themes = {schema.key_for("page", page): tuple(dict.fromkeys(some)) for page, some in ids.items()}
        group_of = {
            key: numbers.setdefault(_Group(kind, columns.years.get(key, 0), themes.get(key, ())), len(numbers))
            for key, kind in columns.kinds.items()
        }
        return group_of, [*numbers]

    return gate.snapshot.get_or_set(("groups of search", searcher.state), read)


def _tests(gate: Gate, filters: Filters) -> dict[str, Callable[[_Group], bool]]:
    tests: dict[str, Callable[[_Group], bool]] = {}
    if filters.type:
        kinds = {number for number, kind in enumerate(schema.kinds()) if kind in filters.type}
        tests["type"] = lambda group: group.kind in kinds
    if filters.year:
        tests["year"] = lambda group: group.year == filters.year
    if filters.theme:
        themes = _themes(gate).items()
        ids = {pk for pk, theme in themes if filters.theme in (theme["slug"], theme["parent__slug"])}
        tests["theme"] = lambda group: not ids.isdisjoint(group.themes)
    return tests


def kind_label(kind: str) -> str:
    """Return the French name of a kind of pages, or of a source."""
    return cards.KINDS.get(kind) or (SOURCES[kind].label if kind in SOURCES else kind)


def _themes(gate: Gate) -> Mapping[int, Mapping[str, str]]:
    def read() -> Mapping[int, Mapping[str, str]]:
        return {row["pk"]: row for row in Theme.objects.values("pk", "slug", "title", "parent__slug")}

    return gate.snapshot.get_or_set("search themes", read)


def all_kinds() -> list[str]:
    """Return the codes of the kinds of results: of pages, and of all other sources."""
    return [*cards.KINDS, *(code for code in SOURCES if code != "page")]
