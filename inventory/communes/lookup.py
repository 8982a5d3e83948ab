"""Looks up communes by code, name or postcode. While the table is empty, look-ups are empty and any value is valid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When

from core.db.queries import OneOf, Prepared
from core.geo.points import write_point
from core.text.fold import fold
from inventory.choices import Precision
from inventory.geo.departments import department_of
from inventory.models.commune import Commune, FormerCommune

CHUNK = 500
UNKNOWN_CODE = "Aucune commune n’a ce code INSEE. Vérifiez-le, ou laissez-le vide : le nom et le code postal suffisent."
#: A commune with at least this many inhabitants is recognised by its name alone, wherever it is.
KNOWN_FROM = 5_000
_ARTICLE = re.compile(r"^(?:l|la|le|les) (?=.)")
_SAINT = re.compile(r"\bst(e?)\b")
#: A number written beside a name: a postcode, an INSEE code, or a département.
_NUMBER = re.compile(r"\b(?:\d{2,5}|2[AB](?:\d{3})?)\b", re.IGNORECASE)


class CommuneSize(models.TextChoices):
    """Bands of the population of a commune."""

    UNDER_500 = "under_500", "Moins de 500 habitants"
    UNDER_2000 = "500_2000", "500 à 2\u202f000 habitants"
    UNDER_10000 = "2000_10000", "2\u202f000 à 10\u202f000 habitants"
    UNDER_50000 = "10000_50000", "10\u202f000 à 50\u202f000 habitants"
    UNDER_200000 = "50000_200000", "50\u202f000 à 200\u202f000 habitants"
    OVER_200000 = "over_200000", "200\u202f000 habitants et plus"


_BOUNDS = (500, 2_000, 10_000, 50_000, 200_000)


class PlaceLike(Protocol):
    """The fields of a place that `complete` reads and fills."""

    postcode: str
    commune: str
    insee_code: str
    epci_code: str
    epci_name: str
    point: str
    precision: str


# --- By code --------------------------------------------------------------------------------------------------------


def find_commune(code: str) -> Commune | None:
    """Return the current commune of an INSEE code, which may be that of a former commune. At most two queries."""
    if not code:
        return None
    commune = Commune.objects.filter(pk=code).first()
    if commune is None and (former := FormerCommune.objects.select_related("commune").filter(pk=code).first()):
        return former.commune
    return commune


def find_communes(codes: Iterable[str]) -> dict[str, Commune]:
    """Return the current commune by code, as `find_commune` does, for at most `CHUNK` codes. At most two queries."""
    unique_codes = {code for code in codes if code}
    communes = Commune.objects.in_bulk(unique_codes) if unique_codes else {}
    if missing := unique_codes - communes.keys():
        former = FormerCommune.objects.select_related("commune").filter(pk__in=missing)
        communes |= {row.code: row.commune for row in former}
    return communes


def resolve_insee(code: str) -> str:
    """Return the current code for that of a former commune or an arrondissement; any other code unchanged."""
    commune = find_commune(code)
    return commune.insee_code if commune else code


def validate_known_insee(code: str) -> None:
    """Refuse a well-formed code that no commune has or had, unless the table is empty. Raises ValidationError."""
    if code and find_commune(code) is None and Commune.objects.exists():
        raise ValidationError(UNKNOWN_CODE, code="unknown")


# --- By name --------------------------------------------------------------------------------------------------------


def fold_name(text: str) -> str:
    """Normalise a name for comparison: « St-Égrève » is « saint egreve », « L’Isle-d’Abeau » is « isle d abeau »."""
    return _ARTICLE.sub("", _SAINT.sub(r"saint\1", fold(text)))


def search(text: str, limit: int = 8) -> list[Commune]:
    """Return communes whose name, postcode or INSEE code starts with a text.

    Communes with exactly this name come first, then the most populous; then those that a former name matches. At most
    two queries.
    """
    name, number = _parts(text)
    if not name and not number:
        return []
    communes = _rows(Q(folded__startswith=name) & _numbered(number), limit, first=name)
    if name and len(communes) < limit:
        whole = Q(folded__startswith=fold_name(text))  # « Paris 11 » is an arrondissement, not a département
        communes += _by_former_name(Q(folded__startswith=name) & _numbered(number, former=True) | whole, limit)
    return _unique(communes, limit)


def communes_starting_with(text: str, codes: Iterable[str]) -> list[Commune]:
    """Return, among the communes with these codes, those whose name starts with a text. One query per 500 codes."""
    name, number = _parts(text)
    remaining = iter(sorted(codes) if name else ())
    communes: list[Commune] = []
    while chunk := list(islice(remaining, CHUNK)):
        communes += _rows(Q(folded__startswith=name, pk__in=chunk) & _numbered(number), first=name)
    return communes


def communes_named(text: str) -> list[Commune]:
    """Return communes by exact name or postcode: « Grenoble », « 38000 », « 38000 St Égrève », « Vif (38) ».

    Namesakes are sorted by descending population. The name of a former commune gives the commune that it is part of.
    """
    name, number = _parts(text)
    if not name and not number:
        return []
    if not name:
        return _rows(_numbered(number)) if len(number) == 5 else []
    communes = _rows(Q(folded=name) & _numbered(number))
    name_with_article = fold(_NUMBER.sub(" ", text))
    if exact := [commune for commune in communes if fold(commune.name) == name_with_article]:
        return exact
    if communes and not _ARTICLE.match(name_with_article):
        return communes
    whole = fold_name(text)
    part = Q(folded__in=[f"{whole} arrondissement", f"{whole}e arrondissement"])
    return _unique(_by_former_name(Q(folded=name) & _numbered(number, former=True) | part))


def well_known_names() -> list[str]:
    """Return the folded names of the communes with `KNOWN_FROM` inhabitants: about 2,300. One query."""
    return list(Commune.objects.filter(population__gte=KNOWN_FROM).order_by().values_list("folded", flat=True))


class NamedCommune(NamedTuple):
    """A current commune, found by the folded form of its name or of the name of a commune that is now part of it."""

    folded: str
    code: str
    name: str
    population: int | None
    longitude: Decimal | None
    latitude: Decimal | None

    @property
    def department(self) -> str:
        return department_of(self.code)

    @property
    def centre(self) -> tuple[float, float] | None:
        """Longitude and latitude in degrees; None if unknown."""
        return (
            None if self.longitude is None or self.latitude is None else (float(self.longitude), float(self.latitude))
        )


def by_folded_names(names: Iterable[str]) -> list[NamedCommune]:
    """Return the communes with exactly these names (see `fold_name`), by descending population. One query.

    Former names count too, and are followed by those that communes have today.
    """
    sorted_names = sorted(names)
    rows = _named.rows(names=sorted_names) if sorted_names else []
    communes = (NamedCommune(**row) for row in rows)
    return sorted(communes, key=lambda row: (-(row.population or 0), row.code))


# Compiled once: Django takes longer to write this SQL than the database to answer it, and each search runs it.
_named = Prepared(
    lambda params: (
        Commune.objects.filter(OneOf(F("folded"), params["names"]))
        .values("folded", "name", "population", "longitude", "latitude", code=F("insee_code"))
        .union(
            FormerCommune.objects.filter(OneOf(F("folded"), params["names"])).values(
                "folded",
                current_name=F("commune__name"),
                current_population=F("commune__population"),
                current_longitude=F("commune__longitude"),
                current_latitude=F("commune__latitude"),
                current_code=F("commune__insee_code"),
            )
        )
    ),
    names="names",
)


def of_postcode(communes: list[Commune], postcode: str) -> list[Commune]:
    """Filter communes by postcode; if none has it, by the postcode's département."""
    matches = [commune for commune in communes if postcode in commune.postcodes]
    return matches or [commune for commune in communes if commune.department == department_of("", postcode)]


