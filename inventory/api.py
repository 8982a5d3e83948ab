"""The API of places."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router
from pydantic import AfterValidator

from core.api import ListParams, find, following_moves, listing, read
from core.fields import date_data
from core.gate import Gate
from core.schemas import Page
from inventory.departments import DEPARTMENTS
from inventory.listing import api_items, places_of, rows
from inventory.models import SiteProfilePage
from inventory.querysets import PlaceQuerySet
from inventory.schemas import PlaceDetail, PlaceItem
from inventory.sheet import epci_of, place_sheet
from inventory.vocabulary import Family, Milieu, State

router = Router(tags=["places"])


BOX = "Quatre nombres séparés par des virgules sont attendus : ouest,sud,est,nord."


def _department(code: str) -> str:
    if code.upper() not in DEPARTMENTS:
        raise ValueError(f"« {code} » n’est pas le numéro d’un département : 38, 2A, 974.")
    return code.upper()


def _box(value: str) -> str:
    parts = value.split(",")
    if len(parts) != 4:
        raise ValueError(BOX)
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        raise ValueError(BOX) from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("Des degrés sont attendus, le sud avant le nord : ouest,sud,est,nord.")
    return value


Department = Annotated[str, AfterValidator(_department)]
Box = Annotated[str, AfterValidator(_box)]
ORDERS = {"title": "title", "-title": "-title", "verified_on": "verified_on", "-verified_on": "-verified_on"}


class PlaceParams(ListParams):
    """Filters of the list of places; those that may be repeated widen the list."""

    q: str = Field("", max_length=10_000, description="Nom, commune ou mots de la fiche.")
    departement: list[Department] = Field([], description="Numéro : 38, 2A, 974.")
    commune: list[str] = Field([], description="Code INSEE.")
    epci: list[str] = Field([], description="Numéro SIREN de l’intercommunalité.")
    famille: list[Family] = []
    etat: list[State] = []
    milieu: list[Milieu] = []
    bbox: Box | None = Field(None, description="ouest,sud,est,nord en degrés.")
    order: Literal["title", "-title", "verified_on", "-verified_on"] | None = Field(
        None, description="Par défaut le nom, ou la pertinence avec `q`."
    )

    def narrow(self, places: PlaceQuerySet) -> PlaceQuerySet:
        """The places that these filters leave, in the order asked."""
        if self.departement:
            places = places.in_departments(self.departement)
        if self.commune:
            places = places.in_communes(self.commune)
        if self.epci:
            places = places.in_epcis(self.epci)
        if self.famille:
            places = places.of_families(self.famille)
        if self.etat:
            places = places.in_states(self.etat)
        if self.milieu:
            places = places.in_milieus(self.milieu)
        if self.bbox:
            places = places.within_box(*(float(part) for part in self.bbox.split(",")))
        if self.order:
            places = places.order_by(ORDERS[self.order], "pk")
        elif not self.q:
            places = places.by_name()
        return places


@read(router, "/", response=Page[PlaceItem], summary="Lieux")
def list_places(request: HttpRequest, params: Query[PlaceParams]) -> dict[str, Any]:
    """Les lieux, avec ce qu’il faut pour une vignette. Au plus cinq requêtes à la base, quelle que soit `limit`."""
    gate = Gate.for_request(request)
    return listing(params.narrow(places_of(gate, params.q)), params, lambda page: api_items(gate, rows(page)))


@read(router, "/{slug}/", response=PlaceDetail, summary="Une fiche lieu")
@following_moves
def place_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La fiche entière. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    page = find(gate, SiteProfilePage, slug).first()
    assert page is not None
    place = place_sheet(page, gate, absolute=True)
    for name in ("longitude", "latitude"):
        place[name] = None if place[name] is None else float(place[name])
    for name in ("opened", "closed"):
        place[name] = date_data(place, name)
        for column in ("earliest", "latest", "label"):
            del place[f"{name}_{column}"]
    place["epci"] = epci_of(place)
    for name in ("epci_code", "epci_name"):
        del place[name]
    return {
        "id": page.translation_key,
        "slug": page.slug,
        "title": page.title,
        "url": gate.full_url(page.url_path),
        "themes": page.theme_rows(),
        **{key: value for key, value in place.items() if not key.startswith("visibility_")},
    }
