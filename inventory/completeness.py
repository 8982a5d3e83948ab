"""How much of a sheet is filled, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage

#: What a reader may expect of a sheet: each counts once, however many of its fields are filled.
EXPECTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("le résumé", ("summary",)),
    ("la description", ("body",)),
    ("une photo", ("photos",)),
    ("les familles", ("families",)),
    ("l’état", ("state",)),
    ("la date d’ouverture", ("opened",)),
    ("la structure porteuse", ("operator", "siret", "rna")),
    ("un moyen de contact", ("website", "email", "phone")),
    ("l’adresse", ("address",)),
    ("la commune", ("insee_code",)),
    ("le point sur la carte", ("latitude",)),
    ("le milieu", ("milieu",)),
    ("les publics", ("publics", "shares")),
    ("le mode de gestion", ("management",)),
    ("les recettes", ("incomes", "subsidy", "funders")),
    ("le foncier", ("tenure",)),
    ("les types d’espaces", ("spaces", "rooms")),
    ("la capacité ou la surface", ("desks", "built_area")),
    ("les horaires", ("opening_hours", "hours_note")),
    ("les tarifs", ("prices",)),
    ("l’accessibilité", ("accessibility",)),
    ("l’animation", ("facilitation", "governance", "programming")),
    ("les difficultés", ("difficulties",)),
    ("une bonne pratique", ("practices",)),
)


def missing(place: SiteProfilePage) -> list[str]:
    """What the sheet of a place does not say yet, in words."""
    return [label for label, names in EXPECTED if not any(_filled(place, name) for name in names)]


def score(place: SiteProfilePage) -> int:
    """The filled part of a sheet, out of 100."""
    return round(100 * (1 - len(missing(place)) / len(EXPECTED)))


def _filled(place: SiteProfilePage, name: str) -> bool:
    value = getattr(place, name)
    if hasattr(value, "get_object_list"):  # a list within the sheet, saved or not
        return bool(value.get_object_list())
    return value is not None and value != "" and bool(value or value == 0)
