"""Lists of places as plain rows: a constant number of queries, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

from core import images
from core.gate import Gate
from inventory.badges import freshness_badge, state_badges
from inventory.catalogue import Selection, select
from inventory.criteria import Criteria
from inventory.querysets import PlaceQuerySet
from inventory.sheet import coded, epci_of, freshness, labels_of
from inventory.visibility import FIELD_GROUPS, visible
from inventory.vocabulary import Family

PER_PAGE = 24
ROW_FIELDS = (
    "pk", "translation_key", "slug", "title", "url_path", "summary", "families", "state", "milieu",
    "address", "postcode", "commune", "insee_code", "department", "epci_code", "epci_name",
    "longitude", "latitude", "website", "completeness", "verified_on", "card__image_id",
)  # fmt: skip


def places_of(gate: Gate) -> PlaceQuerySet:
    """The places that the reader may see."""
    from inventory.models import SiteProfilePage

    return gate.pages(SiteProfilePage)  # type: ignore[return-value]


def rows(gate: Gate, queryset: QuerySet) -> list[dict[str, Any]]:
    """Places as plain values without what they hide from the reader, with their first photo: three queries at most."""
    found = [visible(row, gate.audience) for row in queryset.values(*ROW_FIELDS, *FIELD_GROUPS)]
    pictures = images.load(row["card__image_id"] for row in found if row["card__image_id"])
    for row in found:
        row["image"] = pictures.get(row.pop("card__image_id"))
    return found


def rows_by_pk(gate: Gate, pks: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of these places in this order; those the reader may not see are left out."""
    found = {row["pk"]: row for row in rows(gate, places_of(gate).filter(pk__in=pks).order_by())} if pks else {}
    return [found[pk] for pk in pks if pk in found]


def listed(gate: Gate, selection: Selection, offset: int, limit: int) -> list[dict[str, Any]]:
    """The rows of one page of a selection, each with its `distance_km` from the point asked, if one was."""
    found = rows_by_pk(gate, [entry.pk for entry in selection.page(offset, limit)])
    return [{**row, "distance_km": selection.distance(row["pk"])} for row in found]


def place_list(gate: Gate, criteria: Criteria, page: Any) -> dict[str, Any]:
    """What the page of the inventory shows: `places`, `paging`, `count`."""
    selection = select(gate, criteria)
    paging = Paginator(selection.positions, PER_PAGE).get_page(page)
    found = listed(gate, selection, PER_PAGE * (paging.number - 1), PER_PAGE)
    return {"places": [card(gate, row) for row in found], "paging": paging, "count": len(selection)}


def card(gate: Gate, row: dict[str, Any]) -> dict[str, Any]:
    """A place as `components/card.html` shows it."""
    place = f"{row['commune']} ({row['department']})" if row["commune"] and row["department"] else row["commune"]
    return {
        "id": row["pk"],
        "kind": "place",
        "title": row["title"],
        "url": gate.url(row["url_path"]),
        "label": place,
        "detail": ", ".join(labels_of(row["families"], Family)),
        "summary": row["summary"],
        "image": row["image"],
        "drawing": row["families"][0] if row["families"] else "place",
        "badges": [*state_badges(row["state"]), freshness_badge(row["verified_on"])],
        "distance_km": row.get("distance_km"),
    }


def api_items(gate: Gate, found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for the API: public ids, whole addresses, coordinates as numbers."""
    base_url = gate.site.base_url if gate.site else ""
    return [
        {
            "id": row["translation_key"],
            "slug": row["slug"],
            "title": row["title"],
            "url": gate.full_url(row["url_path"]),
            "summary": row["summary"],
            "families": coded(row["families"], Family),
            "state": row["state"],
            "milieu": row["milieu"],
            "address": row["address"],
            "postcode": row["postcode"],
            "commune": row["commune"],
            "insee_code": row["insee_code"],
            "department": row["department"],
            "epci": epci_of(row),
            "longitude": None if row["longitude"] is None else float(row["longitude"]),
            "latitude": None if row["latitude"] is None else float(row["latitude"]),
            "distance_km": row["distance_km"],
            "website": row["website"],
            "completeness": row["completeness"],
            "verified_on": row["verified_on"],
            "freshness": freshness(row["verified_on"]),
            "image": images.as_json(row["image"], base_url),
        }
        for row in found
    ]
