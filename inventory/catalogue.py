"""The inventory as one audience sees it, held by each process under a content version, to be asked many ways at once.

Lists, facets, the map, GeoJSON and files all take their places from here, so that they cannot disagree. Each value of
a facet is a bitmap, an integer with one bit a place: combining filters and counting what is left takes microseconds
where one SQL statement a facet would scan all places. Places stand in the order of their names.

What a place hides from the audience is not in its catalogue: nobody can find by a filter what they may not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import compress
from typing import Any

from django.db.models import FloatField, TextField
from django.db.models.functions import Cast

from core.fields import split_codes
from core.gate import Gate
from inventory.communes import sizes
from inventory.criteria import Criteria
from inventory.distance import kilometres
from inventory.hours import open_among
from inventory.likeness import fold
from inventory.visibility import FIELD_GROUPS, hidden
from inventory.vocabulary import State

#: Facets, by the name of their parameter.
FACETS = ("departement", "commune", "epci", "famille", "etat", "milieu", "public", "espace", "label")
#: What comparable places share, beside facets (see `inventory.comparable`).
TRAITS = ("taille", "surface", "gestion")
_SETS = ("families", "publics", "spaces", "management")
_COLUMNS = (
    "pk", "translation_key", "slug", "title", "url_path", "commune", "insee_code", "department", "epci_code",
    "epci_name", "state", "milieu", "built_area", "opening_hours", "verified_on", "completeness", "last_published_at",
)  # fmt: skip
#: Below so many positions a bitmap is made bit by bit: most communes have a place or two.
FEW = 64
_BIT = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class Entry:
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

    # --- Looking one up ------------------------------------------------------------------------------------------

    @cached_property
    def positions(self) -> dict[int, int]:
        """Position by primary key."""
        return {entry.pk: position for position, entry in enumerate(self.entries)}

    @cached_property
    def by_ref(self) -> dict[str, int]:
        """Primary key by slug and by public id; a slug that two places share is the first one's in the tree."""
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
    return gate.snapshot.keep(("places", *catalogue_key(gate)), lambda: _read(gate))


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
        counted = ((code, (bitmap & others).bit_count()) for code, bitmap in held.bits[facet].items())
        counts[facet] = {code: count for code, count in counted if count}
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


# --- Making one ----------------------------------------------------------------------------------------------------


def _read(gate: Gate) -> Catalogue:
    """All places of a gate: two queries, three where the sizes of communes are known."""
    from inventory.models import PlaceLabel, SiteProfilePage

    point = {"lon": Cast("longitude", FloatField()), "lat": Cast("latitude", FloatField())}
    # As text: reading a set is left until its places are known to be more than one.
    sets = {f"{name}_text": Cast(name, TextField()) for name in _SETS}
    rows = list(
        gate.pages(SiteProfilePage).annotate(**point, **sets).order_by().values(*_COLUMNS, *point, *sets, *FIELD_GROUPS)
    )
    rows.sort(key=lambda row: (fold(row["title"]), row["pk"]))
    labels: dict[int, list[str]] = defaultdict(list)
    for place, label in PlaceLabel.objects.order_by().values_list("place_id", "label"):
        labels[place].append(label)
    size_of = sizes({row["insee_code"] for row in rows if row["insee_code"]})
    return _made(rows, gate, labels, size_of)


def _made(
    rows: list[dict[str, Any]], gate: Gate, labels: Mapping[int, list[str]], size_of: Mapping[str, Any]
) -> Catalogue:
    members: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in (*FACETS, *TRAITS)}
    hours: dict[str, list[int]] = defaultdict(list)
    names: dict[str, dict[str, str]] = {"epci": {}, "commune": {}}
    split: dict[str, tuple[str, ...]] = {}
    nothing: set[str] = set()
    entries = []

    def codes(text: str) -> tuple[str, ...]:
        if text not in split:
            split[text] = tuple(split_codes(text))
        return split[text]

    for position, row in enumerate(rows):
        closed = hidden(row, gate.audience) if any(row[column] for column in FIELD_GROUPS) else nothing
        families = codes(row["families_text"])
        located = "longitude" not in closed
        entries.append(
            Entry(
                row["pk"], row["translation_key"], row["slug"], row["title"], row["url_path"], row["commune"],
                row["insee_code"], row["department"], families, row["state"], row["milieu"],
                row["lon"] if located else None, row["lat"] if located else None,
            )
        )  # fmt: skip
        values = {
            "departement": (row["department"],),
            "commune": (row["insee_code"],),
            "epci": (row["epci_code"],),
            "famille": families,
            "etat": (row["state"],),
            "milieu": (row["milieu"],),
            "public": () if "publics" in closed else codes(row["publics_text"]),
            "espace": () if "spaces" in closed else codes(row["spaces_text"]),
            "label": labels.get(row["pk"], ()),
            "taille": (size_of.get(row["insee_code"], ""),),
            "surface": () if "built_area" in closed else (surface_band(row["built_area"]),),
            "gestion": () if "management" in closed else codes(row["management_text"]),
        }
        for name, found in values.items():
            for code in found:
                if code:
                    members[name][code].append(position)
        if row["opening_hours"] and "opening_hours" not in closed:
            hours[row["opening_hours"]].append(position)
        names["epci"][row["epci_code"]] = row["epci_name"]
        names["commune"][row["insee_code"]] = row["commune"]
    total = len(rows)
    return Catalogue(
        entries=entries,
        bits={name: {code: bitmap_of(found, total) for code, found in by.items()} for name, by in members.items()},
        hours={text: bitmap_of(found, total) for text, found in hours.items()},
        keys={
            "verified_on": [row["verified_on"] for row in rows],
            "updated": [row["last_published_at"] for row in rows],
            "completeness": [row["completeness"] for row in rows],
        },
        names=names,
    )


def surface_band(area: int | None) -> str:
    """The order of magnitude of a built area in square metres, as `comparable` names it."""
    if not area:
        return ""
    return next((str(most) for most in (100, 300, 1_000, 3_000) if area < most), "more")


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
    digits = bytes(flags).translate(bytes.maketrans(b"\x00\x01", b"01"))[::-1]
    return int(digits, 2) if digits else 0


def flags_of(bitmap: int) -> bytes:
    """One byte, zero or one, for each position up to the last that is set."""
    return bin(bitmap)[:1:-1].encode().translate(_BIT)
