"""The data of the interactive map: the points of all places at once, and cards for those on screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from urllib.parse import urlencode

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
KINDS = [{"code": code, "label": label} for code, label in State.choices]
_KIND = {code: rank for rank, code in enumerate(State.values)} | {"": State.values.index(State.UNKNOWN)}


class MapOptions(TypedDict):
    """The context of `components/map.html`. With an empty `tiles_url` the map requests nothing from other hosts."""

    points_url: str
    cards_url: str
    tiles_url: str
    tiles_credit: str


def map_options(filters: Mapping[str, Any]) -> MapOptions:
    """Return the options of a map of the filtered places. Parameters that are not filters of the API are ignored."""
    query = urlencode({name: value for name, value in filters.items() if name in PlaceFilters.model_fields}, doseq=True)
    points = reverse("wagtailapi_v3:place_map")
    return MapOptions(
        points_url=f"{points}?{query}" if query else points,
        cards_url=reverse("wagtailapi_v3:place_cards"),
        tiles_url=settings.MAP_TILES_URL,
        tiles_credit=settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"],
    )


def map_points(gate: Gate, selection: Selection) -> dict[str, Any]:
    """Return the places of a selection as `rows` of `POINT_COLUMNS`, where `kind` is an index into `kinds`.

    Places without a point are included in `count` only.
    """
    entries = selection.catalogue.entries
    points = [
        (entry.pk, entry.longitude, entry.latitude, _KIND.get(entry.state, _KIND[""]))
        for entry in map(entries.__getitem__, selection.positions)
        if entry.longitude is not None
    ]
    return {
        "version": gate.snapshot.key,
        "count": len(selection),
        "columns": POINT_COLUMNS,
        "kinds": KINDS,
        "rows": points,
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
