"""The content of revisions of many pages at once."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Field, Model
from modelcluster.models import ClusterableModel, get_all_child_relations, get_field_value
from wagtail.models import Page

_PLAIN = (str, int, bool, type(None))


def revision_content(page: Page) -> dict[str, Any]:
    """Return what `page.serializable_data()` does, in a third of its time, for a page without many-to-many fields."""
    content = _fields_content(page)
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        content[name] = [
            child.serializable_data() if isinstance(child, ClusterableModel) else _fields_content(child)
            for child in getattr(page, name).all()
        ]
    return content


def _fields_content(row: Model) -> dict[str, Any]:
    content: dict[str, Any] = {"pk": row.pk}
    for field, is_plain in _fields(type(row)):
        value = getattr(row, field.attname) if is_plain else None
        content[field.name] = value if is_plain and type(value) in _PLAIN else get_field_value(field, row)
    return content


@cache
def _fields(model: type[Model]) -> list[tuple[Field, bool]]:
    """Return the fields of a revision, each with whether texts, numbers and None stand in it as they are."""
    return [
        (field, type(field).pre_save is Field.pre_save and type(field).value_to_string is Field.value_to_string)
        for field in model._meta.fields
        if field.serialize
    ]
