"""Which audience may see which fields of a place: one rule for the page, the API, the map, the search and files.

Each place sets the widest audience of each group of fields. Hidden values are replaced with empty ones, so that no
output discloses whether a value exists. The page names the groups for members only, whether or not they are filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.visibility.gate import Audience

#: The fields, child lists included, that each visibility column governs.
FIELD_GROUPS: dict[str, tuple[str, ...]] = {
    "visibility_contact": ("email", "phone", "links"),
    "visibility_structure": ("operator", "siret", "rna"),
    "visibility_address": ("address", "address_extra", "longitude", "latitude", "precision", "transport"),
    "visibility_closing": ("closing_causes", "hindsight"),
    "visibility_profiles": ("publics", "origins", "shares"),
    "visibility_economy": (
        "management", "initiative", "subsidy", "balance", "dependent", "staff", "tenure",
        "lease_end", "lease_end_earliest", "lease_end_latest", "lease_end_label", "incomes", "funders",
    ),
    "visibility_offer": (
        "spaces", "equipment", "desks", "built_area", "outdoor_area", "bandwidth", "accessibility",
        "opening_hours", "hours_note", "prices", "rooms",
    ),
    "visibility_animation": (
        "facilitation", "facilitation_hours", "rituals", "programming", "governance", "participation",
    ),
    "visibility_difficulties": ("difficulties",),
    "visibility_practices": ("practices",),
}  # fmt: skip


#: The French name of each group, for readers who may not see it.
GROUP_NAMES = {
    "visibility_contact": "courriel, téléphone et réseaux",
    "visibility_structure": "structure porteuse",
    "visibility_address": "adresse et point sur la carte",
    "visibility_closing": "causes de la fermeture",
    "visibility_profiles": "publics",
    "visibility_economy": "modèle économique",
    "visibility_offer": "offre, horaires et tarifs",
    "visibility_animation": "animation",
    "visibility_difficulties": "difficultés",
    "visibility_practices": "bonnes pratiques",
}


def members_only(values: Mapping[str, Any], audience: Audience) -> list[str]:
    """Return the French names of the groups for members only, filled or not; empty for members and the team."""
    if audience >= Audience.MEMBERS:
        return []
    return [name for column, name in GROUP_NAMES.items() if values[column] == Audience.MEMBERS]


def hidden(values: Mapping[str, Any], audience: Audience) -> set[str]:
    """Return the names of the fields that this audience may not see. `values` must have the visibility columns."""
    if not any(map(values.__getitem__, FIELD_GROUPS)):
        return set()  # the usual case: everything is public
    return {name for column, names in FIELD_GROUPS.items() if audience < values[column] for name in names}


def visible(values: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    """Return the values without the visibility columns, and with empty values where this audience may not see them."""
    hidden_fields = hidden(values, audience)
    return {
        name: _empty(value) if name in hidden_fields else value
        for name, value in values.items()
        if name not in FIELD_GROUPS
    }


def _empty(value: Any) -> Any:
    """Return the empty value of the same type: an empty text or list, or None for a number or a date."""
    return type(value)() if isinstance(value, str | list) else None
