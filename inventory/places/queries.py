"""Reads places as plain dicts: their columns, and their child lists as dicts. Hidden values are still included."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from core.db.queries import JsonRows, Prepared
from core.models import PageTheme
from inventory.models import SiteProfilePage
from inventory.visibility import FIELD_GROUPS

PLACE_COLUMNS = (
    "other_names", "summary", "operator", "siret", "rna", "families", "state",
    "opened", "opened_earliest", "opened_latest", "opened_label",
    "closed", "closed_earliest", "closed_latest", "closed_label", "closing_causes", "hindsight",
    "website", "email", "phone", "video_url", "logo_id",
    "address", "address_extra", "postcode", "commune", "insee_code", "department", "epci_code", "epci_name",
    "longitude", "latitude", "precision", "milieu",
    "publics", "origins",
    "management", "initiative", "subsidy", "balance", "dependent", "staff", "tenure",
    "lease_end", "lease_end_earliest", "lease_end_latest", "lease_end_label",
    "spaces", "equipment", "desks", "built_area", "outdoor_area", "bandwidth", "accessibility",
    "opening_hours", "hours_note", "transport",
    "facilitation", "facilitation_hours", "rituals", "programming", "governance", "participation",
    "completeness", "verified_on", "verified_by",
)  # fmt: skip
#: The child lists of a place, each with the columns of its rows.
CHILD_LISTS: dict[str, tuple[str, ...]] = {
    "photos": ("image_id", "alt", "decorative", "caption"),
    "links": ("network", "url"),
    "labels": ("label", "other", "year", "expires", "source"),
    "sources": ("source", "identifier", "url", "date", "licence"),
    "shares": ("public", "band"),
    "incomes": ("income",),
    "funders": ("level", "name"),
    "prices": ("offer", "unit", "price"),
    "rooms": ("name", "capacity"),
    "difficulties": ("difficulty", "text", "since", "resolved", "how"),
    "practices": ("context", "action", "means", "effects", "transfer", "evidence"),
}
#: The columns that a place has as a page.
_PAGE = ("pk", "translation_key", "slug", "title", "url_path")
#: More columns, for imported and exported files only.
FILE_COLUMNS = ("live", "last_published_at", "seo_title", "search_description", "social_image_id")


def values_of(page: SiteProfilePage) -> dict[str, Any]:
    """Return the values of an instance, saved or not, for previews and drafts. Same keys as `read_place`."""
    values: dict[str, Any] = {name: getattr(page, name) for name in (*_PAGE, *PLACE_COLUMNS, *FIELD_GROUPS)}
    values["body"] = page.body.get_prep_value()
    values["themes"] = page.theme_rows()
    for name, columns in CHILD_LISTS.items():
        values[name] = [{column: getattr(row, column) for column in columns} for row in getattr(page, name).all()]
    return values


def read_place(pk: int) -> dict[str, Any] | None:
    """Read the values of a live place in one query; None if there is none.

    The keys are page attributes (`pk`, `slug`, `title`…), `PLACE_COLUMNS`, visibility columns, `body` (stored blocks),
    `themes` and `CHILD_LISTS` (lists of dicts).
    """
    rows = _place.rows(pk=pk)
    return _decoded(rows[0]) if rows else None


def read_places(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Read the values of these places by primary key, drafts included, with `FILE_COLUMNS`, in one query."""
    rows = _rows(SiteProfilePage.objects.filter(pk__in=list(pks)), *FILE_COLUMNS)
    return {row["pk"]: _decoded(row) for row in rows}


def lists_of_places(
    pks: Iterable[int], lists: Mapping[str, Sequence[str]]
) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Read these columns of these child lists of places, by primary key, hidden rows included, in one query."""
    subqueries = {f"rows_{name}": JsonRows(_list(name), *columns) for name, columns in lists.items()}
    rows: Any = SiteProfilePage.objects.filter(pk__in=list(pks)).order_by().values("pk", **subqueries)
    return {row["pk"]: {name: row[f"rows_{name}"] for name in lists} for row in rows}


def _decoded(values: dict[str, Any]) -> dict[str, Any]:
    values["body"] = json.loads(values.pop("raw_body") or "[]")
    for name in (*CHILD_LISTS, "themes"):
        values[name] = values.pop(f"rows_{name}")
    return values


def _query(placeholders: Any) -> Any:
    return _rows(SiteProfilePage.objects.filter(pk=placeholders["pk"], live=True), "social_image_id")


def row_model(name: str) -> Any:
    """Return the model of a child list."""
    return SiteProfilePage._meta.get_field(name).related_model


def _list(name: str) -> QuerySet:
    """Return the queryset of a child list, to be used as a subquery of places."""
    return row_model(name).objects.filter(place=OuterRef("pk")).order_by("sort_order")


def _rows(places: Any, *extra_columns: str) -> Any:
    lists = {f"rows_{name}": JsonRows(_list(name), *columns) for name, columns in CHILD_LISTS.items()}
    themes = PageTheme.objects.filter(page=OuterRef("pk")).order_by("sort_order")
    return (
        places.order_by()
        .annotate(raw_body=Cast("body", TextField()))
        .values(
            *_PAGE, *PLACE_COLUMNS, *FIELD_GROUPS, *extra_columns, "raw_body", **lists,
            rows_themes=JsonRows(themes, title=F("theme__title"), slug=F("theme__slug")),
        )
    )  # fmt: skip


# -1 stands for the primary key while the query is compiled.
_place = Prepared(_query, pk=-1)
