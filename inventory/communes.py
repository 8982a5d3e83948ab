"""What the table of communes answers. Where it is empty nothing is known, nothing is refused, all can be typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When

from inventory.departments import department_of
from inventory.likeness import fold
from inventory.models.commune import Commune, FormerCommune
from inventory.points import write_point
from inventory.vocabulary import Precision

CHUNK = 500
_ARTICLE = re.compile(r"^(?:l|la|le|les) (?=.)")
_SAINT = re.compile(r"\bst(e?)\b")
#: What a reader may write of a number beside the name: a postcode, an INSEE code, or the département of either.
_NUMBER = re.compile(r"\b(?:\d{2,5}|2[AB](?:\d{3})?)\b", re.IGNORECASE)


class CommuneSize(models.TextChoices):
    """How many people live in a commune."""

    UNDER_500 = "under_500", "Moins de 500 habitants"
    UNDER_2000 = "500_2000", "500 à 2\u202f000 habitants"
    UNDER_10000 = "2000_10000", "2\u202f000 à 10\u202f000 habitants"
    UNDER_50000 = "10000_50000", "10\u202f000 à 50\u202f000 habitants"
    UNDER_200000 = "50000_200000", "50\u202f000 à 200\u202f000 habitants"
    OVER_200000 = "over_200000", "200\u202f000 habitants et plus"


_BOUNDS = (500, 2_000, 10_000, 50_000, 200_000)


@dataclass(frozen=True)
class CommuneData:
    """A commune of today. Coordinates are those of its middle, in degrees; `via` is the former name it was found by."""

    insee_code: str
    name: str
    department: str
    postcodes: tuple[str, ...] = ()
    population: int | None = None
    epci_code: str = ""
    epci_name: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    via: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class PlaceLike(Protocol):
    """The fields of a place that `complete` reads and fills."""

    postcode: str
    commune: str
    insee_code: str
    epci_code: str
    epci_name: str
    point: str
    precision: str


# --- One code -------------------------------------------------------------------------------------------------------


def lookup(code: str) -> CommuneData | None:
    """The commune of today that has this code, or has taken in the one that had it. Two queries at most."""
    if not code:
        return None
    found = Commune.objects.filter(pk=code).first()
    if found is None:
        former = FormerCommune.objects.select_related("commune").filter(pk=code).first()
        found = former.commune if former else None
    return _data(found) if found else None


def resolve_insee(code: str) -> str:
    """Today's code for that of a former commune or of an arrondissement, the code itself otherwise."""
    found = lookup(code)
    return found.insee_code if found else code


def known(code: str) -> bool | None:
    """Whether a commune has or had this code; None while the table is empty."""
    if lookup(code):
        return True
    return False if Commune.objects.exists() else None


def validate_known_insee(code: str) -> None:
    """Refuse a well-formed code that no commune has or had. Raises ValidationError."""
    if code and known(code) is False:
        raise ValidationError(
            "Aucune commune n’a ce code INSEE. Vérifiez-le, ou laissez-le vide : le nom et le code postal suffisent.",
            code="unknown",
        )


def todays_codes() -> dict[str, str]:
    """Today's code by every code that is or was one; empty while the table is. Two queries, for a whole import."""
    codes = dict(FormerCommune.objects.values_list("code", "commune_id"))
    codes.update((code, code) for code in Commune.objects.values_list("insee_code", flat=True))
    return codes


# --- Names ----------------------------------------------------------------------------------------------------------


def fold_name(text: str) -> str:
    """A commune's name for look-up: « St-Égrève » is « saint egreve », « L’Isle-d’Abeau » is « isle d abeau »."""
    return _ARTICLE.sub("", _SAINT.sub(r"saint\1", fold(text)))


def search(text: str, limit: int = 8) -> list[CommuneData]:
    """Communes whose name, postcode or INSEE code begins so: those of just this name, then the most populous first.

    Two queries at most.
    """
    name, number = _parts(text)
    if not name and not number:
        return []
    found = _rows(Q(folded__startswith=name) & _numbered(number), limit, first=name)
    if name and len(found) < limit:
        whole = Q(folded__startswith=fold_name(text))  # « Paris 11 » is an arrondissement, not a département
        found += _formerly(Q(folded__startswith=name) & _numbered(number, former=True) | whole, limit)
    return _once(found, limit)


def beginning(text: str, codes: Iterable[str]) -> list[CommuneData]:
    """Those of the communes that have these codes whose name begins so, as `search` orders them. One query for 500."""
    name, number = _parts(text)
    remaining = iter(sorted(codes) if name else ())
    found: list[CommuneData] = []
    while chunk := list(islice(remaining, CHUNK)):
        found += _rows(Q(folded__startswith=name, pk__in=chunk) & _numbered(number), first=name)
    return found


