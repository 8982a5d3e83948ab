"""Which known places a name and a point may tell of again: for the import, and before somebody writes one twice."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from math import cos, hypot, radians

from django.db.models import Q

from inventory.points import read_point
from inventory.vocabulary import Precision, State

NEAR_METRES = 300.0
#: How far a place of nearly the same name is still thought the same: points are often those of the street.
FAR_METRES = 1000.0
ALIKE = 0.85
NEARLY_THE_SAME = 0.95
_CELL = 0.01  # degrees: about a kilometre, so that neighbours are in the nine cells around
_COMMON = re.compile(r"\b(le|la|les|l|de|du|des|d|coworking|cowork|espace|tiers lieu|fablab)\b")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


class _Plain(dict[int, str]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letters = unicodedata.normalize("NFKD", chr(code).lower().translate(_LIGATURES))
        self[code] = re.sub(r"[^a-z0-9]", " ", "".join(c for c in letters if not unicodedata.combining(c)))
        return self[code]


_PLAIN = _Plain()


def fold(text: str) -> str:
    """A name without accents, ligatures, case and punctuation."""
    return " ".join(text.translate(_PLAIN).split())


def alike(one: str, other: str, least: float = ALIKE) -> bool:
    """Whether two folded names are probably one name."""
    if one == other:
        return True
    one, other = (" ".join(_COMMON.sub(" ", name).split()) or name for name in (one, other))
    return one == other or SequenceMatcher(None, one, other).ratio() >= least


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

    def like(self, title: str, point: str) -> str:
        """How the first place is named that has this name near this stored point, or nothing."""
        found = read_point(point)
        if found is None:
            return ""
        here, name = (float(found[0]), float(found[1])), fold(title)
        column, row = _cell(*here)
        for cell in ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
            for other, there, said in self._cells.get(cell, ()):
                if metres(here, there) <= NEAR_METRES and alike(name, other):
                    return said
        return ""


def _cell(longitude: float, latitude: float) -> tuple[int, int]:
    return int(longitude // _CELL), int(latitude // _CELL)


@dataclass(frozen=True)
class Lookalike:
    """A place that may be the one being written. `metres` is None where one of the two has no point of its own."""

    pk: int
    title: str
    commune: str
    state: str
    live: bool
    metres: int | None

    @property
    def about(self) -> str:
        """What follows its name: « (Grenoble, en projet, brouillon), à 120 m »."""
        known = [part for part in (self.commune, self.state.lower(), "" if self.live else "brouillon") if part]
        said = f" ({', '.join(known)})" if known else ""
        return said if self.metres is None else f"{said}, à {self.metres}\u00a0m"


def lookalikes(
    title: str,
    longitude: float | None,
    latitude: float | None,
    insee_code: str,
    exclude_pk: int | None = None,
    limit: int = 5,
) -> list[Lookalike]:
    """Places of a similar name, drafts and closed ones too, the nearest first. One query.

    With a point (degrees): those around it. Where the place or the other has none, or only the middle of its commune:
    those of the same commune.
    """
    from inventory.models import SiteProfilePage  # the models fold names too

    name, here, around = fold(title), _point(longitude, latitude), Q()
    if insee_code:
        around |= Q(insee_code=insee_code)
    if here:
        north = FAR_METRES / 111_320
        east = north / max(cos(radians(here[1])), 0.01)
        around |= Q(
            longitude__range=(here[0] - east, here[0] + east), latitude__range=(here[1] - north, here[1] + north)
        )
    if not name or not around:
        return []
    rows = SiteProfilePage.objects.filter(around).exclude(pk=exclude_pk)
    found = []
    for row in rows.values("pk", "title", "commune", "state", "live", "longitude", "latitude", "precision"):
        there = None if row["precision"] == Precision.COMMUNE else _point(row["longitude"], row["latitude"])
        distance = metres(here, there) if here and there else None
        if _may_be(name, fold(row["title"]), distance):
            found.append(
                Lookalike(
                    pk=row["pk"],
                    title=row["title"],
                    commune=row["commune"],
                    state=str(State(row["state"]).label) if row["state"] in State.values else "",
                    live=row["live"],
                    metres=None if distance is None else round(distance),
                )
            )
    return sorted(found, key=lambda one: (one.metres is None, one.metres or 0, one.title, one.pk))[:limit]


def _point(longitude: float | Decimal | None, latitude: float | Decimal | None) -> tuple[float, float] | None:
    return None if longitude is None or latitude is None else (float(longitude), float(latitude))


def _may_be(name: str, other: str, distance: float | None) -> bool:
    if distance is None or distance <= NEAR_METRES:
        return alike(name, other)
    return distance <= FAR_METRES and alike(name, other, NEARLY_THE_SAME)
