"""Lists of places as plain rows: a constant number of queries, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from wagtail.search.backends import get_search_backend

from core import images
from core.gate import Gate
from inventory.badges import freshness_badge, state_badges
from inventory.forms import PlaceFilterForm
from inventory.querysets import PlaceQuerySet
from inventory.sheet import coded, epci_of, freshness, labels_of
from inventory.vocabulary import Family

PER_PAGE = 24
ROW_FIELDS = (
    "pk", "translation_key", "slug", "title", "url_path", "summary", "families", "state", "milieu",
    "address", "postcode", "commune", "insee_code", "department", "epci_code", "epci_name",
    "longitude", "latitude", "website", "completeness", "verified_on", "card__image_id",
)  # fmt: skip


def places_of(gate: Gate, text: str = "") -> PlaceQuerySet:
    """The places that the reader may see; with a text, those that it finds, best first."""
    from inventory.models import SiteProfilePage

    places = SiteProfilePage.objects.all()
    if text:
        places = get_search_backend().search(text, places, operator="and").get_queryset()
    return gate.filter(places)  # type: ignore[return-value]


def rows(queryset: QuerySet) -> list[dict[str, Any]]:
    """Places as plain values, with their first photo: three queries at most."""
    found = list(queryset.values(*ROW_FIELDS))
    pictures = images.load(row["card__image_id"] for row in found if row["card__image_id"])
    for row in found:
        row["image"] = pictures.get(row.pop("card__image_id"))
    return found


def place_list(gate: Gate, form: PlaceFilterForm) -> dict[str, Any]:
    """What the page of the inventory shows: `places`, `paging`, `count`."""
    text = form.understood().get("q", "")
    places = form.narrow(places_of(gate, text))
    places = places if text else places.by_name()
    paging: Page = Paginator(places, PER_PAGE).get_page(form.understood().get("page"))
    return {
        "places": [_card(gate, row) for row in rows(paging.object_list)],  # type: ignore[arg-type]
        "paging": paging,
        "count": paging.paginator.count,
    }


def _card(gate: Gate, row: dict[str, Any]) -> dict[str, Any]:
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
            "website": row["website"],
            "completeness": row["completeness"],
            "verified_on": row["verified_on"],
            "freshness": freshness(row["verified_on"]),
            "image": images.as_json(row["image"], base_url),
        }
        for row in found
    ]
