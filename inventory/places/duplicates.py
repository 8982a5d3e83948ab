"""Finds possible duplicates (« lookalikes ») of a place by name and distance, for imports and for forms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from math import cos, hypot, radians
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Case, Q, Value, When

from core.bin import tree
from core.geo.points import read_point
from core.text.fold import fold
from core.visibility.gate import Gate
from inventory.choices import Precision, State
from inventory.communes.table import commune_key
from inventory.geo.departments import department_of
from inventory.models import SiteProfilePage

#: Up to this distance, similar names make a lookalike.
NEAR_METRES = 300.0
#: Up to this distance, nearly identical names do: points are often imprecise, such as the middle of a street.
FAR_METRES = 1000.0
#: Least ratio of `SequenceMatcher` for similar and for nearly identical names.
SIMILAR, NEARLY_IDENTICAL = 0.85, 0.95
_CELL = 0.01  # degrees, about a kilometre: whatever is near a point is in the nine cells around it
_COMMON_WORDS = re.compile(r"\b(le|la|les|l|de|du|des|d|coworking|cowork|espace|tiers lieu|fablab)\b")


def have_similar_names(name: str, other: str, min_ratio: float = SIMILAR) -> bool:
    """Return whether two folded names, without common words such as « le » or « coworking », are similar."""
    if name == other:
        return True
    name, other = (" ".join(_COMMON_WORDS.sub(" ", text).split()) or text for text in (name, other))
    return name == other or SequenceMatcher(None, name, other).ratio() >= min_ratio


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance between two points (longitude, latitude in degrees), accurate up to a few kilometres."""
    x = (a[0] - b[0]) * cos(radians((a[1] + b[1]) / 2))
    return hypot(x, a[1] - b[1]) * 111_320


class Whereabouts(NamedTuple):
    """Where a place is, as far as it is known: its point in degrees, and the name and département of its commune."""

    point: tuple[float, float] | None
    #: Whether the point is that of the place, and not the centre of its commune.
    is_exact: bool
    commune: tuple[str, str] | None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Whereabouts:
        """Read location fields of a place, any of which may be missing; an invalid point is unknown."""
        try:
            point = _stored_point(values.get("point") or "")
        except ValidationError:  # one that was stored before it was checked
            point = None
        name = commune_key(values.get("commune") or "")
        department = department_of(values.get("insee_code") or "", values.get("postcode") or "")
        is_exact = point is not None and values.get("precision") != Precision.COMMUNE
        return cls(point, is_exact, (name, department) if name and department else None)


class _Known(NamedTuple):
    name: str
    whereabouts: Whereabouts
    label: str


