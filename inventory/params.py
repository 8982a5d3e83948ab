"""The parameters of the inventory: one grammar for the page, the API, the map, the frame of partners and the files."""

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

from core.api import ListParams, in_french
from inventory.catalogue import FACETS
from inventory.criteria import Criteria
from inventory.departments import DEPARTMENTS
from inventory.vocabulary import Family, Label, Milieu, Public, Space, State, spelled

BOX = "Quatre nombres séparés par des virgules sont attendus : ouest,sud,est,nord."
NEAR = "Deux nombres séparés par une virgule sont attendus : longitude,latitude."
MOMENT = "« now » ou une date et une heure sont attendues : 2026-07-14T10:00."
#: How many places one answer describes, for the markers of a screen.
MAX_CARDS = 250
MAX_RADIUS_KM = 1_000


def _department(code: str) -> str:
    if code.upper() not in DEPARTMENTS:
        raise ValueError(f"« {code} » n’est pas le numéro d’un département : 38, 2A, 974.")
    return code.upper()


def _insee(code: str) -> str:
    if not re.fullmatch(r"\d[\dAB]\d{3}", code.upper(), re.ASCII):
        raise ValueError(f"« {code} » n’est pas un code INSEE : 38185, 2A004.")
    return code.upper()


def _siren(code: str) -> str:
    if not re.fullmatch(r"\d{9}", code, re.ASCII):
        raise ValueError(f"« {code} » n’est pas un numéro SIREN : neuf chiffres.")
    return code


def _degrees(value: str, count: int, message: str) -> list[float]:
    try:
        found = [float(part) for part in value.split(",")]
    except ValueError:
        raise ValueError(message) from None
    if len(found) != count:
        raise ValueError(message)
    # The longitudes stand at even places. « nan » is not between anything.
    if not all(abs(number) <= (90 if rank % 2 else 180) for rank, number in enumerate(found)):
        raise ValueError(f"Des degrés sont attendus. {message}")
    return found


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
    """The moment that `ouvert` names; a time without zone is one of Paris. Raises ValueError."""
    if value == "now":
        return now
    try:
        found = datetime.fromisoformat(value.replace(" ", "+"))  # a « + » of an address, decoded
        if len(value) < len("2026-07-14T10") or not 1900 < found.year < 2100:
            raise ValueError
    except ValueError:
        raise ValueError(MOMENT) from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.get_default_timezone())


Department = Annotated[str, AfterValidator(_department)]
Insee = Annotated[str, AfterValidator(_insee)]
Siren = Annotated[str, AfterValidator(_siren)]
Box = Annotated[str, AfterValidator(_box)]
Near = Annotated[str, AfterValidator(_near)]
Moment = Annotated[str, AfterValidator(_moment)]
Order = Literal[
    "title", "-title", "verified_on", "-verified_on", "updated", "-updated", "completeness", "-completeness", "distance"
]


class PlaceFilters(Schema):
    """Filters of places; those that may be repeated widen what is found."""

    q: str = Field("", max_length=10_000, description="Nom, commune ou mots de la fiche.")
    departement: list[Department] = Field([], description="Numéro : 38, 2A, 974.")
    commune: list[Insee] = Field([], description="Code INSEE.")
    epci: list[Siren] = Field([], description="Numéro SIREN de l’intercommunalité.")
    famille: list[Family] = Field([], description=f"Familles de tiers-lieux : {spelled(Family.choices)}.")
    etat: list[State] = Field([], description=f"Où en est le lieu : {spelled(State.choices)}.")
    milieu: list[Milieu] = Field([], description=f"Ce qui l’entoure : {spelled(Milieu.choices)}.")
    public: list[Public] = Field([], description=f"Qui vient : {spelled(Public.choices)}.")
    espace: list[Space] = Field([], description=f"Types d’espaces : {spelled(Space.choices)}.")
    label: list[Label] = Field([], description=f"Labels obtenus : {spelled(Label.choices)}.")
    ouvert: Moment | None = Field(
        None, description="`now`, ou une date et une heure ISO 8601 (de Paris, sans fuseau) : les lieux ouverts alors."
    )
    fermes: Literal["oui", "non"] = Field("oui", description="`non` laisse de côté les lieux qui ont fermé.")
    bbox: Box | None = Field(None, description="ouest,sud,est,nord en degrés.")
    near: Near | None = Field(
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
        """What is asked, `now` being the moment of asking."""
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
    """Filters, and the order of what they leave."""

    order: Order | None = Field(
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
    """Which places to describe."""

    id: list[Annotated[int, Field(ge=1, le=2_147_483_647)]] = Field(
        min_length=1, max_length=MAX_CARDS, description="Numéro d’un lieu de `places/map/` ; 250 au plus."
    )


#: What other sites add to the addresses they link to: no filter of ours, and nothing to tell the reader about.
_TRACKERS = re.compile(r"utm_|fbclid$|gclid$|mtm_|pk_")


def understood(query: QueryDict, known: Iterable[str] = ()) -> tuple[OrderedFilters, dict[str, str]]:
    """The filters of a page's address, and by parameter what is wrong with those left aside, in French.

    `known` names the page's own parameters, which filter nothing. Empty values are what a form sends where nothing is
    chosen, and count as absent.
    """
    given: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, values in query.lists():
        filled = list(dict.fromkeys(value for value in values if value.strip()))
        field = OrderedFilters.model_fields.get(name)
        if field is None:
            if name not in known and not _TRACKERS.match(name):
                problems[name] = "Ce filtre n’existe pas."
        elif any("\0" in value for value in filled):
            problems[name] = "Cette valeur ne se lit pas."
        elif filled:
            given[name] = filled if field.default == [] else filled[-1]
    while True:
        try:
            return OrderedFilters.model_validate(given), problems
        except ValidationError as error:
            wrong = error.errors()
        for problem in wrong:
            name = str(problem["loc"][0])
            problems[name] = _told(problem)
            if len(problem["loc"]) == 1:
                given.pop(name, None)
        for name in given:
            # Of several values those that are wrong are left aside: the others still filter.
            ranks = {problem["loc"][1] for problem in wrong if problem["loc"][0] == name and len(problem["loc"]) > 1}
            if ranks:
                given[name] = [value for rank, value in enumerate(given[name]) if rank not in ranks]


def possible_values(name: str) -> str:
    """The codes that a filter takes, with what they mean; empty where it takes more than codes."""
    for part in (kind := OrderedFilters.model_fields[name].annotation, *get_args(kind)):
        if isinstance(part, type) and issubclass(part, models.TextChoices):
            return spelled(part.choices)
        if get_origin(part) is Literal:
            return ", ".join(get_args(part))
    return ""


def _told(problem: Mapping[str, Any]) -> str:
    """What is wrong with a value, for who reads a page: of a list of codes, only that this one is not in it."""
    if problem["type"] in ("enum", "literal_error"):
        return f"« {str(problem['input'])[:40]} » n’existe pas."
    return in_french(problem)["msg"]
