"""Reads and writes the base map: the outlines of the départements and their largest towns, in one small file.

The command `draw_outlines` writes it. The map in the browser and `inventory.maps.static_map` read it. The format is
JSON:

- `credit`, the attribution that the licence requires;
- `unit`, the number of steps per degree of longitude or latitude;
- `departments`, as `[code, name, rings]`. A ring is a flat list of integers, in steps: x and y of its first point, then
  the differences from each point to the next. The first point is not repeated at the end;
- `towns`, as `[name, x, y]`, the most populous first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

Point = tuple[float, float]
#: West, south, east, north, in degrees.
Box = tuple[float, float, float, float]

FILE: Path = settings.BASE_DIR / "static" / "map" / "outlines.json"
#: Steps per degree. A step is about 400 metres: less than a pixel unless a département fills the screen.
UNIT = 250


@dataclass(frozen=True)
class Department:
    """A département with its rings in degrees, longitude first. Islands and enclaves are separate rings."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]

    @cached_property
    def box(self) -> Box:
        return box_of(point for ring in self.rings for point in ring)


@dataclass(frozen=True)
class Town:
    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Outlines:
    """The base map: the content of the file."""

    credit: str
    departments: tuple[Department, ...]
    towns: tuple[Town, ...]

    @cached_property
    def box(self) -> Box:
        return box_of(corner for department in self.departments for corner in corners(department.box))


def corners(box: Box) -> tuple[Point, Point]:
    """Return the south-west and north-east corners."""
    return (box[0], box[1]), (box[2], box[3])


def box_of(points: Iterable[Point]) -> Box:
    """Return the smallest box around points. Raises ValueError without points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def within(box: Box, longitude: float, latitude: float) -> bool:
    west, south, east, north = box
    return west <= longitude <= east and south <= latitude <= north


@cache
def read() -> Outlines:
    """Read the base map of the repository, once per process."""
    return decode(json.loads(FILE.read_text()))


def decode(data: dict[str, Any]) -> Outlines:
    unit = data["unit"]
    return Outlines(
        credit=data["credit"],
        departments=tuple(
            Department(code, name, tuple(_points(ring, unit) for ring in rings))
            for code, name, rings in data["departments"]
        ),
        towns=tuple(Town(name, x / unit, y / unit) for name, x, y in data["towns"]),
    )


def encode(outlines: Outlines, unit: int = UNIT) -> str:
    """Serialize the base map. Points on the same step are merged, and rings with fewer than three points removed."""
    data = {
        "credit": outlines.credit,
        "unit": unit,
        "departments": [
            [d.code, d.name, [steps for ring in d.rings if len(steps := _steps(ring, unit)) > 4]]
            for d in outlines.departments
        ],
        "towns": [[town.name, round(town.longitude * unit), round(town.latitude * unit)] for town in outlines.towns],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _points(ring: list[int], unit: int) -> tuple[Point, ...]:
    x = y = 0
    points = []
    for dx, dy in zip(ring[::2], ring[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / unit, y / unit))
    return tuple(points)


def _steps(ring: Iterable[Point], unit: int) -> list[int]:
    steps: list[int] = []
    x = y = 0
    for longitude, latitude in ring:
        dx, dy = round(longitude * unit) - x, round(latitude * unit) - y
        if dx or dy or not steps:
            steps += (dx, dy)
            x, y = x + dx, y + dy
    return steps