def named(text: str) -> list[CommuneData]:
    """Communes that these words name exactly: « Grenoble », « 38000 », « St Égrève », « 38000 Grenoble », « Vif (38) ».

    A name that two communes bear gives both, the most populous first; one that none bears any more gives the commune
    that has taken it in.
    """
    name, number = _parts(text)
    if not name and not number:
        return []
    if not name:
        return _rows(_numbered(number)) if len(number) == 5 else []
    found = _rows(Q(folded=name) & _numbered(number))
    typed = fold(_NUMBER.sub(" ", text))
    if exact := [commune for commune in found if fold(commune.name) == typed]:
        return exact
    if found and not _ARTICLE.match(typed):
        return found
    whole = fold_name(text)
    part = Q(folded__in=[f"{whole} arrondissement", f"{whole}e arrondissement"])
    return _once(_formerly(Q(folded=name) & _numbered(number, former=True) | part))


def _parts(text: str) -> tuple[str, str]:
    """The folded name and the number in what somebody wrote."""
    text = text[:100]
    number = _NUMBER.search(text)
    return fold_name(_NUMBER.sub(" ", text)), number[0].upper() if number else ""


def _numbered(number: str, *, former: bool = False) -> Q:
    """Communes (or former ones) by a postcode or an INSEE code, or by the beginning of either."""
    if not number:
        return Q()
    if former:
        return Q(commune__postcodes__contains=f",{number}") | Q(code__startswith=number)
    return Q(postcodes__contains=f",{number}") | Q(insee_code__startswith=number)


def _rows(condition: Q, limit: int | None = None, first: str = "") -> list[CommuneData]:
    """The communes of this folded name `first`, then by the number of inhabitants."""
    exact = Case(When(folded=first, then=0), default=1)
    rows = Commune.objects.filter(condition).order_by(exact, F("population").desc(nulls_last=True), "pk")
    return [_data(row) for row in rows[:limit]]


def _formerly(condition: Q, limit: int | None = None) -> list[CommuneData]:
    rows = FormerCommune.objects.select_related("commune").filter(condition)
    rows = rows.order_by(F("commune__population").desc(nulls_last=True), "pk")
    return [_data(row.commune, via=row.name) for row in rows[:limit]]


def _once(found: Iterable[CommuneData], limit: int | None = None) -> list[CommuneData]:
    by_code: dict[str, CommuneData] = {}
    for commune in found:
        by_code.setdefault(commune.insee_code, commune)
    return list(by_code.values())[:limit]


def _data(row: Commune, via: str = "") -> CommuneData:
    return CommuneData(
        insee_code=row.insee_code,
        name=row.name,
        department=row.department,
        postcodes=tuple(row.postcodes),
        population=row.population,
        epci_code=row.epci_code,
        epci_name=row.epci_name,
        longitude=row.longitude,
        latitude=row.latitude,
        via="" if via == row.name else via,
    )


# --- A place --------------------------------------------------------------------------------------------------------


def complete(place: PlaceLike) -> list[str]:
    """Fill what is blank in a place from its INSEE code, or from its commune where one alone is meant.

    What was typed stays, but for a former INSEE code, which becomes today's. A point that comes from here is the middle
    of the commune, and its precision says so. Returns the names of the fields that changed.
    """
    commune = lookup(place.insee_code) if place.insee_code else _meant(place.commune, place.postcode)
    if commune is None:
        return []
    values = {"commune": commune.name, "epci_code": commune.epci_code}
    if len(commune.postcodes) == 1:
        values["postcode"] = commune.postcodes[0]
    if place.epci_code in ("", commune.epci_code):
        values["epci_name"] = commune.epci_name
    changes = {name: value for name, value in values.items() if value and not getattr(place, name)}
    if place.insee_code != commune.insee_code:
        changes["insee_code"] = commune.insee_code
    if not place.point and commune.longitude is not None and commune.latitude is not None:
        changes["point"] = write_point(commune.longitude, commune.latitude)
        changes["precision"] = Precision.COMMUNE.value
    for name, value in changes.items():
        setattr(place, name, value)
    return list(changes)


def _meant(name: str, postcode: str) -> CommuneData | None:
    """The one commune of this name, told from its namesakes by the postcode or else its département."""
    found = named(name) if fold_name(name) else []
    if postcode:
        there = [commune for commune in found if postcode in commune.postcodes]
        found = there or [commune for commune in found if commune.department == department_of("", postcode)]
    return found[0] if len(found) == 1 else None


# --- Sizes ----------------------------------------------------------------------------------------------------------


def size_band(population: int) -> CommuneSize:
    """The band of a number of inhabitants; a bound belongs to the band above it."""
    return list(CommuneSize)[sum(population >= bound for bound in _BOUNDS)]


def sizes(codes: Iterable[str]) -> dict[str, CommuneSize]:
    """The size of each commune by INSEE code; those unknown are left out. One query for 500 codes."""
    found: dict[str, CommuneSize] = {}
    remaining = iter(sorted({code for code in codes if code}))
    while chunk := list(islice(remaining, CHUNK)):
        rows: Any = Commune.objects.filter(pk__in=chunk, population__isnull=False)
        found.update((code, size_band(people)) for code, people in rows.values_list("pk", "population"))
    return found
