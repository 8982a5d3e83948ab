"""A place as plain values: its columns, and the lists within its sheet as rows. Nothing is hidden here yet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from core.models import PageTheme
from core.sql import JsonRows, Prepared
from inventory.visibility import FIELD_GROUPS

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage

COLUMNS = (
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
#: The lists within a sheet, each with the columns of its rows.
LISTS: dict[str, tuple[str, ...]] = {
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
_PAGE = ("pk", "translation_key", "slug", "title", "url_path")
#: What only files tell beside.
FILED = ("live", "last_published_at", "seo_title", "search_description", "social_image_id")


def values_of(page: SiteProfilePage) -> dict[str, Any]:
    """The values of an instance, saved or not: what a preview shows."""
    values: dict[str, Any] = {name: getattr(page, name) for name in (*_PAGE, *COLUMNS, *FIELD_GROUPS)}
    values["body"] = page.body.get_prep_value()
    values["themes"] = page.theme_rows()
    for name, columns in LISTS.items():
        values[name] = [{column: getattr(row, column) for column in columns} for row in getattr(page, name).all()]
    return values


def read_place(pk: int) -> dict[str, Any] | None:
    """The values of a live place, in one statement; None where there is none."""
    found = _place.rows(pk=pk)
    if not found:
        return None
    return _unfolded(found[0])


def read_places(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The values of these places by primary key, drafts too, in one statement: what files hold of them."""
    from inventory.models import SiteProfilePage

    found = _rows(SiteProfilePage.objects.filter(pk__in=list(pks)), *FILED)
    return {row["pk"]: _unfolded(row) for row in found}


def _unfolded(values: dict[str, Any]) -> dict[str, Any]:
    values["body"] = json.loads(values.pop("raw_body") or "[]")
    for name in (*LISTS, "themes"):
        values[name] = values.pop(f"rows_{name}")
    return values


def _query(placeholders: Any) -> Any:
    from inventory.models import SiteProfilePage

    return _rows(SiteProfilePage.objects.filter(pk=placeholders["pk"], live=True), "social_image_id")


def _list(model: type[SiteProfilePage], name: str) -> QuerySet:
    """The rows of one list within the sheet of the place of the outer query."""
    rows: Any = model._meta.get_field(name).related_model
    return rows.objects.filter(place=OuterRef("pk")).order_by("sort_order")


def _rows(places: Any, *more: str) -> Any:
    from inventory.models import SiteProfilePage

    lists = {f"rows_{name}": JsonRows(_list(SiteProfilePage, name), *columns) for name, columns in LISTS.items()}
    themes = PageTheme.objects.filter(page=OuterRef("pk")).order_by("sort_order")
    return (
        places.order_by()
        .annotate(raw_body=Cast("body", TextField()))
        .values(
            *_PAGE, *COLUMNS, *FIELD_GROUPS, *more, "raw_body", **lists,
            rows_themes=JsonRows(themes, title=F("theme__title"), slug=F("theme__slug")),
        )
    )  # fmt: skip


_place = Prepared(_query, pk=-1)
