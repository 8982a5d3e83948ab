"""What the admin's form of a place sends."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from inventory.reading import LISTS
from inventory.visibility import FIELD_GROUPS


def place_form(**fields: Any) -> dict[str, Any]:
    """The form of « Cime » with what it needs to be published, and these fields; lists are given as dictionaries."""
    values = {
        "title": "Cime", "slug": "cime", "summary": "Un résumé", "families": ["coworking"], "state": "active",
        "milieu": "rural", "body": streamfield([]), "point": "", **dict.fromkeys(FIELD_GROUPS, 0),
        **{name: inline_formset([]) for name in (*LISTS, "page_themes", "comments")}, **fields,
    }  # fmt: skip
    several = {name: value for name, value in values.items() if isinstance(value, list) and name != "body"}
    plain = {name: value for name, value in values.items() if name not in several}
    return {**nested_form_data(plain), **several}
