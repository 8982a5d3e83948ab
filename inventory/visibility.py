"""Which fields of a place which readers may see: one rule for the page, the API, the map, the search and the files.

A place says, group by group, the widest audience that may see it. What is hidden is empty: no output tells whether
there is something to see, and the page says of a group that members may read that it is theirs, filled or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.gate import Audience

#: The fields that a visibility column governs, lists within the sheet included.
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


#: What each group holds, as a sheet names it to those it is reserved from.
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


def for_members(values: Mapping[str, Any], audience: Audience) -> list[str]:
    """What a place reserves to members from who is not one, filled or not. What it reserves to the team is not told."""
    if audience >= Audience.MEMBERS:
        return []
    return [name for column, name in GROUP_NAMES.items() if values[column] == Audience.MEMBERS]


def hidden(values: Mapping[str, Any], audience: Audience) -> set[str]:
    """The names of the fields that this audience may not see. `values` holds the visibility columns."""
    if not any(map(values.__getitem__, FIELD_GROUPS)):
        return set()  # nearly always: everyone may see everything
    return {name for column, names in FIELD_GROUPS.items() if audience < values[column] for name in names}


def visible(values: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    """The values with those emptied that this audience may not see, and without the visibility columns."""
    closed = hidden(values, audience)
    return {
        name: _nothing(value) if name in closed else value for name, value in values.items() if name not in FIELD_GROUPS
    }


def _nothing(value: Any) -> Any:
    """What stands where there is nothing: an empty text or list, or None for a number or a date."""
    return type(value)() if isinstance(value, str | list) else None
