"""Places as GeoJSON (RFC 7946): longitude first, one feature a place, without geometry where there is no point."""

from __future__ import annotations

from typing import Any

import orjson

from core.gate import Gate
from inventory.catalogue import Catalogue, Entry, Selection, catalogue_key
from inventory.sheet import coded
from inventory.vocabulary import Family

MEDIA_TYPE = "application/geo+json"


def feature_collection(gate: Gate, selection: Selection) -> dict[str, Any]:
    """The FeatureCollection of a selection. No query: the catalogue knows all of it."""
    if selection.distances:
        features: list[Any] = [
            _with_distance(_feature(gate, selection.catalogue.entries[position]), selection.distances[position])
            for position in selection.positions
        ]
    else:
        key = ("features", gate.site and gate.site.id, *catalogue_key(gate))
        held = gate.snapshot.keep(key, lambda: _features(gate, selection.catalogue))
        features = list(map(held.__getitem__, selection.positions))
    return {"type": "FeatureCollection", "features": features}


def _features(gate: Gate, held: Catalogue) -> list[orjson.Fragment]:
    """Each place as its feature is written, by position: what is asked most is all of them."""
    return [orjson.Fragment(orjson.dumps(_feature(gate, entry))) for entry in held.entries]


def _with_distance(feature: dict[str, Any], distance: float) -> dict[str, Any]:
    feature["properties"]["distance_km"] = round(distance, 1)
    return feature


def _feature(gate: Gate, entry: Entry) -> dict[str, Any]:
    located = entry.longitude is not None
    return {
        "type": "Feature",
        "id": entry.uid,
        "geometry": {"type": "Point", "coordinates": (entry.longitude, entry.latitude)} if located else None,
        "properties": {
            "slug": entry.slug,
            "title": entry.title,
            "url": gate.full_url(entry.url_path),
            "families": coded(entry.families, Family),
            "state": entry.state,
            "milieu": entry.milieu,
            "commune": entry.commune,
            "insee_code": entry.insee_code,
            "department": entry.department,
        },
    }
