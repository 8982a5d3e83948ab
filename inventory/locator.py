"""Small maps that the server draws, without any script: where a place is, where all places are.

Coordinates are whole units of a drawing `WIDTH` wide; what lies outside is left out, borders included.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from core.contracts import Dots, Locator, Name, Shape
from core.gate import Gate
from core.typography import NNBSP
from inventory import outlines
from inventory.catalogue import catalogue
from inventory.departments import DEPARTMENTS
from inventory.outlines import Box, Point

WIDTH = 480
#: Height over width; a box beyond that is widened.
FLATTEST, TALLEST = 0.6, 1.1
MARGIN = 0.06
#: Around a single point, in degrees.
SMALLEST = 0.6
MAX_DOTS = 300
DOT = 12
#: Up to how many places a dot stands for, and how wide it is drawn.
WIDTHS = ((1, 7), (3, 9), (8, 12), (20, 15), (50, 19), (math.inf, 24))
MAX_NAMES = 9
#: About the room of a name: of one letter, and of its height.
LETTER, LINE = 10, 24


@dataclass(frozen=True)
class Frame:
    """A piece of the Earth and the drawing of it."""

    west: float
    north: float
    #: Units per degree.
    across: float
    down: float
    height: int

    @classmethod
    def around(cls, box: Box) -> Frame:
        """The frame of a box with a margin, in the drawing's proportions."""
        west, south, east, north = box
        shortened = math.cos(math.radians((south + north) / 2))
        wide, tall = (max(SMALLEST, side) * (1 + 2 * MARGIN) for side in ((east - west) * shortened, north - south))
        wide = max(wide, tall / TALLEST)
        tall = max(tall, wide * FLATTEST)
        down = WIDTH / wide
        return cls(
            west=(west + east) / 2 - wide / shortened / 2,
            north=(south + north) / 2 + tall / 2,
            across=down * shortened,
            down=down,
            height=round(tall * down),
        )

    def units(self, longitude: float, latitude: float) -> tuple[int, int]:
        return round((longitude - self.west) * self.across), round((self.north - latitude) * self.down)

    def holds(self, x: int, y: int) -> bool:
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def meets(self, box: Box) -> bool:
        (left, bottom), (right, top) = (self.units(*corner) for corner in outlines.corners(box))
        return left <= WIDTH and right >= 0 and top <= self.height and bottom >= 0


def inventory_locator(gate: Gate) -> Locator | None:
    """The map of all places that everyone may see, made once per content version and process."""
    public = Gate(gate.snapshot, gate.site)
    return gate.snapshot.keep(("locator", gate.site.id if gate.site else 0), lambda: _of_all(public))


def place_locator(longitude: float, latitude: float, commune: str, department: str) -> Locator | None:
    """The map of one place in its département; None where that is not drawn, or the point lies far from it."""
    ground = _of_department(department)
    if ground is None:
        return None
    frame, shapes, names = ground
    x, y = frame.units(longitude, latitude)
    if not frame.holds(x, y):
        return None
    return Locator(
        width=WIDTH,
        height=frame.height,
        shapes=shapes,
        dots=[Dots(path=_dots([(x, y)]), width=DOT)],
        names=names,
        label=f"Carte : {commune or 'le lieu'} dans le département {department} ({DEPARTMENTS[department]})",
        credit=outlines.read().credit,
        url="",
    )


def points_locator(points: Sequence[Point]) -> Locator | None:
    """The map of a few places that stand in a list beside it; None where there are none.

    Places overseas are counted in words beside the others, as on the map of all places.
    """
    if not points:
        return None
    around = _around(points)
    frame = Frame.around(outlines.box_of(around))
    shapes = _shapes(frame)
    elsewhere = len(points) - len(around)
    return Locator(
        width=WIDTH,
        height=frame.height,
        shapes=shapes,
        dots=[Dots(path=_dots(frame.units(*point) for point in around), width=DOT)],
        names=_names(frame),
        label=f"Carte : {_many(len(around), 'lieu', 'lieux')} de la liste{_beyond(elsewhere)}",
        credit=outlines.read().credit if shapes else "",
        url="",
    )


def _around(points: Sequence[Point]) -> list[Point]:
    """The points that one map shows: those overseas would shrink the rest to a spot, unless there are no others."""
    return [point for point in points if outlines.within(outlines.read().box, *point)] or list(points)


def _beyond(elsewhere: int) -> str:
    return f", et {_many(elsewhere, 'autre', 'autres')} au-delà" if elsewhere else ""


