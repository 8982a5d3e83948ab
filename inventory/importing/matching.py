"""Finds the places that a record may tell of again: by source and identifier, or by name and distance."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from math import cos, hypot, radians

from inventory.importing.records import PlaceRecord
from inventory.points import read_point

NEAR_METRES = 300.0
ALIKE = 0.85
_CELL = 0.01  # degrees: about a kilometre, so that neighbours are in the nine cells around
_COMMON = re.compile(r"\b(le|la|les|l|de|du|des|d|coworking|cowork|espace|tiers lieu|fablab)\b")


def fold(text: str) -> str:
    """A name without accents, case and punctuation."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def alike(one: str, other: str) -> bool:
    """Whether two folded names are probably one name."""
    if one == other:
        return True
    one, other = (" ".join(_COMMON.sub(" ", name).split()) or name for name in (one, other))
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance between two points (longitude, latitude in degrees), good for a few kilometres."""
    x = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(x, one[1] - other[1]) * 111_320


@dataclass
class Neighbours:
    """Known places by cell of about a kilometre, to look only at those around."""

    _cells: dict[tuple[int, int], list[tuple[str, tuple[float, float], str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, title: str, longitude: float, latitude: float, said: str) -> None:
        """Remember a place; `said` is how it is named to people."""
        self._cells[_cell(longitude, latitude)].append((fold(title), (longitude, latitude), said))

    def like(self, record: PlaceRecord) -> str:
        """How the first place is named that this record may tell of, or nothing."""
        found = read_point(record.values.get("point", ""))
        if found is None:
            return ""
        here, name = (float(found[0]), float(found[1])), fold(record.title)
        column, row = _cell(*here)
        for cell in ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
            for other, there, said in self._cells.get(cell, ()):
                if metres(here, there) <= NEAR_METRES and alike(name, other):
                    return said
        return ""


def _cell(longitude: float, latitude: float) -> tuple[int, int]:
    return int(longitude // _CELL), int(latitude // _CELL)
