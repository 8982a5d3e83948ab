"""The parameters of the API of places: the filters are the same for the list, the map and whatever follows them."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AfterValidator

from core.api import ListParams
from inventory.departments import DEPARTMENTS
from inventory.querysets import PlaceQuerySet
from inventory.vocabulary import Family, Milieu, State

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


#: How many places one answer describes, for the markers of a screen.
MAX_CARDS = 250


class PlaceFilters(Schema):
    """Filters of places; those that may be repeated widen what is found."""

    q: str = Field("", max_length=10_000, description="Nom, commune ou mots de la fiche.")
    departement: list[Department] = Field([], description="Numéro : 38, 2A, 974.")
    commune: list[str] = Field([], description="Code INSEE.")
    epci: list[str] = Field([], description="Numéro SIREN de l’intercommunalité.")
    famille: list[Family] = []
    etat: list[State] = []
    milieu: list[Milieu] = []
    bbox: Box | None = Field(None, description="ouest,sud,est,nord en degrés.")

    def narrow(self, places: PlaceQuerySet) -> PlaceQuerySet:
        """The places that these filters leave."""
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
        return places


class PlaceParams(PlaceFilters, ListParams):
    """Parameters of the list of places."""

    order: Literal["title", "-title", "verified_on", "-verified_on"] | None = Field(
        None, description="Par défaut le nom, ou la pertinence avec `q`."
    )

    def narrow(self, places: PlaceQuerySet) -> PlaceQuerySet:
        """The places that the filters leave, in the order asked."""
        places = super().narrow(places)
        if self.order:
            places = places.order_by(ORDERS[self.order], "pk")
        elif not self.q:
            places = places.by_name()
        return places


class CardParams(Schema):
    """Which places to describe."""

    id: list[Annotated[int, Field(ge=1, le=2_147_483_647)]] = Field(
        min_length=1, max_length=MAX_CARDS, description="Numéro d’un lieu de `places/map/` ; 250 au plus."
    )