@dataclass
class LookalikeFinder:
    """An in-memory index of places, by grid cells of about a kilometre and by communes, to compare only a few."""

    _cells: dict[tuple[int, int], list[_Known]] = field(default_factory=lambda: defaultdict(list))
    _communes: dict[tuple[str, str], list[_Known]] = field(default_factory=lambda: defaultdict(list))

    def add(self, title: str, whereabouts: Whereabouts, label: str) -> None:
        """Add a place; `label` is its name for people."""
        known = _Known(fold(title), whereabouts, label)
        if whereabouts.point:
            self._cells[_cell(*whereabouts.point)].append(known)
        if whereabouts.commune:
            self._communes[whereabouts.commune].append(known)

    def find(self, title: str, whereabouts: Whereabouts) -> str:
        """Return the label of the first place with a similar name that is near, "" if there is none.

        If one of the two has no exact point, they are compared if they are in one commune, and more strictly.
        """
        name = fold(title)
        for other in self._near(whereabouts.point):
            if have_similar_names(name, other.name):
                return other.label
        for other in self._communes.get(whereabouts.commune, ()) if whereabouts.commune else ():
            is_measured = whereabouts.is_exact and other.whereabouts.is_exact
            if not is_measured and have_similar_names(name, other.name, NEARLY_IDENTICAL):
                return other.label
        return ""

    def _near(self, point: tuple[float, float] | None) -> Iterator[_Known]:
        if point is None:
            return
        column, row = _cell(*point)
        for cell in ((column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
            for other in self._cells.get(cell, ()):
                if other.whereabouts.point and metres(point, other.whereabouts.point) <= NEAR_METRES:
                    yield other


def _cell(longitude: float, latitude: float) -> tuple[int, int]:
    return int(longitude // _CELL), int(latitude // _CELL)


@dataclass(frozen=True)
class Lookalike:
    """A possible duplicate. `metres` is the distance to it, None if one of the two has no exact point."""

    pk: int
    title: str
    commune: str
    state: str
    live: bool
    metres: int | None

    @property
    def details(self) -> str:
        """The text to show after its title: « (Grenoble, en projet, brouillon), à 120 m »."""
        parts = [part for part in (self.commune, self.state.lower(), "" if self.live else "brouillon") if part]
        details = f" ({', '.join(parts)})" if parts else ""
        return details if self.metres is None else f"{details}, à {self.metres}\u00a0m"


def lookalikes(
    title: str,
    point: str,
    insee_code: str,
    exclude_pk: int | None = None,
    limit: int = 5,
    gate: Gate | None = None,
) -> list[Lookalike]:
    """Return places with a similar name, drafts and closed places included, the nearest first. One query.

    Places are compared if they are close to `point` (a stored point), or in the same commune. `exclude_pk` is the
    place itself, if it is saved.

    Pass a gate for a reader outside the team: places whose page or address this reader may not see are then compared
    by name and commune only, because distances to chosen points would disclose their position.
    """
    name, coordinates, candidates = fold(title), _stored_point(point), Q()
    if insee_code:
        candidates |= Q(insee_code=insee_code)
    measurable = Q() if gate is None else gate.condition() & Q(visibility_address__lte=gate.audience)
    if coordinates:
        longitude, latitude = coordinates
        north = FAR_METRES / 111_320
        east = north / max(cos(radians(latitude)), 0.01)
        candidates |= measurable & Q(
            longitude__range=(longitude - east, longitude + east), latitude__range=(latitude - north, latitude + north)
        )
    if not name or not candidates:
        return []
    rows = tree.outside(SiteProfilePage.objects.filter(candidates)).exclude(pk=exclude_pk)
    if measurable:
        rows = rows.annotate(measurable=Case(When(measurable, then=True), default=False))
    else:
        rows = rows.annotate(measurable=Value(True))
    fields = ("pk", "title", "commune", "state", "live", "longitude", "latitude", "precision", "measurable")
    results = []
    for row in rows.values(*fields):
        has_exact_point = row["measurable"] and row["precision"] != Precision.COMMUNE
        other = _point(row["longitude"], row["latitude"]) if has_exact_point else None
        distance = metres(coordinates, other) if coordinates and other else None
        if _is_lookalike(name, fold(row["title"]), distance):
            results.append(
                Lookalike(
                    pk=row["pk"],
                    title=row["title"],
                    commune=row["commune"],
                    state=str(State(row["state"]).label) if row["state"] in State.values else "",
                    live=row["live"],
                    metres=None if distance is None else round(distance),
                )
            )
    results.sort(key=lambda place: (place.metres is None, place.metres or 0, place.title, place.pk))
    return results[:limit]


def _stored_point(point: str) -> tuple[float, float] | None:
    coordinates = read_point(point)
    return _point(*coordinates) if coordinates else None


def _point(longitude: Decimal | None, latitude: Decimal | None) -> tuple[float, float] | None:
    return None if longitude is None or latitude is None else (float(longitude), float(latitude))


def _is_lookalike(name: str, other: str, distance: float | None) -> bool:
    """Compare two folded names, more strictly for a greater distance in metres; None if it is unknown."""
    if distance is None or distance <= NEAR_METRES:
        return have_similar_names(name, other)
    return distance <= FAR_METRES and have_similar_names(name, other, NEARLY_IDENTICAL)