def _parts(text: str) -> tuple[str, str]:
    """Split a text into the normalised name and the number, "" for a missing part."""
    text = text[:100]
    number = _NUMBER.search(text)
    return fold_name(_NUMBER.sub(" ", text)), number[0].upper() if number else ""


def _numbered(number: str, *, former: bool = False) -> Q:
    """Return the condition that the postcode or INSEE code of a commune (or a former one) starts with a number."""
    if not number:
        return Q()
    if former:
        return Q(commune__postcodes__contains=f",{number}") | Q(code__startswith=number)
    return Q(postcodes__contains=f",{number}") | Q(insee_code__startswith=number)


def _rows(condition: Q, limit: int | None = None, first: str = "") -> list[Commune]:
    """Return communes by descending population, after those whose folded name is `first`."""
    exact = Case(When(folded=first, then=0), default=1)
    rows = Commune.objects.filter(condition).order_by(exact, F("population").desc(nulls_last=True), "pk")
    return list(rows[:limit])


def _by_former_name(condition: Q, limit: int | None = None) -> list[Commune]:
    """Return the current communes of the former ones that match, each with the former name as `via`."""
    rows = FormerCommune.objects.select_related("commune").filter(condition)
    rows = rows.order_by(F("commune__population").desc(nulls_last=True), "pk")
    communes = []
    for row in rows[:limit]:
        row.commune.via = "" if row.commune.name == row.name else row.name
        communes.append(row.commune)
    return communes


def _unique(communes: Iterable[Commune], limit: int | None = None) -> list[Commune]:
    by_code: dict[str, Commune] = {}
    for commune in communes:
        by_code.setdefault(commune.insee_code, commune)
    return list(by_code.values())[:limit]


# --- Completing a place ---------------------------------------------------------------------------------------------


def complete(place: PlaceLike) -> list[str]:
    """Fill the blank location fields of a place from its commune; return the names of the fields that changed.

    The commune is that of the INSEE code, or else the only one of this name and postcode. Values that are already set
    stay, except a former INSEE code, which becomes the current one. A blank point becomes the centre of the commune,
    with the precision « commune ».
    """
    commune = find_commune(place.insee_code) if place.insee_code else _only_match(place.commune, place.postcode)
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


def _only_match(name: str, postcode: str) -> Commune | None:
    """Return the only commune of this name and postcode (or its département); None if there are several or none."""
    communes = communes_named(name) if fold_name(name) else []
    matches = of_postcode(communes, postcode) if postcode else communes
    return matches[0] if len(matches) == 1 else None


# --- Sizes ----------------------------------------------------------------------------------------------------------


def size_band(population: int) -> CommuneSize:
    """Return the band of a population; a bound belongs to the band above it."""
    return list(CommuneSize)[sum(population >= bound for bound in _BOUNDS)]


def commune_sizes(codes: Iterable[str]) -> dict[str, CommuneSize]:
    """Return the size band of communes by INSEE code, without unknown ones. One query per 500 codes."""
    by_code: dict[str, CommuneSize] = {}
    remaining = iter(sorted({code for code in codes if code}))
    while chunk := list(islice(remaining, CHUNK)):
        rows: Any = Commune.objects.filter(pk__in=chunk, population__isnull=False)
        by_code.update((code, size_band(people)) for code, people in rows.values_list("pk", "population"))
    return by_code