def _of_all(gate: Gate) -> Locator | None:
    found = [
        (entry.longitude, entry.latitude, entry.department)
        for entry in catalogue(gate).entries
        if entry.longitude is not None and entry.latitude is not None
    ]
    # Places overseas would shrink the rest to a spot: they are counted in words, unless there are no others.
    around = [row for row in found if outlines.within(outlines.read().box, row[0], row[1])] or found
    if not around:
        return None
    frame = Frame.around(outlines.box_of((longitude, latitude) for longitude, latitude, _ in around))
    shapes = _shapes(frame)
    return Locator(
        width=WIDTH,
        height=frame.height,
        shapes=shapes,
        dots=_grid(frame.units(longitude, latitude) for longitude, latitude, _ in around),
        names=_names(frame),
        label=_told([department for _, _, department in around], len(found) - len(around)),
        credit=outlines.read().credit if shapes else "",
        url=_list_url(gate),
    )


def _list_url(gate: Gate) -> str:
    """The address of the inventory, if everyone may see it."""
    from inventory.models import InventoryIndexPage

    found = gate.pages(InventoryIndexPage).order_by("path").values_list("url_path", flat=True).first()
    return gate.url(found) if found else ""


def _told(departments: list[str], elsewhere: int) -> str:
    count, known = len(departments), len({code for code in departments if code})
    told = f"Carte : {_many(count, 'lieu', 'lieux')}"
    told += f" dans {_many(known, 'département', 'départements')}" if known else ""
    return told + _beyond(elsewhere)


def _many(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count < 2 else several}".replace(",", NNBSP)


@cache
def _of_department(code: str) -> tuple[Frame, list[Shape], list[Name]] | None:
    department = next((found for found in outlines.read().departments if found.code == code), None)
    if department is None:
        return None
    frame = Frame.around(department.box)
    return frame, _shapes(frame, code), _names(frame)


def _shapes(frame: Frame, here: str = "") -> list[Shape]:
    """The départements that the frame meets; the one that the drawing is about comes last, above the others."""
    shapes = [
        Shape(path=path, here=department.code == here)
        for department in outlines.read().departments
        if frame.meets(department.box)
        if (path := "".join(_ring(frame, ring) for ring in department.rings))
    ]
    return sorted(shapes, key=lambda shape: shape["here"])


def _ring(frame: Frame, ring: Iterable[Point]) -> str:
    """One closed line. Corners nearer than two units to the last one are left out: nobody would see them."""
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = frame.units(longitude, latitude)
        if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) > 2:
            points.append((x, y))
    if len(points) < 3 or not _crosses(frame, points):
        return ""
    steps = "".join(f"{_signed(b[0] - a[0])}{_signed(b[1] - a[1])}" for a, b in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.lstrip()}z"


def _crosses(frame: Frame, points: list[tuple[int, int]]) -> bool:
    west, north, east, south = outlines.box_of(points)
    return west <= WIDTH and east >= 0 and north <= frame.height and south >= 0


def _signed(number: int) -> str:
    """A number of a path, with a space before it where no sign parts it from the last."""
    return str(number) if number < 0 else f" {number}"


def _grid(points: Iterable[tuple[int, int]]) -> list[Dots]:
    """At most `MAX_DOTS` dots for any number of points, each in the middle of those it stands for."""
    counted = Counter(points)
    cell = DOT
    while len({(x // cell, y // cell) for x, y in counted}) > MAX_DOTS:
        cell += 2
    cells: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for (x, y), count in counted.items():
        cells[x // cell, y // cell].append((x, y, count))
    sizes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for group in cells.values():
        count = sum(n for _, _, n in group)
        width = next(width for most, width in WIDTHS if count <= most)
        sizes[width].append(
            (round(sum(x * n for x, _, n in group) / count), round(sum(y * n for _, y, n in group) / count))
        )
    return [Dots(path=_dots(sizes[width]), width=width) for width in sorted(sizes, reverse=True)]


def _dots(points: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in points)


def _names(frame: Frame) -> list[Name]:
    """The largest towns of the frame, as many as do not run into one another."""
    names: list[Name] = []
    for town in outlines.read().towns:
        x, y = frame.units(town.longitude, town.latitude)
        half = len(town.name) * LETTER // 2
        if not (half < x < WIDTH - half and LINE < y < frame.height - LINE):
            continue
        if all(abs(x - n["x"]) > half + len(n["text"]) * LETTER // 2 or abs(y - n["y"]) > LINE for n in names):
            names.append(Name(x=x, y=y, text=town.name))
        if len(names) == MAX_NAMES:
            break
    return names
