"""Filters of results, and the number of results for each value of a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from core import cards
from core.models import Theme
from core.relations.entries import dated, theme_ids
from core.search.documents import SOURCES
from core.visibility.gate import Gate
from search.index import schema
from search.query.ranking import Ranking


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


def apply(gate: Gate, ranking: Ranking, filters: Filters) -> tuple[list[int], Facets]:
    """Return the keys of those results that pass the filters, in their order, and the facets."""
    columns, keys = _Columns(gate, ranking), ranking.keys
    positions = columns.positions(filters)
    facets = Facets(
        type=columns.by_kind(columns.positions(replace(filters, type=()))),
        theme=columns.by_theme(columns.positions(replace(filters, theme=""))),
        year=columns.by_year(columns.positions(replace(filters, year=None))),
    )
    return [keys[position] for position in positions], facets


def by_date(gate: Gate, keys: Sequence[int]) -> list[int]:
    """Return keys sorted by date, the latest first; those without a date last, in their order."""
    order = {schema.key_for("page", entry.page): rank for rank, entry in enumerate(dated(gate), start=1)}
    return sorted(keys, key=lambda key: -order.get(key, 0))


class _Columns:
    """The kinds, years and themes of some keys, by position."""

    def __init__(self, gate: Gate, ranking: Ranking) -> None:
        kinds = schema.kinds()
        self.keys = ranking.keys
        self.kinds = [kinds[ranking.facts[key].kind] for key in self.keys]
        self.years = [ranking.facts[key].year for key in self.keys]
        self._theme_ids = theme_ids(gate.snapshot)
        self._themes = _themes(gate)

    def positions(self, filters: Filters) -> list[int]:
        tests: list[Callable[[int], bool]] = []
        if filters.type:
            tests.append(lambda position: self.kinds[position] in filters.type)
        if filters.year:
            tests.append(lambda position: self.years[position] == filters.year)
        if filters.theme:
            ids = {pk for pk, theme in self._themes.items() if filters.theme in (theme["slug"], theme["parent__slug"])}
            tests.append(lambda position: not ids.isdisjoint(self.themes(position)))
        return [position for position in range(len(self.keys)) if all(test(position) for test in tests)]

    def themes(self, position: int) -> Sequence[int]:
        source, pk = schema.split_key(self.keys[position])
        return self._theme_ids.get(pk, ()) if source == "page" else ()

    def by_kind(self, positions: Sequence[int]) -> list[Count]:
        counts = Counter(self.kinds[position] for position in positions)
        return [Count(code=kind, label=kind_label(kind), count=number) for kind, number in counts.most_common()]

    def by_year(self, positions: Sequence[int]) -> list[Count]:
        counts = Counter(self.years[position] for position in positions if self.years[position])
        return [Count(code=str(year), label=str(year), count=number) for year, number in sorted(counts.items())[::-1]]

    def by_theme(self, positions: Sequence[int]) -> list[Count]:
        counts = Counter(theme for position in positions for theme in {*self.themes(position)})
        return [
            Count(code=self._themes[pk]["slug"], label=self._themes[pk]["title"], count=number)
            for pk, number in counts.most_common()
            if pk in self._themes
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
