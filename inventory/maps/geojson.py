"""Places as GeoJSON (RFC 7946): longitude first, one feature per place, null geometry without a point."""

from __future__ import annotations

from typing import Any

import orjson

from core.choices import codes_and_labels
from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import Catalogue, CatalogueEntry
from inventory.catalogue.build import catalogue_key
from inventory.catalogue.selection import Selection
from inventory.choices import Family

MEDIA_TYPE = "application/geo+json"


def feature_collection(gate: Gate, selection: Selection) -> dict[str, Any]:
    """Build the FeatureCollection of a selection. No query: all values come from the catalogue."""
    if selection.distances:
        features: list[Any] = [
            _with_distance(_feature(gate, selection.catalogue.entries[position]), selection.distances[position])
            for position in selection.positions
        ]
    else:
        key = ("features", gate.site and gate.site.id, *catalogue_key(gate))
        by_position = gate.snapshot.get_or_set(key, lambda: _features(gate, selection.catalogue))
        features = list(map(by_position.__getitem__, selection.positions))
    return {"type": "FeatureCollection", "features": features}


def _features(gate: Gate, index: Catalogue) -> list[orjson.Fragment]:
    """Serialize the feature of each place by position: the most frequent request is for all of them."""
    return [orjson.Fragment(orjson.dumps(_feature(gate, entry))) for entry in index.entries]


def _with_distance(feature: dict[str, Any], distance: float) -> dict[str, Any]:
    feature["properties"]["distance_km"] = round(distance, 1)
    return feature


def _feature(gate: Gate, entry: CatalogueEntry) -> dict[str, Any]:
    located = entry.longitude is not None
    return {
        "type": "Feature",
        "id": entry.uid,
        "geometry": {"type": "Point", "coordinates": (entry.longitude, entry.latitude)} if located else None,
        "properties": {
            "slug": entry.slug,
            "title": entry.title,
            "url": gate.full_url(entry.url_path),
            "families": codes_and_labels(entry.families, Family),
            "state": entry.state,
            "milieu": entry.milieu,
            "commune": entry.commune,
            "insee_code": entry.insee_code,
            "department": entry.department,
        },
    }
