"""The contents of the inventory's pages, for other front ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404
from pydantic import Field

from core import contracts
from core.contents.common import teaser
from core.contents.indexes import IndexData, index_data
from core.contents.registry import PageKind, declare
from core.contents.schemas import Teaser
from core.files import images
from core.visibility.gate import Gate
from inventory.api.routes import place_data
from inventory.api.schemas import PlaceDetail
from inventory.catalogue.comparable import comparable_places
from inventory.models import InventoryIndexPage, SiteProfilePage
from inventory.places.queries import FILE_COLUMNS, read_place, read_places, values_of


class ComparablePlaceTeaser(Teaser):
    """Un lieu qui ressemble à un autre."""

    reasons: list[str] = Field(description="Ce qu’ils ont en commun, en français.")


class PlaceContentData(PlaceDetail):
    """Une fiche lieu entière, et ce qui parle du lieu."""

    testimonials: list[Teaser] = Field(description="Témoignages.")
    events: list[Teaser] = Field(description="Évènements qui s’y tiennent, ou s’y sont tenus.")
    tours: list[Teaser] = Field(description="Tours qui y ont fait étape.")
    sheets: list[Teaser] = Field(description="Fiches du mémento qui le citent.")
    comparable: list[ComparablePlaceTeaser] = Field(description="Lieux comparables.")


def place_content(gate: Gate, page: SiteProfilePage) -> dict[str, Any]:
    """Return a place in the shape of `PlaceContentData`. Raise Http404 if it was unpublished since it was read."""
    values = page.values_read or (read_place(page.pk) if page.request_snapshot else values_of(page))
    if values is None:
        raise Http404("Ce lieu n’est plus public.")
    about: dict[str, Callable[[Gate, int], Sequence[Mapping[str, Any]]]] = {
        "testimonials": contracts.testimonials_of_place,
        "events": contracts.events_at_place,
        "tours": contracts.tours_at_place,
        "sheets": contracts.sheets_citing_place,
    }
    comparable = comparable_places(gate, page.pk) if page.pk else []
    return {
        **place_data(gate, values),
        **{
            name: [teaser(gate, card) for card in read(gate, page.pk)] if page.pk else []
            for name, read in about.items()
        },
        "comparable": [{**teaser(gate, card), "reasons": card["reasons"]} for card in comparable],
    }


def read_all(gate: Gate, pages: Sequence[SiteProfilePage]) -> None:
    """Read the values and the images of many places at once."""
    values = read_places(page.pk for page in pages)
    for page in pages:
        row = values.get(page.pk, {})
        page.values_read = {name: value for name, value in row.items() if name not in FILE_COLUMNS}
    photos = {photo["image_id"] for row in values.values() for photo in row["photos"]}
    images.load(photos | {page.logo_id for page in pages if page.logo_id}, gate.images)


def declare_contents() -> None:
    """Declare the page types; called in `AppConfig.ready()`."""
    declare(PageKind("inventory", InventoryIndexPage, index_data("places/"), IndexData))
    route = "places/{id}/"
    declare(PageKind("place", SiteProfilePage, place_content, PlaceContentData, route, prepare=read_all))
