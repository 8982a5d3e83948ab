"""What is wrong with the location of places, compared with their communes: codes, postcodes and points."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from core.geo.points import read_point
from inventory.communes.lookup import UNKNOWN_CODE, NamedCommune, by_folded_names, find_communes, fold_name
from inventory.geo.departments import DEPARTMENTS, department_of
from inventory.geo.names import with_de
from inventory.geo.placement import misplacement
from inventory.models.commune import Commune
from inventory.quality.kinds import FlawKind
from inventory.quality.values import ValueFlaw

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage

NO_DEPARTMENT = "Aucun département n’a de code postal qui commence ainsi."
NULL_ISLAND = "Ce point est à la latitude 0 et à la longitude 0, au large de l’Afrique : replacez-le, ou videz-le."
#: In degrees: a point nearer to 0, 0 comes from empty cells and a conversion, not from a place.
NOWHERE = 0.01
#: Monaco, whose postcodes La Poste gives.
MONACO = "980"


@dataclass(frozen=True)
class KnownCommunes:
    """The communes that places name: by INSEE code, and by folded name for those without a code."""

    by_code: dict[str, Commune]
    by_name: dict[str, list[NamedCommune]]
    #: Whether the table has any commune; without communes no code counts as unknown.
    loaded: bool

    @classmethod
    def of(cls, places: Collection[SiteProfilePage]) -> KnownCommunes:
        """Read the communes of places, at most `communes.lookup.CHUNK` of them. At most four queries."""
        codes = {place.insee_code for place in places if place.insee_code}
        by_code = find_communes(codes)
        names = {fold_name(place.commune) for place in places if place.point and place.commune and not place.insee_code}
        by_name: dict[str, list[NamedCommune]] = {}
        for commune in by_folded_names(names - {""}):
            by_name.setdefault(commune.folded, []).append(commune)
        return cls(by_code, by_name, bool(by_code) or (bool(codes) and Commune.objects.exists()))


def location_flaws(place: SiteProfilePage, communes: KnownCommunes) -> Iterator[tuple[str, ValueFlaw]]:
    """Yield the fields whose values contradict one another or the communes, each with its flaw. Runs no query.

    Values that their own field refuses may be among them.
    """
    commune = communes.by_code.get(place.insee_code)
    if place.insee_code and commune is None and communes.loaded:
        yield "insee_code", ValueFlaw(FlawKind.CODES, UNKNOWN_CODE)
    if message := _wrong_postcode(place.postcode, commune):
        yield "postcode", ValueFlaw(FlawKind.CODES, message)
    if message := _wrong_point(place, commune, communes):
        yield "point", ValueFlaw(FlawKind.POINT, message)


def _wrong_postcode(postcode: str, commune: Commune | None) -> str:
    """Return why a postcode cannot be that of a commune; "" if it can.

    Postcodes of CEDEX are not in the table: any of the commune's département is accepted.
    """
    department = department_of("", postcode)
    if not postcode or department == MONACO:
        return ""
    if department not in DEPARTMENTS:
        return NO_DEPARTMENT
    if commune is None or not commune.postcodes or postcode in commune.postcodes:
        return ""
    if department[:2] in {commune.department[:2], *(code[:2] for code in commune.postcodes)}:
        return ""
    expected = ", ".join(commune.postcodes[:3])
    return f"Ce n’est pas un code postal {with_de(commune.name)} ({expected}). Corrigez le code postal ou la commune."


def _wrong_point(place: SiteProfilePage, commune: Commune | None, communes: KnownCommunes) -> str:
    try:
        coordinates = read_point(place.point)
    except ValidationError:  # a flaw of the field itself
        return ""
    if coordinates is None:
        return ""
    if all(abs(number) < NOWHERE for number in coordinates):
        return NULL_ISLAND
    if commune is None and (namesakes := _namesakes(place, communes)):
        messages = [misplacement(*coordinates, namesake) for namesake in namesakes]
        return messages[0] if all(messages) else ""  # the point may be right for any of them
    return misplacement(*coordinates, commune)


def _namesakes(place: SiteProfilePage, communes: KnownCommunes) -> list[NamedCommune]:
    """Return the communes that a place without a known code may be in, by its commune's name and its postcode."""
    department = department_of(place.insee_code, place.postcode)
    return [
        namesake
        for namesake in communes.by_name.get(fold_name(place.commune), ())
        if not place.postcode or namesake.department == department
    ]
