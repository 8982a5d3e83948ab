"""The catalogue: an in-memory bitmap index of the places that one audience may see.

Each value of a facet has a bitmap: an integer with one bit per place. Combining filters and counting their results
takes microseconds, where SQL would need one statement per facet and scan all places. Places are sorted by name; the
position of a place in this order is the number of its bit. `inventory.catalogue.build` builds catalogues,
`inventory.catalogue.selection` queries them.

Values that a place hides from the audience are absent from its catalogue, so that no filter can disclose them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from inventory.choices import State
from inventory.geo.distance import Distances
from inventory.hours.evaluate import open_among

#: The facets, each named like its query parameter.
FACETS = ("departement", "commune", "epci", "famille", "etat", "milieu", "public", "espace", "label")
#: More criteria with bitmaps, used only to find comparable places (see `inventory.catalogue.comparable`).
TRAITS = ("taille", "surface", "gestion")
#: Up to this many positions, setting single bits is faster than building a whole bitmap: most communes have few places.
SPARSE_LIMIT = 64
_BIT = bytes.maketrans(b"01", b"\x00\x01")
_SET = re.compile(b"\x01")
_DIGIT = bytes.maketrans(b"\x00\x01", b"01")


class CatalogueEntry(NamedTuple):
    """The fields of a place that maps and GeoJSON need. `longitude` and `latitude` are None if unknown or hidden."""

    pk: int
    uid: Any
    slug: str
    title: str
    url_path: str
    commune: str
    insee_code: str
    department: str
    families: tuple[str, ...]
    state: str
    milieu: str
    longitude: float | None
    latitude: float | None


@dataclass
class Catalogue:
    """The places of one audience, sorted by name, and their bitmaps."""

    entries: list[CatalogueEntry]
    #: Bitmaps by facet or trait, then by code.
    bitmaps: dict[str, dict[str, int]]
    #: Bitmaps by opening hours, in OpenStreetMap's syntax.
    hours: dict[str, int]
    #: Values to sort by, for each sort order: one per position, None if unknown.
    sort_values: dict[str, list[Any]] = field(default_factory=dict)
    #: Names by code, for the facets « epci » and « commune »: only codes that some place has.
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    #: For the facets with thousands of codes (« epci », « commune »): the code of each place, by position.
    code_by_position: dict[str, list[str]] = field(default_factory=dict)

    # --- Look-ups -------------------------------------------------------------------------------------------------

    @cached_property
    def position_by_pk(self) -> dict[int, int]:
        """Position by primary key."""
        return {entry.pk: position for position, entry in enumerate(self.entries)}

    @cached_property
    def pk_by_ref(self) -> dict[str, int]:
        """Primary key by slug and by public id. If two places share a slug, it means the older one."""
        by_slug: dict[str, int] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.pk, reverse=True):
            by_slug[entry.slug] = entry.pk
        return by_slug | {str(entry.uid): entry.pk for entry in self.entries}

    @cached_property
    def distances(self) -> Distances:
        """Measures distances to the places with coordinates, by position."""
        return Distances(
            (position, entry.longitude, entry.latitude)
            for position, entry in enumerate(self.entries)
            if entry.longitude is not None and entry.latitude is not None
        )

    # --- Bitmaps ---------------------------------------------------------------------------------------------------

    @property
    def all(self) -> int:
        """All places."""
        return (1 << len(self.entries)) - 1

    def having(self, facet: str, codes: Iterable[str]) -> int:
        """Return the places that have at least one of these codes."""
        bitmaps, bitmap = self.bitmaps.get(facet, {}), 0
        for code in codes:
            bitmap |= bitmaps.get(code, 0)
        return bitmap

    def counts(self, facet: str, bitmap: int) -> dict[str, int]:
        """Return the number of these places for each code of a facet, without the codes that none of them has."""
        if facet in self.code_by_position:
            counter = Counter(compress(self.code_by_position[facet], flags_of(bitmap)))
            return {code: count for code, count in counter.items() if code}
        pairs = ((code, (bitmap & places).bit_count()) for code, places in self.bitmaps[facet].items())
        return {code: count for code, count in pairs if count}

    def open_at(self, moment: datetime) -> int:
        """Return the places whose opening hours say that they are open, without those that closed for good."""
        bitmap = 0
        for text in open_among(self.hours, moment):
            bitmap |= self.hours[text]
        return bitmap & ~self.having("etat", [State.CLOSED])

    def matching(self, predicate: Callable[[CatalogueEntry], bool]) -> int:
        """Return the places whose entry satisfies the predicate."""
        return from_flags(map(predicate, self.entries))

    def positions_in(self, bitmap: int) -> list[int]:
        """Return the positions whose bit is set, in ascending order."""
        # Usually a few bits among thousands are set: a regex finds them faster than a loop.
        return [match.start() for match in _SET.finditer(flags_of(bitmap))]


def bitmap_of(positions: Collection[int], total: int) -> int:
    """Build the bitmap of these positions; `total` is the number of places."""
    if len(positions) < SPARSE_LIMIT:
        bitmap = 0
        for position in positions:
            bitmap |= 1 << position
        return bitmap
    flags = bytearray(total)
    for position in positions:
        flags[position] = 1
    return from_flags(flags)


def from_flags(flags: Iterable[Any]) -> int:
    """Build a bitmap from one boolean (or 0 or 1) per position, in order."""
    digits = bytes(flags).translate(_DIGIT)[::-1]
    return int(digits, 2) if digits else 0


def flags_of(bitmap: int) -> bytes:
    """Return one byte (0 or 1) per position, up to the last position that is set."""
    return bin(bitmap)[:1:-1].encode().translate(_BIT)
