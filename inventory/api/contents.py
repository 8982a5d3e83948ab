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
from core.visibility.gate import Gate
from inventory.api.routes import place_data
from inventory.api.schemas import PlaceDetail
from inventory.catalogue.comparable import comparable_places
from inventory.models import InventoryIndexPage, SiteProfilePage
from inventory.places.queries import read_place, values_of


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
    values = read_place(page.pk) if page.request_snapshot else values_of(page)
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


def declare_contents() -> None:
    """Declare the page types; called in `AppConfig.ready()`."""
    declare(PageKind("inventory", InventoryIndexPage, index_data("places/"), IndexData))
    declare(PageKind("place", SiteProfilePage, place_content, PlaceContentData, "places/{id}/"))
