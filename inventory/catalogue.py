"""The inventory as one audience sees it, held by each process under a content version, to be asked many ways at once.

Lists, facets, the map, GeoJSON and files all take their places from here, so that they cannot disagree. Each value of
a facet is a bitmap, an integer with one bit a place: combining filters and counting what is left takes microseconds
where one SQL statement a facet would scan all places. Places stand in the order of their names.

What a place hides from the audience is not in its catalogue: nobody can find by a filter what they may not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

from core.gate import Gate
from inventory.criteria import Criteria
from inventory.distance import kilometres
from inventory.hours import open_among
from inventory.vocabulary import State

#: Facets, by the name of their parameter.
FACETS = ("departement", "commune", "epci", "famille", "etat", "milieu", "public", "espace", "label")
#: What comparable places share, beside facets (see `inventory.comparable`).
TRAITS = ("taille", "surface", "gestion")
#: Below so many positions a bitmap is made bit by bit: most communes have a place or two.
FEW = 64
_BIT = bytes.maketrans(b"01", b"\x00\x01")
_DIGIT = bytes.maketrans(b"\x00\x01", b"01")


class Entry(NamedTuple):
    """A place in a few words: what maps and files say of it. `longitude` and `latitude` are None where hidden."""

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
    """Places by name, and the bitmaps of what each has."""

    entries: list[Entry]
    #: Bitmaps by facet or trait, then by code.
    bits: dict[str, dict[str, int]]
    #: Bitmaps by opening hours, as OSM writes them.
    hours: dict[str, int]
    #: What orders places: values by position, None where nothing is known.
    keys: dict[str, list[Any]] = field(default_factory=dict)
    #: Names of intercommunalities and communes met, by code.
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Of the facets that have thousands of codes, the one of each place by position.
    codes: dict[str, list[str]] = field(default_factory=dict)

    # --- Looking one up ------------------------------------------------------------------------------------------

    @cached_property
    def positions(self) -> dict[int, int]:
        """Position by primary key."""
        return {entry.pk: position for position, entry in enumerate(self.entries)}

    @cached_property
    def by_ref(self) -> dict[str, int]:
        """Primary key by slug and by public id; a slug that two places share is the older one's."""
        found: dict[str, int] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.pk, reverse=True):
            found[entry.slug] = entry.pk
        return found | {str(entry.uid): entry.pk for entry in self.entries}

    # --- Bitmaps ---------------------------------------------------------------------------------------------------

    @property
    def all(self) -> int:
        return (1 << len(self.entries)) - 1

    def of(self, facet: str, codes: Iterable[str]) -> int:
        """The places that have one of these codes."""
        bitmaps, found = self.bits.get(facet, {}), 0
        for code in codes:
            found |= bitmaps.get(code, 0)
        return found

    def counted(self, facet: str, bitmap: int) -> dict[str, int]:
        """How many of these places have each code; codes that none has are left out."""
        if facet in self.codes:
            counts = Counter(compress(self.codes[facet], flags_of(bitmap)))
            return {code: count for code, count in counts.items() if code}
        found = ((code, (bitmap & having).bit_count()) for code, having in self.bits[facet].items())
        return {code: count for code, count in found if count}

    def open_at(self, moment: datetime) -> int:
        """The places that are open then, so far as their hours are known; a closed place never is."""
        found = 0
        for text in open_among(self.hours, moment):
            found |= self.hours[text]
        return found & ~self.of("etat", [State.CLOSED])

    def where(self, test: Callable[[Entry], bool]) -> int:
        """The places that pass a test of their entry."""
        return from_flags(map(test, self.entries))

    def of_pks(self, pks: Iterable[int]) -> int:
        """The places with these primary keys; unknown ones are passed over."""
        flags = bytearray(len(self.entries))
        for pk in pks:
            position = self.positions.get(pk)
            if position is not None:
                flags[position] = 1
        return from_flags(flags)

    def listed(self, bitmap: int) -> list[int]:
        """The positions of a bitmap, by name."""
        return list(compress(range(len(self.entries)), flags_of(bitmap)))


@dataclass(frozen=True)
class Selection:
    """The places that criteria leave, in the order asked."""

    catalogue: Catalogue
    #: Positions in the order asked.
    positions: Sequence[int]
    #: Kilometres from the point asked, by position.
    distances: Mapping[int, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.positions)

    def page(self, offset: int, limit: int) -> list[Entry]:
        return [self.catalogue.entries[position] for position in self.positions[offset : offset + limit]]

    def distance(self, pk: int) -> float | None:
        """How far a place is, in kilometres to the nearest hundred metres."""
        found = self.distances.get(self.catalogue.positions[pk])
        return None if found is None else round(found, 1)


def catalogue(gate: Gate) -> Catalogue:
    """The catalogue of a reader, made once for each content version, process and kind of reader."""
    from inventory.gathering import gathered  # who makes what is declared here

    return gate.snapshot.keep(("places", *catalogue_key(gate)), lambda: gathered(gate))


def catalogue_key(gate: Gate) -> tuple[Any, ...]:
    """What a catalogue depends on beside the version: readers with the same key see the same places."""
    return gate.site and gate.site.path, gate.audience, gate.closed_paths


# --- Asking ------------------------------------------------------------------------------------------------------

