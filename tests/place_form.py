"""The admin form of a place: the data that a browser sends, and the form itself without its view."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from inventory.admin.forms import PlaceAdminForm
from inventory.models import SiteProfilePage
from inventory.places.queries import CHILD_LISTS
from inventory.visibility import FIELD_GROUPS
from tests.factories.inventory import inventory_index


def place_form(**fields: Any) -> dict[str, Any]:
    """The data of a place « Cime » that can be published, with these fields; lists are given as dictionaries."""
    values = {
        "title": "Cime", "slug": "cime", "summary": "Un résumé", "families": ["coworking"], "state": "active",
        "milieu": "rural", "body": streamfield([]), "point": "", **dict.fromkeys(FIELD_GROUPS, 0),
        **{name: inline_formset([]) for name in (*CHILD_LISTS, "page_themes", "comments")}, **fields,
    }  # fmt: skip
    several = {name: value for name, value in values.items() if isinstance(value, list) and name != "body"}
    plain = {name: value for name, value in values.items() if name not in several}
    return {**nested_form_data(plain), **several}


def bound_place_form(place: SiteProfilePage | None = None, **fields: Any) -> PlaceAdminForm:
    """The validated admin form with the data of `place_form`: of a new place, or of one that is edited."""
    form_class = SiteProfilePage.get_edit_handler().get_form_class()
    data = QueryDict(urlencode(place_form(**fields), doseq=True))
    form = form_class(data, instance=place or SiteProfilePage(), parent_page=inventory_index())
    form.is_valid()
    return form
