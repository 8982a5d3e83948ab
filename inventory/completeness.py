"""The completeness of a place: its score, and the list of missing fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Manager

from core.visibility.gate import Audience
from inventory.choices import State
from inventory.visibility import FIELD_GROUPS, hidden

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage

#: French labels and fields of what readers expect to know. An item counts as filled if any of its fields is.
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

#: Label instead of « la commune » if only the INSEE code is missing: a name alone does not identify a commune.
MISSING_INSEE_CODE = "le code INSEE de la commune"


def missing(place: SiteProfilePage | Mapping[str, Any], ignored: Collection[str] = ()) -> list[str]:
    """Return the labels of missing items, except those whose fields are all in `ignored`."""
    return [
        MISSING_INSEE_CODE if names == ("insee_code",) and _filled(place, "commune") else label
        for label, names in EXPECTED
        if not set(names) <= set(ignored) and not any(_filled(place, name) for name in names)
    ]


def score(place: SiteProfilePage) -> int:
    """Return the percentage of expected items that are filled.

    Only public fields count, so that the score discloses nothing about hidden ones.
    """
    hidden_fields = hidden({column: getattr(place, column) for column in FIELD_GROUPS}, Audience.PUBLIC)
    expected = _expected_without(frozenset(hidden_fields))
    filled = [names for names in expected if any(_filled(place, name) for name in names)]
    return round(100 * len(filled) / len(expected))


@cache
def _expected_without(hidden_fields: frozenset[str]) -> list[tuple[str, ...]]:
    """Return the fields of each expected item without these, and no item that has none left."""
    groups = (tuple(name for name in names if name not in hidden_fields) for _, names in EXPECTED)
    return [names for names in groups if names]


def _filled(place: SiteProfilePage | Mapping[str, Any], name: str) -> bool:
    value = place[name] if isinstance(place, Mapping) else getattr(place, name)
    if value is None or value == "":
        return False
    if isinstance(value, Manager):
        # `get_object_list` would make each later save compare the list with the database.
        return value.exists()
    if name == "state" and value == State.UNKNOWN:
        return False
    return bool(value or value == 0)
