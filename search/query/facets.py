"""Filters of results, and the number of results for each value of a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import TypedDict

from core import cards
from core.models import Theme
from core.relations.entries import dated, theme_ids
from core.search.documents import SOURCES
from core.visibility.gate import Gate
from search.index import schema
from search.query.columns import Columns


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


def apply(gate: Gate, columns: Columns, keys: Sequence[int], filters: Filters) -> tuple[Sequence[int], Facets]:
    """Return those keys that pass the filters, in their order, and the facets."""
    table = _Table(gate, columns)
    facets = Facets(
        type=table.by_kind(table.filtered(keys, replace(filters, type=()))),
        theme=table.by_theme(table.filtered(keys, replace(filters, theme=""))),
        year=table.by_year(table.filtered(keys, replace(filters, year=None))),
    )
    return table.filtered(keys, filters), facets


def by_date(gate: Gate, keys: Sequence[int]) -> list[int]:
    """Return keys sorted by date, the latest first; those without a date last, in their order."""
    order = {schema.key_for("page", entry.page): rank for rank, entry in enumerate(dated(gate), start=1)}
    return sorted(keys, key=lambda key: -order.get(key, 0))


class _Table:
    """Filters and counts keys. No function of ours runs for each of them: 20,000 take some milliseconds."""

    def __init__(self, gate: Gate, columns: Columns) -> None:
        self._columns = columns
        self._titles = _themes(gate)
        self._themes = _themes_by_key(gate)

    def filtered(self, keys: Sequence[int], filters: Filters) -> Sequence[int]:
        columns, titles = self._columns, self._titles
        if filters.type:
            numbers = {number for number, kind in enumerate(schema.kinds()) if kind in filters.type}
            keys = [key for key in keys if columns.kinds[key] in numbers]
        if filters.year:
            keys = [key for key in keys if columns.years.get(key) == filters.year]
        if filters.theme:
            ids = {pk for pk, theme in titles.items() if filters.theme in (theme["slug"], theme["parent__slug"])}
            themes = self._themes
            keys = [key for key in keys if key in themes and not ids.isdisjoint(themes[key])]
        return keys

    def by_kind(self, keys: Sequence[int]) -> list[Count]:
        counts, kinds = Counter(map(self._columns.kinds.__getitem__, keys)), schema.kinds()
        return [
            Count(code=kinds[number], label=kind_label(kinds[number]), count=count)
            for number, count in counts.most_common()
        ]

    def by_year(self, keys: Sequence[int]) -> list[Count]:
        counts = Counter(map(self._columns.years.get, keys))
        counts.pop(None, None)
        return [Count(code=str(year), label=str(year), count=count) for year, count in sorted(counts.items())[::-1]]

    def by_theme(self, keys: Sequence[int]) -> list[Count]:
        counts = Counter(chain.from_iterable(map(self._themes.get, keys, repeat(()))))
        titles = self._titles
        return [
            Count(code=titles[pk]["slug"], label=titles[pk]["title"], count=count)
            for pk, count in counts.most_common()
            if pk in titles
        ]


def kind_label(kind: str) -> str:
    """Return the French name of a kind of pages, or of a source."""
    return cards.KINDS.get(kind) or (SOURCES[kind].label if kind in SOURCES else kind)


def _themes(gate: Gate) -> Mapping[int, Mapping[str, str]]:
    def read() -> Mapping[int, Mapping[str, str]]:
        return {row["pk"]: row for row in Theme.objects.values("pk", "slug", "title", "parent__slug")}

    return gate.snapshot.get_or_set("search themes", read)


def _themes_by_key(gate: Gate) -> Mapping[int, Collection[int]]:
    def read() -> Mapping[int, Collection[int]]:
        ids = theme_ids(gate.snapshot)
        return {schema.key_for("page", page): tuple(dict.fromkeys(themes)) for page, themes in ids.items() if themes}

    return gate.snapshot.get_or_set("search themes of pages", read)


def all_kinds() -> list[str]:
    """Return the codes of the kinds of results: of pages, and of all other sources."""
    return [*cards.KINDS, *(code for code in SOURCES if code != "page")]
