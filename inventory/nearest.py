"""The ways out of an empty list: filters to loosen, and the places nearest to where one looked."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean
from typing import Any

from core.gate import Gate
from inventory import communes, outlines
from inventory.asked import Asked, address
from inventory.catalogue import catalogue, select
from inventory.criteria import Criteria
from inventory.listing import card, listed

MOST = 4
#: The distances that a reader is offered, in kilometres.
RADII = (5, 10, 20, 50, 100)
#: Filters that say where.
_WHERE = ("commune", "epci", "departement")


def looser(asked: Asked, gate: Gate, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The filters that alone stand in the way, those that leave most first: `label`, `query` and `count` without."""
    found = []
    for name, label in labels.items():
        count = len(select(gate, _without(asked.criteria, name)))
        if count:
            found.append({"label": label.strip("« »"), "query": asked.query(name), "count": count})
    return sorted(found, key=lambda way: -way["count"])


def wider(asked: Asked, gate: Gate) -> dict[str, Any] | None:
    """The next distance on offer within which there is a place: `km`, `count` and `query`. None where none is."""
    radius = asked.criteria.radius_km
    for km in RADII:
        if radius and km > radius and (count := len(select(gate, replace(asked.criteria, radius_km=km)))):
            return {"km": km, "count": count, "query": address({**asked.values, "radius_km": [str(km)]})}
    return None


def nearest(asked: Asked, gate: Gate) -> dict[str, Any] | None:
    """The places nearest to where one looked, as `cards`, under the other filters if any has them (`alike`).

    None where nobody said where, or where no place has a position.
    """
    centre = _centre(gate, asked.criteria)
    if centre is None:
        return None
    others = asked.criteria
    for name in ("near", "bbox", *_WHERE):
        others = _without(others, name)
    for criteria, alike in ((others, True), (Criteria(without_closed=others.without_closed), False)):
        selection = select(gate, replace(criteria, near=centre, order="distance"))
        if selection:
            return {"cards": [card(gate, row) for row in listed(gate, selection, 0, MOST)], "alike": alike}
    return None


def _without(criteria: Criteria, name: str) -> Criteria:
    changes: dict[str, Any] = {
        "q": {"text": ""}, "ouvert": {"open_at": None}, "fermes": {"without_closed": False}, "bbox": {"box": None},
        "near": {"near": None, "radius_km": None, "order": ""},
    }  # fmt: skip
    facets = {facet: codes for facet, codes in criteria.facets.items() if facet != name}
    return replace(criteria, facets=facets, **changes.get(name, {}))


def _centre(gate: Gate, criteria: Criteria) -> tuple[float, float] | None:
    """The middle of where one looks: of a point, a box, or else of the places of that commune or département."""
    if criteria.near:
        return criteria.near
    if criteria.box:
        return _middle(criteria.box)
    held = catalogue(gate)
    for facet in _WHERE:
        codes = criteria.facets.get(facet, ())
        entries = (held.entries[position] for position in held.listed(held.of(facet, codes)))
        points = [(entry.longitude, entry.latitude) for entry in entries if entry.longitude is not None]
        if points:
            longitudes, latitudes = zip(*points, strict=True)
            return fmean(longitudes), fmean(latitudes)
        if codes and (known := _known(facet, codes[0])):
            return known
    return None


def _known(facet: str, code: str) -> tuple[float, float] | None:
    """The middle of a commune or a département without any place."""
    if facet == "commune" and (commune := communes.lookup(code)) and commune.longitude is not None:
        return float(commune.longitude), float(commune.latitude or 0)
    if facet == "departement":
        return next((_middle(found.box) for found in outlines.read().departments if found.code == code), None)
    return None


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The middle of a box; one over the 180th meridian ends east of it."""
    west, south, east, north = box
    longitude = (west + east + (360 if east < west else 0)) / 2
    return (longitude - 360 if longitude > 180 else longitude), (south + north) / 2
