"""What the map of the inventory is made of: points of all places at once, words for those on screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core.gate import Gate
from core.images import ImageData
from inventory.catalogue import Selection
from inventory.listing import rows_by_pk
from inventory.params import PlaceFilters
from inventory.sheet import coded, freshness, label_of
from inventory.vocabulary import Family, State

COLUMNS = ["id", "lon", "lat", "kind"]
KINDS = [{"code": code, "label": label} for code, label in State.choices]
_KIND = {code: rank for rank, code in enumerate(State.values)} | {"": State.values.index(State.UNKNOWN)}


class MapOptions(TypedDict):
    """What `components/map.html` needs. Without tiles the map asks nothing of another host."""

    points_url: str
    cards_url: str
    tiles_url: str
    tiles_credit: str


def map_options(filters: Mapping[str, Any]) -> MapOptions:
    """The map of the places that these filters leave; what the API does not filter by is passed over."""
    query = urlencode({name: value for name, value in filters.items() if name in PlaceFilters.model_fields}, doseq=True)
    points = reverse("wagtailapi_v3:place_map")
    return MapOptions(
        points_url=f"{points}?{query}" if query else points,
        cards_url=reverse("wagtailapi_v3:place_cards"),
        tiles_url=settings.MAP_TILES_URL,
        tiles_credit=settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"],
    )


def map_points(gate: Gate, selection: Selection) -> dict[str, Any]:
    """Places as rows of `COLUMNS`, `kind` being a rank in `kinds`; those without a point only count."""
    entries = selection.catalogue.entries
    points = [
        (entry.pk, entry.longitude, entry.latitude, _KIND.get(entry.state, _KIND[""]))
        for entry in map(entries.__getitem__, selection.positions)
        if entry.longitude is not None
    ]
    return {"version": gate.snapshot.key, "count": len(selection), "columns": COLUMNS, "kinds": KINDS, "rows": points}


def map_cards(gate: Gate, ids: Iterable[int]) -> list[dict[str, Any]]:
    """These places in a few words, in this order; those the reader may not see are left out. Three queries."""
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
        "families": coded(row["families"], Family),
        "state": row["state"],
        "state_label": label_of(row["state"], State),
        "freshness": freshness(row["verified_on"]),
        "image": _thumbnail(gate, row["image"]),
    }


def _thumbnail(gate: Gate, image: ImageData | None) -> dict[str, str] | None:
    if image is None:
        return None
    base_url = gate.site.base_url if gate.site else ""
    files = [*image["sources"].get("webp", []), *image["sources"].get("avif", [])]
    url = min(files, key=lambda file: file["width"])["url"] if files else image["url"]
    return {"url": url if "://" in url else f"{base_url}{url}", "alt": image["alt"]}
