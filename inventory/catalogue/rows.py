"""Reads lists of places as plain dicts, for cards and the API, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet

from core.choices import codes_and_labels, label_of, labels_of
from core.db.queries import OneOf, Prepared
from core.files import images
from core.text.typography import NNBSP
from core.verification import freshness
from core.visibility.gate import Gate
from inventory.catalogue.build import catalogue
from inventory.catalogue.criteria import Criteria
from inventory.catalogue.selection import Selection, select
from inventory.choices import Family, Milieu, State
from inventory.models import SiteProfilePage
from inventory.models.querysets import PlaceQuerySet
from inventory.places.badges import freshness_badge, state_badges
from inventory.places.serializers import epci_of
from inventory.visibility import FIELD_GROUPS, visible

PER_PAGE = 24
ROW_FIELDS = (
    "pk", "translation_key", "slug", "title", "url_path", "summary", "families", "state", "milieu",
    "address", "postcode", "commune", "insee_code", "department", "epci_code", "epci_name",
    "longitude", "latitude", "website", "completeness", "verified_on", "card__image_id",
)  # fmt: skip


def places_of(gate: Gate) -> PlaceQuerySet:
    """Return the queryset of the places that the reader may see."""
    return gate.pages(SiteProfilePage)  # type: ignore[return-value]


def _query(placeholders: Mapping[str, Any]) -> QuerySet:
    places = SiteProfilePage.objects.filter(OneOf(F("pk"), placeholders["pks"]), live=True)  # type: ignore[arg-type]
    return places.order_by().values(*ROW_FIELDS, *FIELD_GROUPS)


_rows = Prepared(_query, pks="?")


def rows_by_pk(gate: Gate, pks: Sequence[int]) -> list[dict[str, Any]]:
    """Return these places as dicts of `ROW_FIELDS`, in this order, with their first photo as `image`.

    Places that are not in the reader's catalogue are left out, and hidden values emptied. At most three queries.
    """
    catalogued = catalogue(gate).position_by_pk
    pks = [pk for pk in pks if pk in catalogued]
    by_pk = {row["pk"]: visible(row, gate.audience) for row in _rows.rows(pks=pks)} if pks else {}
    rows = [by_pk[pk] for pk in pks if pk in by_pk]
    pictures = images.load(row["card__image_id"] for row in rows if row["card__image_id"])
    for row in rows:
        row["image"] = pictures.get(row.pop("card__image_id"))
    return rows


def page_rows(gate: Gate, selection: Selection, offset: int, limit: int) -> list[dict[str, Any]]:
    """Return one page of a selection as rows (see `rows_by_pk`) with `distance_km`, None without `Criteria.near`."""
    rows = rows_by_pk(gate, [entry.pk for entry in selection.page(offset, limit)])
    return [{**row, "distance_km": selection.distance(row["pk"])} for row in rows]


def place_list(gate: Gate, criteria: Criteria, page: Any) -> dict[str, Any]:
    """Return the context of a list of places: `places` (cards), `paging` (a Django `Page`) and `count`.

    `searched` is what was searched instead of a text with typing mistakes, or "".
    """
    selection = select(gate, criteria)
    paging = Paginator(selection.positions, PER_PAGE).get_page(page)
    rows = page_rows(gate, selection, PER_PAGE * (paging.number - 1), PER_PAGE)
    return {
        "places": [card(gate, row) for row in rows],
        "paging": paging,
        "count": len(selection),
        "searched": selection.searched,
    }


def distance_label(kilometres: float) -> str:
    """Format a distance: « à 3,2 km », « à 212 km »."""
    return f"à {kilometres:,.{int(kilometres < 100)}f} km".replace(",", NNBSP).replace(".", ",")


def card(gate: Gate, row: dict[str, Any]) -> dict[str, Any]:
    """Return the context of `components/card.html` for a row."""
    commune = f"{row['commune']} ({row['department']})" if row["commune"] and row["department"] else row["commune"]
    distance = row.get("distance_km")
    return {
        "id": row["pk"],
        "kind": "place",
        "title": row["title"],
        "url": gate.url(row["url_path"]),
        "label": commune if distance is None else " · ".join(filter(None, [commune, distance_label(distance)])),
        "detail": ", ".join(labels_of(row["families"], Family)),
        "summary": row["summary"],
        "image": row["image"],
        "drawing": row["families"][0] if row["families"] else "place",
        "badges": [*state_badges(row["state"]), freshness_badge(row["verified_on"])],
    }


def api_items(gate: Gate, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Convert rows for the API: public ids, absolute URLs, coordinates as floats."""
    return [
        {
            "id": row["translation_key"],
            "slug": row["slug"],
            "title": row["title"],
            "url": gate.full_url(row["url_path"]),
            "summary": row["summary"],
            "families": codes_and_labels(row["families"], Family),
            "state": row["state"],
            "state_label": label_of(row["state"], State),
            "milieu": row["milieu"],
            "milieu_label": label_of(row["milieu"], Milieu),
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
            "image": images.as_json(row["image"], gate.base_url),
        }
        for row in rows
    ]
