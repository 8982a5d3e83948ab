"""How much of a sheet is filled, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from core.gate import Audience
from inventory.visibility import FIELD_GROUPS, hidden
from inventory.vocabulary import State

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

#: What is missing of a commune whose name is there: only its code tells which of its namesakes, and its département.
NAMED = "le code INSEE de la commune"


def missing(place: SiteProfilePage | Mapping[str, Any], reserved: Collection[str] = ()) -> list[str]:
    """What a sheet does not say yet, in words; what stands in `reserved` fields is nobody's to miss."""
    return [
        NAMED if names == ("insee_code",) and _filled(place, "commune") else label
        for label, names in EXPECTED
        if not set(names) <= set(reserved) and not any(_filled(place, name) for name in names)
    ]


def score(place: SiteProfilePage) -> int:
    """How much is filled of what a place shows to everyone, out of 100.

    What it reserves to some counts on neither side: the number tells nothing of it.
    """
    closed = hidden({column: getattr(place, column) for column in FIELD_GROUPS}, Audience.PUBLIC)
    asked = [names for _, names in EXPECTED if not set(names) <= closed]
    told = [names for names in asked if any(name not in closed and _filled(place, name) for name in names)]
    return round(100 * len(told) / len(asked))


def _filled(place: SiteProfilePage | Mapping[str, Any], name: str) -> bool:
    value = place[name] if isinstance(place, Mapping) else getattr(place, name)
    if hasattr(value, "get_object_list"):  # a list within the sheet, saved or not
        return bool(value.get_object_list())
    if name == "state" and value == State.UNKNOWN:
        return False
    return value is not None and value != "" and bool(value or value == 0)
