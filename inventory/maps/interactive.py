"""The data of the interactive map: the points of all places at once, and cards for those on screen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.urls import reverse

from core.choices import codes_and_labels, label_of
from core.files.images import ImageData
from core.verification import freshness
from core.visibility.gate import Gate
from inventory.catalogue.query_params import PlaceFilters
from inventory.catalogue.rows import rows_by_pk
from inventory.catalogue.selection import Selection
from inventory.choices import Family, State

POINT_COLUMNS = ["id", "lon", "lat", "kind"]
#: The names of the routes of points and cards: those for the reader of the session, and the public ones of the API.
ROUTES = ("inventory:map_points", "inventory:map_cards")
PUBLIC_ROUTES = ("wagtailapi_v3:place_map", "wagtailapi_v3:place_cards")
#: The kind of a point is the state of its place; a place without a state counts as one of unknown state.
KINDS = [{"code": code, "label": label} for code, label in State.choices]
_KIND = {code: rank for rank, code in enumerate(State.values)} | {"": State.values.index(State.UNKNOWN)}


class MapOptions(TypedDict):
    """The context of `components/map.html`. With an empty `tiles_url` the map requests nothing from other hosts."""

    points_url: str
    cards_url: str
    tiles_url: str
    tiles_credit: str


def map_options(filters: Mapping[str, Any], public: bool = False) -> MapOptions:
    """Return the options of a map of the filtered places. Parameters that are not filters of the API are ignored.

    The map shows what the reader of the session may see, or with `public` what everyone may see.
    """
    query = urlencode({name: value for name, value in filters.items() if name in PlaceFilters.model_fields}, doseq=True)
    points, cards = map(reverse, PUBLIC_ROUTES if public else ROUTES)
    return MapOptions(
        points_url=f"{points}?{query}" if query else points,
        cards_url=cards,
        tiles_url=settings.MAP_TILES_URL,
        tiles_credit=settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"],
    )


def map_points(selection: Selection) -> dict[str, Any]:
    """Return the places of a selection as `rows` of `POINT_COLUMNS`, where `kind` is an index into `kinds`.

    Places without a point are included in `count` only. `version` is a digest of the rows.
    """
    entries = selection.catalogue.entries
    points = [
        (entry.pk, entry.longitude, entry.latitude, _KIND.get(entry.state, _KIND[""]))
        for entry in map(entries.__getitem__, selection.positions)
        if entry.longitude is not None
    ]
    rows = orjson.dumps(points)
    return {
        "version": hashlib.sha256(rows).hexdigest()[:32],
        "count": len(selection),
        "columns": POINT_COLUMNS,
        "kinds": KINDS,
        "rows": orjson.Fragment(rows),
    }


def map_cards(gate: Gate, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Return the cards of these places in this order, without those that the reader may not see. Three queries."""
    return [_card(gate, row) for row in rows_by_pk(gate, list(dict.fromkeys(ids)))]


def _card(gate: Gate, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["pk"],
        "uid": row["translation_key"],
        "slug": row["slug"],
        "title": row["title"],
        "url": gate.full_url(row["url_path"]),
        "commune": row["commune"],
        "department": row["department"],
        "families": codes_and_labels(row["families"], Family),
        "state": row["state"],
        "state_label": label_of(row["state"], State),
        "freshness": freshness(row["verified_on"]),
        "image": _thumbnail(gate, row["image"]),
    }


def _thumbnail(gate: Gate, image: ImageData | None) -> dict[str, str] | None:
    if image is None:
        return None
    files = [*image["sources"].get("webp", []), *image["sources"].get("avif", [])]
    url = min(files, key=lambda file: file["width"])["url"] if files else image["url"]
    return {"url": gate.absolute(url), "alt": image["alt"]}
