"""Selects places by criteria and sorts them.

Lists, facets, the map, GeoJSON and exported files all use this module, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import NamedTuple

from wagtail.search.backends import get_search_backend

from core import contracts
from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import Catalogue, CatalogueEntry, bitmap_of, flags_of
from inventory.catalogue.build import catalogue
from inventory.catalogue.criteria import Box, Criteria
from inventory.choices import State
from inventory.models import SiteProfilePage

#: A text is searched only among the places that pass the other filters if these are at most this many.
_FEW = 300
#: The orders to sort by, each also with « - » before it for the reverse; « distance » needs `Criteria.near`.
ORDERS = ("title", "verified_on", "updated", "completeness", "distance")


@dataclass(frozen=True)
class Selection:
    """The places that match criteria, sorted."""

    catalogue: Catalogue
    #: Indexes into `catalogue.entries`, in the order of the selection.
    positions: Sequence[int]
    #: Kilometres from `Criteria.near` by position; empty without it.
    distances: Mapping[int, float] = field(default_factory=dict)
    #: The corrected text that was searched instead of one with typing mistakes, or "".
    searched: str = ""

    def __len__(self) -> int:
        return len(self.positions)

    def page(self, offset: int, limit: int) -> list[CatalogueEntry]:
        """Return the entries of one page of the list."""
        return [self.catalogue.entries[position] for position in self.positions[offset : offset + limit]]

    def distance(self, pk: int) -> float | None:
        """Return the distance to a place in kilometres, with one decimal; None without a point to measure from."""
        distance = self.distances.get(self.catalogue.position_by_pk[pk])
        return None if distance is None else round(distance, 1)


class Filtered(NamedTuple):
    """The places that each filter of some criteria selects.

    `bitmaps` has one bitmap of positions for each filter in use; `ranking` are the positions of the places that match
    the text, the most relevant first. `distances` and `searched` are those of `Selection`.
    """

    bitmaps: dict[str, int]
    ranking: list[int]
    distances: dict[int, float]
    searched: str


def select(gate: Gate, criteria: Criteria) -> Selection:
    """Return the places that match the criteria and that this reader may see, sorted."""
    bitmaps, ranking, distances, searched = _narrowed(gate, criteria)
    index = catalogue(gate)
    positions = _sort(index, intersection(index, bitmaps), criteria, ranking, distances)
    return Selection(index, positions, distances, searched)


def count(gate: Gate, criteria: Criteria) -> int:
    """Return the number of places that match the criteria and that this reader may see."""
    return intersection(catalogue(gate), _narrowed(gate, criteria).bitmaps).bit_count()


def _narrowed(gate: Gate, criteria: Criteria) -> Filtered:
    """Return the places of each filter. A text is searched only in those that pass the others, if these are few."""
    if not criteria.text:
        return filtered(gate, criteria)
    index, others = catalogue(gate), filtered(gate, replace(criteria, text=""))
    places = intersection(index, others.bitmaps)
    is_narrow = places.bit_count() <= _FEW
    among = [index.entries[position].pk for position in index.positions_in(places)] if is_narrow else None
    return _with_text(gate, others, criteria.text, among)


def filtered(gate: Gate, criteria: Criteria) -> Filtered:
    """Return the places that each filter of some criteria selects. A text is searched in all places."""
    index = catalogue(gate)
    bitmaps = {facet: index.having(facet, codes) for facet, codes in criteria.facets.items() if codes}
    distances: dict[int, float] = {}
    if criteria.open_at:
        bitmaps["open"] = index.open_at(criteria.open_at)
    if criteria.without_closed:
        bitmaps["closed"] = index.all & ~index.having("etat", [State.CLOSED])
    if criteria.box:
        bitmaps["box"] = index.matching(_inside(criteria.box))
    if criteria.near:
        distances = index.distances.from_point(criteria.near, criteria.radius_km)
        bitmaps["near"] = bitmap_of(distances, len(index.entries))
    others = Filtered(bitmaps, [], distances, "")
    return _with_text(gate, others, criteria.text) if criteria.text else others


def _with_text(gate: Gate, others: Filtered, text: str, among: Sequence[int] | None = None) -> Filtered:
    """Add to other filters the places that have all words of a text; see `contracts.matching_pages`."""
    index = catalogue(gate)
    ranking, searched = _search(gate, index, text, among)
    bitmaps = {**others.bitmaps, "text": bitmap_of(ranking, len(index.entries))}
    return Filtered(bitmaps, ranking, others.distances, searched)


def intersection(index: Catalogue, bitmaps: Mapping[str, int]) -> int:
    """Return the bitmap of the places that are in all bitmaps."""
    places = index.all
    for bitmap in bitmaps.values():
        places &= bitmap
    return places


def _sort(
    index: Catalogue, bitmap: int, criteria: Criteria, ranking: list[int], distances: Mapping[int, float]
) -> Sequence[int]:
    name, backwards = criteria.order.removeprefix("-"), criteria.order.startswith("-")
    if bitmap == index.all and name in ("", "title") and not ranking and not distances:
        return range(len(index.entries))[:: -1 if backwards else 1]
    flags = flags_of(bitmap).ljust(len(index.entries), b"\x00")
    if not name and ranking and not distances:
        return [position for position in ranking if flags[position]]
    positions = list(compress(range(len(index.entries)), flags))
    if name == "distance" or (not name and distances):
        return sorted(positions, key=distances.__getitem__, reverse=backwards)
    if name in index.sort_values:
        values = index.sort_values[name]
        with_value = [position for position in positions if values[position] is not None]
        # Sorting is stable: equal values stay sorted by name. Places without a value come last.
        with_value.sort(key=values.__getitem__, reverse=backwards)
        return with_value + [position for position in positions if values[position] is None]
    return positions[::-1] if backwards else positions


def _search(gate: Gate, index: Catalogue, text: str, among: Sequence[int] | None) -> tuple[list[int], str]:
    """Return the positions of the places with all words of a text, the best first, and `Filtered.searched`."""
    matching = contracts.matching_pages(gate, text, "place", among)
    if matching is None:
        places = SiteProfilePage.objects.filter(live=True)
        results = get_search_backend().search(text, places, operator="and").get_queryset()
        matching = contracts.MatchingPages(list(results.values_list("pk", flat=True)))
    return [index.position_by_pk[pk] for pk in matching.ids if pk in index.position_by_pk], matching.searched


def _inside(box: Box) -> Callable[[CatalogueEntry], bool]:
    """Return a predicate of the places inside a box."""
    west, south, east, north = box

    def is_inside(entry: CatalogueEntry) -> bool:
        if entry.longitude is None or entry.latitude is None or not south <= entry.latitude <= north:
            return False
        if west <= east:
            return west <= entry.longitude <= east
        return entry.longitude >= west or entry.longitude <= east

    return is_inside
