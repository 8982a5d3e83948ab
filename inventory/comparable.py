"""Places like one another, and in what: from the reader's catalogue, so that nothing hidden makes two places alike."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import islice
from math import asin, cos, radians, sin
from typing import Any, NamedTuple

from core.gate import Gate
from inventory.badges import state_badges
from inventory.catalogue import Catalogue, Entry, catalogue, flags_of
from inventory.sheet import inside, label_of, labels_of
from inventory.vocabulary import Family, Management, Milieu

#: How many criteria two places share at least.
LEAST = 2

Codes = Mapping[str, Sequence[str]]
Vector = tuple[float, float, float]
#: Half the first strip of latitude that is searched, in radians: about thirty kilometres.
NARROW = 0.005
#: Up to how many places are looked at one by one.
FEW = 500


class Ground(NamedTuple):
    """Where places are: from the middle of the Earth (None where not known), and from south to north, in radians."""

    vectors: list[Vector | None]
    latitudes: list[float]
    positions: list[int]


def comparable(gate: Gate, to: int | Codes, limit: int = 3) -> list[dict[str, Any]]:
    """The places most like a place (its page id) or like codes by criterion (a facet or trait of the catalogue), as
    cards with `reasons`: those that share most first, then the nearest. Closed ones are among them. No query.
    """
    held = catalogue(gate)
    position = held.positions.get(to) if isinstance(to, int) else None
    asked = _criteria_of(held, position) if isinstance(to, int) else to
    bitmaps = {name: held.of(name, codes) for name, codes in asked.items() if name in REASONS}
    itself = 1 << position if position is not None else 0
    found: list[int] = []
    for alike in _by_number(bitmaps.values()):
        found += _nearest(gate, held, alike & ~itself, position, limit - len(found))
        if len(found) == limit:
            break
    return [_card(gate, held.entries[other], _reasons(held, other, asked, bitmaps)) for other in found]


def _criteria_of(held: Catalogue, position: int | None) -> dict[str, list[str]]:
    """The codes that a place has, by criterion."""
    if position is None:
        return {}
    return {name: _codes(held, name, position) for name in REASONS}


def _codes(held: Catalogue, name: str, position: int) -> list[str]:
    return [code for code, bitmap in held.bits[name].items() if bitmap >> position & 1]


def _by_number(bitmaps: Iterable[int]) -> list[int]:
    """The places that are in all of these bitmaps, then in all but one, down to the least that counts."""
    at_least = [0]
    for bitmap in bitmaps:
        at_least.append(0)
        for number in range(len(at_least) - 1, 1, -1):
            at_least[number] |= at_least[number - 1] & bitmap
        at_least[1] |= bitmap
    at_least.append(0)
    return [at_least[number] & ~at_least[number + 1] for number in range(len(at_least) - 2, LEAST - 1, -1)]


def _nearest(gate: Gate, held: Catalogue, bitmap: int, position: int | None, limit: int) -> list[int]:
    """The positions of a bitmap that are nearest to one, at most so many; those without a point last, by name."""
    if not bitmap or not limit:
        return []
    ground = _ground(gate, held)
    here = ground.vectors[position] if position is not None else None
    if here is None:
        return held.listed(bitmap)[:limit]
    flags = flags_of(bitmap).ljust(len(held.entries), b"\x00")
    if bitmap.bit_count() <= FEW:
        ranked = _ranked(ground, here, (match.start() for match in re.finditer(b"\x01", flags)), limit)
    else:
        ranked = _around(ground, here, flags, limit)
    found = [other for _, other in ranked]
    if len(found) < limit:
        lost = (other for other in held.listed(bitmap) if ground.vectors[other] is None)
        found += islice(lost, limit - len(found))
    return found


def _around(ground: Ground, here: Vector, flags: bytes, limit: int) -> list[tuple[float, int]]:
    """The nearest of the flagged, from a strip of latitude that is widened until none outside can be nearer."""
    latitude, width = asin(here[2]), NARROW
    while True:
        low, high = (bisect(ground.latitudes, latitude + side) for side in (-width, width))
        best = _ranked(ground, here, (other for other in ground.positions[low:high] if flags[other]), limit)
        if high - low == len(ground.positions) or (len(best) == limit and best[-1][0] > cos(width)):
            return best
        width *= 3


def _ranked(ground: Ground, here: Vector, positions: Iterable[int], limit: int) -> list[tuple[float, int]]:
    """Those that have a point, the nearest first, at most so many: the nearer, the greater the product of vectors."""
    x, y, z = here
    vectors = ((other, ground.vectors[other]) for other in positions)
    products = ((x * there[0] + y * there[1] + z * there[2], -other) for other, there in vectors if there)
    return [(product, -other) for product, other in nlargest(limit, products)]


def _ground(gate: Gate, held: Catalogue) -> Ground:
    """Where the places of a catalogue are, worked out once for it."""
    key = ("ground", gate.site and gate.site.path, gate.audience, gate.closed_paths)
    return gate.snapshot.keep(key, lambda: _survey(held.entries))


def _survey(entries: Sequence[Entry]) -> Ground:
    vectors = [_vector(entry) for entry in entries]
    order = sorted((asin(vector[2]), position) for position, vector in enumerate(vectors) if vector)
    return Ground(vectors, [latitude for latitude, _ in order], [position for _, position in order])


def _vector(entry: Entry) -> Vector | None:
    if entry.longitude is None or entry.latitude is None:
        return None
    longitude, latitude = radians(entry.longitude), radians(entry.latitude)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


# --- In words ----------------------------------------------------------------------------------------------------


def _milieu(codes: list[str]) -> str:
    return f"même milieu ({inside(label_of(codes[0], Milieu))})"


def _family(codes: list[str]) -> str:
    same = "même famille" if len(codes) == 1 else "mêmes familles"
    return f"{same} ({', '.join(map(inside, labels_of(codes[:2], Family)))})"


def _management(codes: list[str]) -> str:
    return f"même forme juridique ({', '.join(map(inside, labels_of(codes, Management)))})"


#: What two places may share, and how it is said from the codes that they share.
REASONS: dict[str, Callable[[list[str]], str]] = {
    "milieu": _milieu,
    "taille": lambda codes: "commune de taille voisine",
    "famille": _family,
    "surface": lambda codes: "surface voisine",
    "gestion": _management,
}


def _reasons(held: Catalogue, position: int, asked: Codes, bitmaps: Mapping[str, int]) -> list[str]:
    return [
        say([code for code in _codes(held, name, position) if code in asked[name]])
        for name, say in REASONS.items()
        if bitmaps.get(name, 0) >> position & 1
    ]


def _card(gate: Gate, entry: Entry, reasons: list[str]) -> dict[str, Any]:
    """A place as `components/card.html` shows it, in what the catalogue knows of it."""
    where = f"{entry.commune} ({entry.department})" if entry.commune and entry.department else entry.commune
    said = ", ".join(reasons)
    return {
        "id": entry.pk,
        "kind": "place",
        "title": entry.title,
        "url": gate.url(entry.url_path),
        "label": where,
        "detail": "",
        "summary": said[:1].upper() + said[1:],
        "reasons": reasons,
        "image": None,
        "drawing": entry.families[0] if entry.families else "place",
        "badges": state_badges(entry.state),
    }
