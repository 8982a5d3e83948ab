"""Draws small maps as SVG paths: one place in its département, a few places, or all places.

Coordinates are integers in a drawing that is `WIDTH` units wide. Outlines entirely outside the drawing are left out.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from core.contracts import Locator, MapDots, MapLabel, MapShape
from core.text.typography import quantity
from core.visibility.gate import Gate
from inventory.catalogue.build import catalogue
from inventory.geo.departments import DEPARTMENTS
from inventory.maps import outlines
from inventory.maps.outlines import Box, Point
from inventory.models import InventoryIndexPage

WIDTH = 480
#: Least and greatest ratio of height to width; boxes outside this range are enlarged.
MIN_RATIO, MAX_RATIO = 0.6, 1.1
MARGIN = 0.06
#: The least width and height of a map, in degrees.
MIN_DEGREES = 0.6
MAX_DOTS = 300
DOT = 12
#: Pairs of the greatest number of places that a dot stands for, and its width.
DOT_WIDTHS = ((1, 7), (3, 9), (8, 12), (20, 15), (50, 19), (math.inf, 24))
MAX_NAMES = 9
#: Approximate width of a letter and height of a line of text.
LETTER_WIDTH, LINE_HEIGHT = 10, 24


@dataclass(frozen=True)
class Projection:
    """An equirectangular projection of a rectangle on Earth onto the drawing."""

    west: float
    north: float
    #: Units per degree of longitude and of latitude.
    x_scale: float
    y_scale: float
    height: int

    @classmethod
    def around(cls, box: Box) -> Projection:
        """Build the projection of a box, with a margin and within the allowed ratios."""
        west, south, east, north = box
        cosine = math.cos(math.radians((south + north) / 2))
        width, height = (max(MIN_DEGREES, side) * (1 + 2 * MARGIN) for side in ((east - west) * cosine, north - south))
        width = max(width, height / MAX_RATIO)
        height = max(height, width * MIN_RATIO)
        y_scale = WIDTH / width
        return cls(
            west=(west + east) / 2 - width / cosine / 2,
            north=(south + north) / 2 + height / 2,
            x_scale=y_scale * cosine,
            y_scale=y_scale,
            height=round(height * y_scale),
        )

    def project(self, longitude: float, latitude: float) -> tuple[int, int]:
        return round((longitude - self.west) * self.x_scale), round((self.north - latitude) * self.y_scale)

    def contains(self, x: int, y: int) -> bool:
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def intersects(self, box: Box) -> bool:
        (left, bottom), (right, top) = (self.project(*corner) for corner in outlines.corners(box))
        return left <= WIDTH and right >= 0 and top <= self.height and bottom >= 0


class Background(NamedTuple):
    """The background of a map: outlines and names of towns."""

    projection: Projection
    shapes: list[MapShape]
    names: list[MapLabel]


def inventory_locator(gate: Gate) -> Locator | None:
    """Return the map of all public places, cached per process and content version."""
    public = Gate(gate.snapshot, gate.site)
    return gate.snapshot.get_or_set(("locator", gate.site.id if gate.site else 0), lambda: _of_all(public))


def place_locator(longitude: float, latitude: float, commune: str, department: str) -> Locator | None:
    """Return the map of a place in its département; None if the base map lacks it or the point is outside the map."""
    background = _of_department(department)
    if background is None:
        return None
    x, y = background.projection.project(longitude, latitude)
    if not background.projection.contains(x, y):
        return None
    label = f"Carte : {commune or 'le lieu'} dans le département {department} ({DEPARTMENTS[department]})"
    return drawing(background, [MapDots(path=_dots([(x, y)]), width=DOT)], label)


def points_locator(points: Sequence[Point]) -> Locator | None:
    """Return the map of a few places that a page lists; None without places.

    Places overseas are counted in the label only, as on the map of all places.
    """
    if not points:
        return None
    drawn = [point for point in points if is_drawn(point)] or points
    background = background_of(outlines.box_of(drawn))
    dots = [MapDots(path=_dots(background.projection.project(*point) for point in drawn), width=DOT)]
    label = f"Carte : {quantity(len(drawn), 'lieu', 'lieux')} de la liste{overseas(len(points) - len(drawn))}"
    return drawing(background, dots, label)


def is_drawn(point: Point) -> bool:
    """Return whether a map of several places shows this point. With places overseas the map would be too small."""
    return outlines.within(outlines.read().box, *point)


def drawing(background: Background, dots: list[MapDots], label: str, url: str = "") -> Locator:
    return Locator(
        width=WIDTH,
        height=background.projection.height,
        shapes=background.shapes,
        dots=dots,
        names=background.names,
        label=label,
        credit=outlines.read().credit if background.shapes else "",
        url=url,
    )


def overseas(elsewhere: int) -> str:
    return f", et {quantity(elsewhere, 'autre')} au-delà" if elsewhere else ""


def _of_all(gate: Gate) -> Locator | None:
    located = [
        ((entry.longitude, entry.latitude), entry.department)
        for entry in catalogue(gate).entries
        if entry.longitude is not None and entry.latitude is not None
    ]
    drawn = [place for place in located if is_drawn(place[0])] or located
    if not drawn:
        return None
    background = background_of(outlines.box_of(point for point, _ in drawn))
    label = _label([department for _, department in drawn], len(located) - len(drawn))
    dots = _grid(background.projection.project(*point) for point, _ in drawn)
    return drawing(background, dots, label, gate.first_url(InventoryIndexPage))


def _label(departments: list[str], elsewhere: int) -> str:
    department_count = len({code for code in departments if code})
    label = f"Carte : {quantity(len(departments), 'lieu', 'lieux')}"
    label += f" dans {quantity(department_count, 'département')}" if department_count else ""
    return label + overseas(elsewhere)


@cache
def _of_department(code: str) -> Background | None:
    department = next((department for department in outlines.read().departments if department.code == code), None)
    return background_of(department.box, code) if department else None


def background_of(box: Box, here: str = "") -> Background:
    """Build the background of a map of a box; `here` is the code of the département to highlight."""
    projection = Projection.around(box)
    return Background(projection, _shapes(projection, here), _names(projection))


def _shapes(projection: Projection, here: str = "") -> list[MapShape]:
    """Return the shapes of the départements in the drawing; the highlighted one is last, drawn above the others."""
    shapes = [
        MapShape(path=path, here=department.code == here)
        for department in outlines.read().departments
        if projection.intersects(department.box)
        if (path := "".join(_ring(projection, ring) for ring in department.rings))
    ]
    return sorted(shapes, key=lambda shape: shape["here"])


def _ring(projection: Projection, ring: Iterable[Point]) -> str:
    """Return the SVG path of a ring, without points within two units of the last one, which would be invisible."""
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = projection.project(longitude, latitude)
        if not points or abs(x - points[-1][0]) + abs(y - points[-1][1]) > 2:
            points.append((x, y))
    if len(points) < 3 or not _crosses(projection, points):
        return ""
    steps = "".join(f"{_signed(b[0] - a[0])}{_signed(b[1] - a[1])}" for a, b in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps.lstrip()}z"


def _crosses(projection: Projection, points: list[tuple[int, int]]) -> bool:
    west, north, east, south = outlines.box_of(points)
    return west <= WIDTH and east >= 0 and north <= projection.height and south >= 0


def _signed(number: int) -> str:
    """Format a number of a path. A negative sign separates it from the number before, else a space does."""
    return str(number) if number < 0 else f" {number}"


def _grid(points: Iterable[tuple[int, int]]) -> list[MapDots]:
    """Group points into at most `MAX_DOTS` dots, each at the mean of its points."""
    counts = Counter(points)
    cell = DOT
    while len({(x // cell, y // cell) for x, y in counts}) > MAX_DOTS:
        cell += 2
    cells: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for (x, y), count in counts.items():
        cells[x // cell, y // cell].append((x, y, count))
    points_by_width: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for group in cells.values():
        count = sum(n for _, _, n in group)
        width = next(width for max_count, width in DOT_WIDTHS if count <= max_count)
        points_by_width[width].append(
            (round(sum(x * n for x, _, n in group) / count), round(sum(y * n for _, y, n in group) / count))
        )
    return [MapDots(path=_dots(points_by_width[width]), width=width) for width in sorted(points_by_width, reverse=True)]


def _dots(points: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in points)


def _names(projection: Projection) -> list[MapLabel]:
    """Return the names of the largest towns in the drawing, without those that would overlap."""
    names: list[MapLabel] = []
    for town in outlines.read().towns:
        x, y = projection.project(town.longitude, town.latitude)
        half = len(town.name) * LETTER_WIDTH // 2
        if not (half < x < WIDTH - half and LINE_HEIGHT < y < projection.height - LINE_HEIGHT):
            continue
        if all(
            abs(x - n["x"]) > half + len(n["text"]) * LETTER_WIDTH // 2 or abs(y - n["y"]) > LINE_HEIGHT for n in names
        ):
            names.append(MapLabel(x=x, y=y, text=town.name))
        if len(names) == MAX_NAMES:
            break
    return names