#: What a list may be ordered by; « distance » needs a point to start from.
ORDERS = ("title", "verified_on", "updated", "completeness", "distance")


def select(gate: Gate, criteria: Criteria) -> Selection:
    """The places that criteria leave for this reader, in order."""
    found, ranking, distances = _narrowed(gate, criteria)
    held = catalogue(gate)
    return Selection(held, _ordered(held, _combined(held, found), criteria, ranking, distances), distances)


def facet_counts(gate: Gate, criteria: Criteria, now: datetime) -> dict[str, dict[str, int]]:
    """By facet and code, how many places there would be with that code alone chosen in its facet and all the rest as
    it is; codes without a place are left out. « ouvert » counts under `now` those that are open then.
    """
    held = catalogue(gate)
    found, _, _ = _narrowed(gate, criteria)
    counts = {}
    for facet in FACETS:
        others = _combined(held, {name: bitmap for name, bitmap in found.items() if name != facet})
        counts[facet] = held.counted(facet, others)
    others = _combined(held, {name: bitmap for name, bitmap in found.items() if name != "open"})
    counts["ouvert"] = {"now": (held.open_at(now) & others).bit_count()}
    return counts


def _narrowed(gate: Gate, criteria: Criteria) -> tuple[dict[str, int], list[int], dict[int, float]]:
    """One bitmap for each filter in use; the positions as a search ranks them; the distances from the point asked."""
    held = catalogue(gate)
    found = {facet: held.of(facet, codes) for facet, codes in criteria.facets.items() if codes}
    ranking: list[int] = []
    distances: dict[int, float] = {}
    if criteria.text:
        ranking = _found_by(held, criteria.text)
        found["text"] = held.of_pks(held.entries[position].pk for position in ranking)
    if criteria.open_at:
        found["open"] = held.open_at(criteria.open_at)
    if criteria.without_closed:
        found["closed"] = held.all & ~held.of("etat", [State.CLOSED])
    if criteria.box:
        found["box"] = held.where(_inside(criteria.box))
    if criteria.near:
        distances = _distances(held, criteria.near, criteria.radius_km)
        found["near"] = held.of_pks(held.entries[position].pk for position in distances)
    return found, ranking, distances


def _combined(held: Catalogue, found: Mapping[str, int]) -> int:
    bitmap = held.all
    for other in found.values():
        bitmap &= other
    return bitmap


def _ordered(
    held: Catalogue, bitmap: int, criteria: Criteria, ranking: list[int], distances: Mapping[int, float]
) -> Sequence[int]:
    name, backwards = criteria.order.removeprefix("-"), criteria.order.startswith("-")
    if bitmap == held.all and name in ("", "title") and not ranking and not distances:
        return range(len(held.entries))[:: -1 if backwards else 1]
    flags = flags_of(bitmap).ljust(len(held.entries), b"\x00")
    if not name and ranking and not distances:
        return [position for position in ranking if flags[position]]
    positions = list(compress(range(len(held.entries)), flags))
    if name == "distance" or (not name and distances):
        return sorted(positions, key=distances.__getitem__, reverse=backwards)
    if name in held.keys:
        values = held.keys[name]
        known = [position for position in positions if values[position] is not None]
        # Sorting is stable: those that are equal stay in the order of their names. What is unknown comes last.
        known.sort(key=values.__getitem__, reverse=backwards)
        return known + [position for position in positions if values[position] is None]
    return positions[::-1] if backwards else positions


def _found_by(held: Catalogue, text: str) -> list[int]:
    """The positions of the places that a text finds, best first."""
    from wagtail.search.backends import get_search_backend

    from inventory.models import SiteProfilePage

    places = SiteProfilePage.objects.filter(live=True)
    found = get_search_backend().search(text, places, operator="and").get_queryset()
    return [held.positions[pk] for pk in found.values_list("pk", flat=True) if pk in held.positions]


def _inside(box: tuple[float, float, float, float]) -> Callable[[Entry], bool]:
    west, south, east, north = box

    def test(entry: Entry) -> bool:
        if entry.longitude is None or entry.latitude is None or not south <= entry.latitude <= north:
            return False
        if west <= east:
            return west <= entry.longitude <= east
        return entry.longitude >= west or entry.longitude <= east

    return test


def _distances(held: Catalogue, near: tuple[float, float], radius_km: float | None) -> dict[int, float]:
    """Kilometres from a point to each place that has one, within the radius if there is one."""
    found = {}
    for position, entry in enumerate(held.entries):
        if entry.longitude is not None and entry.latitude is not None:
            far = kilometres(near, (entry.longitude, entry.latitude))
            if radius_km is None or far <= radius_km:
                found[position] = far
    return found


def bitmap_of(positions: Collection[int], total: int) -> int:
    """The bitmap of these positions among so many."""
    if len(positions) < FEW:
        found = 0
        for position in positions:
            found |= 1 << position
        return found
    flags = bytearray(total)
    for position in positions:
        flags[position] = 1
    return from_flags(flags)


def from_flags(flags: Iterable[Any]) -> int:
    """The bitmap of one truth a position, the first one first."""
    digits = bytes(flags).translate(_DIGIT)[::-1]
    return int(digits, 2) if digits else 0


def flags_of(bitmap: int) -> bytes:
    """One byte, zero or one, for each position up to the last that is set."""
    return bin(bitmap)[:1:-1].encode().translate(_BIT)
