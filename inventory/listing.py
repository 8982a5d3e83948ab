"""Lists of places as plain rows: a constant number of queries, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet

from core import images
from core.gate import Gate
from core.sql import OneOf, Prepared
from core.typography import NNBSP
from inventory.badges import freshness_badge, state_badges
from inventory.catalogue import Selection, catalogue, select
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


def _query(placeholders: Mapping[str, Any]) -> QuerySet:
    from inventory.models import SiteProfilePage

    places = SiteProfilePage.objects.filter(OneOf(F("pk"), placeholders["pks"]), live=True)  # type: ignore[arg-type]
    return places.order_by().values(*ROW_FIELDS, *FIELD_GROUPS)


_rows = Prepared(_query, pks="?")


def rows_by_pk(gate: Gate, pks: Sequence[int]) -> list[dict[str, Any]]:
    """These places in this order as plain values, without what they hide from the reader, with their first photo.

    Those the reader may not see are left out: the catalogue knows them. Three queries at most.
    """
    known = catalogue(gate).positions
    wanted = [pk for pk in pks if pk in known]
    by_pk = {row["pk"]: visible(row, gate.audience) for row in _rows.rows(pks=wanted)} if wanted else {}
    found = [by_pk[pk] for pk in wanted if pk in by_pk]
    pictures = images.load(row["card__image_id"] for row in found if row["card__image_id"])
    for row in found:
        row["image"] = pictures.get(row.pop("card__image_id"))
    return found


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


def away(kilometres: float) -> str:
    """A distance in words: « à 3,2 km », « à 212 km »."""
    return f"à {kilometres:,.{int(kilometres < 100)}f} km".replace(",", NNBSP).replace(".", ",")


def card(gate: Gate, row: dict[str, Any]) -> dict[str, Any]:
    """A place as `components/card.html` shows it."""
    place = f"{row['commune']} ({row['department']})" if row["commune"] and row["department"] else row["commune"]
    distance = row.get("distance_km")
    return {
        "id": row["pk"],
        "kind": "place",
        "title": row["title"],
        "url": gate.url(row["url_path"]),
        "label": place if distance is None else " · ".join(filter(None, [place, away(distance)])),
        "detail": ", ".join(labels_of(row["families"], Family)),
        "summary": row["summary"],
        "image": row["image"],
        "drawing": row["families"][0] if row["families"] else "place",
        "badges": [*state_badges(row["state"]), freshness_badge(row["verified_on"])],
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
