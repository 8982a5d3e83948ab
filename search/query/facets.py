"""Filters of results, and the number of results for each value of a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from core import cards
from core.models import Theme
from core.relations.entries import dated, theme_ids
from core.search.documents import SOURCES
from core.visibility.gate import Gate
from search.index import schema
from search.index.searching import Searcher
from search.query.columns import columns_of


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


@dataclass(frozen=True)
class Facets:
    """The numbers of results by kind, theme and year, each without its own filter."""

    type: list[Count]
    theme: list[Count]
    year: list[Count]


def apply(gate: Gate, searcher: Searcher, keys: Sequence[int], filters: Filters) -> tuple[Sequence[int], Facets]:
    """Return those keys that pass the filters, in their order, and the facets.

    Keys are counted once, by groups with the same kind, year and themes, of which there are some hundreds at most. So
    20,000 keys take two milliseconds, whatever the filters.
    """
    group_of, groups = _groups(gate, searcher)
    counts = Counter(map(group_of.__getitem__, keys))
    tests = _tests(gate, filters)

    rows = [(groups[number], count) for number, count in counts.items()]

    def remaining(without: str) -> list[tuple[_Group, int]]:
        needed = [test for name, test in tests.items() if name != without]
        return [(group, count) for group, count in rows if all(test(group) for test in needed)] if needed else rows

    facets = Facets(
        type=_by_kind(remaining("type")), theme=_by_theme(gate, remaining("theme")), year=_by_year(remaining("year"))
    )
    if tests:
        passing = {number for number in counts if all(test(groups[number]) for test in tests.values())}
        keys = [key for key in keys if group_of[key] in passing]
    return keys, facets


def by_date(gate: Gate, keys: Sequence[int]) -> list[int]:
    """Return keys sorted by date, the latest first; those without a date last, in their order."""
    order = {schema.key_for("page", entry.page): rank for rank, entry in enumerate(dated(gate), start=1)}
    return sorted(keys, key=lambda key: -order.get(key, 0))


class _Group(NamedTuple):
    """What filters need of objects: the number of a kind (see `schema.kinds`), a year or 0, and ids of themes."""

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


def _by_kind(rows: Iterable[tuple[_Group, int]]) -> list[Count]:
    counts, kinds = Counter[int](), schema.kinds()
    for group, number in rows:
        counts[group.kind] += number
    return [
        Count(code=kinds[kind], label=kind_label(kinds[kind]), count=number) for kind, number in counts.most_common()
    ]


def _by_year(rows: Iterable[tuple[_Group, int]]) -> list[Count]:
    counts = Counter[int]()
    for group, number in rows:
        if group.year:
            counts[group.year] += number
    return [Count(code=str(year), label=str(year), count=number) for year, number in sorted(counts.items())[::-1]]


def _by_theme(gate: Gate, rows: Iterable[tuple[_Group, int]]) -> list[Count]:
    counts, themes = Counter[int](), _themes(gate)
    for group, number in rows:
        for pk in group.themes:
            counts[pk] += number
    return [
        Count(code=themes[pk]["slug"], label=themes[pk]["title"], count=number)
        for pk, number in counts.most_common()
        if pk in themes
    ]


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
