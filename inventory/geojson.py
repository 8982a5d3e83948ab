"""Places as GeoJSON (RFC 7946): longitude first, one feature a place, without geometry where there is no point."""

from __future__ import annotations

from typing import Any

from core.gate import Gate
from inventory.catalogue import Entry, Selection
from inventory.sheet import coded
from inventory.vocabulary import Family

MEDIA_TYPE = "application/geo+json"


def feature_collection(gate: Gate, selection: Selection) -> dict[str, Any]:
    """The FeatureCollection of a selection. No query: the catalogue knows all of it."""
    entries = selection.catalogue.entries
    families: dict[tuple[str, ...], list[dict[str, str]]] = {}
    features = []
    for position in selection.positions:
        entry = entries[position]
        if entry.families not in families:
            families[entry.families] = coded(entry.families, Family)
        features.append(_feature(gate, entry, families[entry.families]))
    if selection.distances:
        for feature, position in zip(features, selection.positions, strict=True):
            feature["properties"]["distance_km"] = round(selection.distances[position], 1)
    return {"type": "FeatureCollection", "features": features}


def _feature(gate: Gate, entry: Entry, families: list[dict[str, str]]) -> dict[str, Any]:
    located = entry.longitude is not None
    return {
        "type": "Feature",
        "id": entry.uid,
        "geometry": {"type": "Point", "coordinates": (entry.longitude, entry.latitude)} if located else None,
        "properties": {
            "slug": entry.slug,
            "title": entry.title,
            "url": gate.full_url(entry.url_path),
            "families": families,
            "state": entry.state,
            "milieu": entry.milieu,
            "commune": entry.commune,
            "insee_code": entry.insee_code,
            "department": entry.department,
        },
    }
