"""Parses and validates the query parameters of places, for pages, the API, the map and the export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_origin

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from ninja import Field, Schema
from pydantic import AfterValidator, ValidationError, ValidationInfo, field_validator

from core.api.errors import translate_error
from core.api.parameters import ListParams
from core.choices import describe_choices
from core.text.lengths import LONGEST_QUERY
from inventory.catalogue.bitmap_index import FACETS
from inventory.catalogue.criteria import Criteria
from inventory.choices import Family, Label, Milieu, Public, Space, State
from inventory.geo.departments import DEPARTMENTS

BOX = "Quatre nombres séparés par des virgules sont attendus : ouest,sud,est,nord."
NEAR = "Deux nombres séparés par une virgule sont attendus : longitude,latitude."
MOMENT = "« now » ou une date et une heure sont attendues : 2026-07-14T10:00."
#: Places per request for cards: as many as the map has markers on screen.
MAX_CARDS = 250
MAX_RADIUS_KM = 1_000
INSEE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)
SIREN = re.compile(r"\d{9}", re.ASCII)


def _department(code: str) -> str:
    if code.upper() not in DEPARTMENTS:
        raise ValueError(f"« {code} » n’est pas le numéro d’un département, par exemple 38, 2A ou 974.")
    return code.upper()


def _insee(code: str) -> str:
    if not INSEE.fullmatch(code.upper()):
        raise ValueError(f"« {code} » n’est pas un code INSEE : 38185, 2A004.")
    return code.upper()


def _siren(code: str) -> str:
    if not SIREN.fullmatch(code):
        raise ValueError(f"« {code} » n’est pas un numéro SIREN : neuf chiffres.")
    return code


def _degrees(value: str, count: int, message: str) -> list[float]:
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        raise ValueError(message) from None
    if len(numbers) != count:
        raise ValueError(message)
    # Longitudes have even indexes. The comparison is false for NaN.
    if not all(abs(number) <= (90 if rank % 2 else 180) for rank, number in enumerate(numbers)):
        raise ValueError(f"Des degrés sont attendus. {message}")
    return numbers


def _box(value: str) -> str:
    _, south, _, north = _degrees(value, 4, BOX)
    if south > north:
        raise ValueError("Le sud est attendu avant le nord : ouest,sud,est,nord.")
    return value


def _near(value: str) -> str:
    _degrees(value, 2, NEAR)
    return value


def _moment(value: str) -> str:
    read_moment(value, timezone.now())
    return value


def read_moment(value: str, now: datetime) -> datetime:
    """Parse a value of `ouvert`: « now », or an ISO 8601 date and time (of Paris without a zone). Raises ValueError."""
    if value == "now":
        return now
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+"))  # a « + » in a URL is decoded as a space
        if len(value) < len("2026-07-14T10") or not 1900 < moment.year < 2100:
            raise ValueError
    except ValueError:
        raise ValueError(MOMENT) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())


DepartmentCode = Annotated[str, AfterValidator(_department)]
InseeCode = Annotated[str, AfterValidator(_insee)]
SirenCode = Annotated[str, AfterValidator(_siren)]
BoxParam = Annotated[str, AfterValidator(_box)]
NearParam = Annotated[str, AfterValidator(_near)]
MomentParam = Annotated[str, AfterValidator(_moment)]
OrderParam = Literal[
    "title", "-title", "verified_on", "-verified_on", "updated", "-updated", "completeness", "-completeness", "distance"
]


class PlaceFilters(Schema):
    """Filters of places. A repeated parameter matches places that have any of its values."""

    q: str = Field("", max_length=LONGEST_QUERY, description="Nom, commune ou mots de la fiche.")
    departement: list[DepartmentCode] = Field([], description="Numéro : 38, 2A, 974.")
    commune: list[InseeCode] = Field([], description="Code INSEE.")
    epci: list[SirenCode] = Field([], description="Numéro SIREN de l’intercommunalité.")
    famille: list[Family] = Field([], description=f"Familles de tiers-lieux : {describe_choices(Family.choices)}.")
    etat: list[State] = Field([], description=f"Où en est le lieu : {describe_choices(State.choices)}.")
    milieu: list[Milieu] = Field([], description=f"Ce qui l’entoure : {describe_choices(Milieu.choices)}.")
    public: list[Public] = Field([], description=f"Qui vient : {describe_choices(Public.choices)}.")
    espace: list[Space] = Field([], description=f"Types d’espaces : {describe_choices(Space.choices)}.")
    label: list[Label] = Field([], description=f"Labels obtenus : {describe_choices(Label.choices)}.")
    ouvert: MomentParam | None = Field(
        None, description="`now`, ou une date et une heure ISO 8601 (de Paris, sans fuseau) : les lieux ouverts alors."
    )
    fermes: Literal["oui", "non"] = Field("oui", description="`non` laisse de côté les lieux qui ont fermé.")
    bbox: BoxParam | None = Field(None, description="ouest,sud,est,nord en degrés.")
    near: NearParam | None = Field(
        None, description="longitude,latitude en degrés : ajoute `distance_km`, du plus proche au plus loin."
    )
    radius_km: float | None = Field(None, gt=0, le=MAX_RADIUS_KM, description="Avec `near` : rayon en kilomètres.")

    @field_validator("radius_km")
    @classmethod
    def radius_needs_a_centre(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and not info.data.get("near"):
            raise ValueError("Un rayon demande un centre : `near`.")
        return value

    def criteria(self, now: datetime | None = None) -> Criteria:
        """Convert to criteria; `now` is the moment that « ouvert=now » means."""
        facets = {name: tuple(str(code) for code in getattr(self, name)) for name in FACETS}
        return Criteria(
            text=self.q.strip(),
            facets={name: codes for name, codes in facets.items() if codes},
            open_at=read_moment(self.ouvert, now or timezone.now()) if self.ouvert else None,
            without_closed=self.fermes == "non",
            box=tuple(_degrees(self.bbox, 4, BOX)) if self.bbox else None,  # type: ignore[arg-type]
            near=tuple(_degrees(self.near, 2, NEAR)) if self.near else None,  # type: ignore[arg-type]
            radius_km=self.radius_km,
            order=getattr(self, "order", None) or "",
        )


class OrderedFilters(PlaceFilters):
    """Filters and sort order."""

    order: OrderParam | None = Field(
        None, description="Par défaut le nom ; la pertinence avec `q`, la distance avec `near`."
    )

    @field_validator("order")
    @classmethod
    def distance_needs_a_centre(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value == "distance" and not info.data.get("near"):
            raise ValueError("L’ordre des distances demande un centre : `near`.")
        return value


class PlaceParams(OrderedFilters, ListParams):
    """Parameters of the list of places."""


class CardParams(Schema):
    """Parameters of the cards of places: their ids."""

    id: list[Annotated[int, Field(ge=1, le=2_147_483_647)]] = Field(
        min_length=1, max_length=MAX_CARDS, description="Numéro d’un lieu de `places/map/` ; 250 au plus."
    )


#: Tracking parameters that other sites add to their links: ignored without an error.
_TRACKERS = re.compile(r"utm_|fbclid$|gclid$|mtm_|pk_")


def parse_filters(query: QueryDict, other_params: Iterable[str] = ()) -> tuple[OrderedFilters, dict[str, str]]:
    """Return the valid filters of a query string, and a French message by name for each rejected parameter.

    `other_params` names parameters of the page that are not filters. Empty values, which forms send for unused inputs,
    count as absent.
    """
    params: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, values in query.lists():
        filled = list(dict.fromkeys(value for value in values if value.strip()))
        field = OrderedFilters.model_fields.get(name)
        if field is None:
            if name not in other_params and not _TRACKERS.match(name):
                problems[name] = "Ce filtre n’existe pas."
        elif any("\0" in value for value in filled):
            problems[name] = "Cette valeur ne se lit pas."
        elif filled:
            params[name] = filled if field.default == [] else filled[-1]
    while True:
        try:
            return OrderedFilters.model_validate(params), problems
        except ValidationError as error:
            errors = error.errors()
        for problem in errors:
            name = str(problem["loc"][0])
            problems[name] = _message(problem)
            if len(problem["loc"]) == 1:
                params.pop(name, None)
        for name in params:
            # Drop only the invalid values of a repeated parameter: the others still filter.
            ranks = {error["loc"][1] for error in errors if error["loc"][0] == name and len(error["loc"]) > 1}
            if ranks:
                params[name] = [value for rank, value in enumerate(params[name]) if rank not in ranks]


def possible_values(name: str) -> str:
    """Return the codes that a filter accepts, with their labels; "" if it accepts other values than codes."""
    for annotation in (whole := OrderedFilters.model_fields[name].annotation, *get_args(whole)):
        if isinstance(annotation, type) and issubclass(annotation, models.TextChoices):
            return describe_choices(annotation.choices)
        if get_origin(annotation) is Literal:
            return ", ".join(get_args(annotation))
    return ""


def _message(problem: Mapping[str, Any]) -> str:
    """Return the French message about a rejected value, without the list of all possible codes."""
    if problem["type"] in ("enum", "literal_error"):
        return f"« {str(problem['input'])[:40]} » n’existe pas."
    return translate_error(problem)["msg"]
