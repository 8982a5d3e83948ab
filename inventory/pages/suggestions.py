"""Suggestions for an empty list: filters to remove, a wider radius, the nearest places."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean
from typing import Any

from core.visibility.gate import Gate
from inventory.catalogue import selection
from inventory.catalogue.bitmap_index import CatalogueEntry
from inventory.catalogue.build import catalogue
from inventory.catalogue.criteria import Box, Criteria
from inventory.catalogue.rows import card, rows_by_pk
from inventory.communes.lookup import find_commune
from inventory.maps import outlines
from inventory.pages.querystring import ParsedQuery, relative_url

#: Number of nearest places to suggest.
MAX_NEAREST = 4
#: The radii that readers choose from, in kilometres.
RADII = (5, 10, 20, 50, 100)
#: Facets that restrict the area.
AREA_FACETS = ("commune", "epci", "departement")


def without_one_filter(parsed: ParsedQuery, gate: Gate, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Return the filters without which the list is not empty, those with most results first.

    `labels` gives the active filters by name. Each dict has the `label` of the filter, and the relative URL (`query`)
    and number of places (`count`) without it.
    """
    suggestions = []
    for name, label in labels.items():
        count = selection.count(gate, without(parsed.criteria, name))
        if count:
            suggestions.append({"label": label.strip("« »"), "query": parsed.query(name), "count": count})
    return sorted(suggestions, key=lambda suggestion: -suggestion["count"])


def wider_radius(parsed: ParsedQuery, gate: Gate) -> dict[str, Any] | None:
    """Return the next wider radius that has places, as `km`, `count` and `query` (relative URL); None if none has."""
    radius = parsed.criteria.radius_km
    for km in RADII:
        if radius and km > radius and (count := selection.count(gate, replace(parsed.criteria, radius_km=km))):
            return {"km": km, "count": count, "query": relative_url({**parsed.values, "radius_km": [str(km)]})}
    return None


def nearest_places(parsed: ParsedQuery, gate: Gate) -> dict[str, Any] | None:
    """Return the places nearest to the searched area, as `cards`; None without an area or places with a position.

    `keeps_filters` tells whether they match the other filters; if no place does, all filters but `fermes` are dropped.
    """
    centre = centre_of(gate, parsed.criteria)
    result = nearest(gate, parsed.criteria, centre, MAX_NEAREST) if centre else None
    if not result:
        return None
    places, keeps_filters = result
    distances = {entry.pk: distance for entry, distance in places}
    rows = rows_by_pk(gate, list(distances))
    cards = [card(gate, {**row, "distance_km": round(distances[row["pk"]], 1)}) for row in rows]
    return {"cards": cards, "keeps_filters": keeps_filters}


def nearest(
    gate: Gate, criteria: Criteria, centre: tuple[float, float], most: int
) -> tuple[list[tuple[CatalogueEntry, float]], bool] | None:
    """Return the places nearest to a point with their kilometres, and whether they match all criteria but the area's.

    If no place does, all criteria but `without_closed` are dropped. None without places that have a position.
    """
    others = criteria
    for name in ("near", "bbox", *AREA_FACETS):
        others = without(others, name)
    index = catalogue(gate)
    for some, keeps_filters in ((others, True), (Criteria(without_closed=others.without_closed), False)):
        positions = selection.select(gate, some).positions
        if places := index.distances.nearest(centre, positions, most):
            return [(index.entries[position], distance) for position, distance in places], keeps_filters
    return None


def without(criteria: Criteria, name: str) -> Criteria:
    """Return criteria without the filter of a parameter."""
    changes: dict[str, Any] = {
        "q": {"text": ""}, "ouvert": {"open_at": None}, "fermes": {"without_closed": False}, "bbox": {"box": None},
        "near": {"near": None, "radius_km": None, "order": ""},
    }  # fmt: skip
    facets = {facet: codes for facet, codes in criteria.facets.items() if facet != name}
    return replace(criteria, facets=facets, **changes.get(name, {}))


def centre_of(gate: Gate, criteria: Criteria) -> tuple[float, float] | None:
    """Return the centre of the searched area: the point, the centre of the box, or the mean of the area's places."""
    if criteria.near:
        return criteria.near
    if criteria.box:
        return _box_centre(criteria.box)
    index = catalogue(gate)
    for facet in AREA_FACETS:
        codes = criteria.facets.get(facet, ())
        entries = (index.entries[position] for position in index.positions_in(index.having(facet, codes)))
        points = [(entry.longitude, entry.latitude) for entry in entries if entry.longitude is not None]
        if points:
            longitudes, latitudes = zip(*points, strict=True)
            return fmean(longitudes), fmean(latitudes)
        if codes and (centre := _area_centre(facet, codes[0])):
            return centre
    return None


def _area_centre(facet: str, code: str) -> tuple[float, float] | None:
    """Return the centre of a commune or a département; None if unknown."""
    if facet == "commune" and (commune := find_commune(code)) and commune.longitude is not None:
        return float(commune.longitude), float(commune.latitude or 0)
    if facet == "departement":
        return next(
            (_box_centre(department.box) for department in outlines.read().departments if department.code == code), None
        )
    return None


def _box_centre(box: Box) -> tuple[float, float]:
    """Return the centre of a box, which may cross the 180th meridian."""
    west, south, east, north = box
    longitude = (west + east + (360 if east < west else 0)) / 2
    return (longitude - 360 if longitude > 180 else longitude), (south + north) / 2
