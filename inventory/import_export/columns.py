"""The columns of an exported file: one for each field of a place, in the order of its form."""

from __future__ import annotations

from functools import cache

from django.db import models

from core.fields import CodeSetField
from inventory.import_export.column_types import (
    Body,
    ChildList,
    Choice,
    Codes,
    Column,
    Day,
    FieldValue,
    Level,
    Number,
    Picture,
    Themes,
)
from inventory.import_export.values.fields import READERS
from inventory.models import SiteProfilePage
from inventory.places.queries import CHILD_LISTS, PLACE_COLUMNS
from inventory.visibility import FIELD_GROUPS

#: The columns that identify the place of a row.
UID, TITLE = "uid", "title"
#: Columns for people and other programs. An import reads only `audience` and `updated`, and stores none of them.
INFO_COLUMNS = ("url", "audience", "department", "updated")
_DATES = ("opened", "closed", "lease_end")
_DERIVED = (
    "department", "completeness", *(f"{date}_{part}" for date in _DATES for part in ("earliest", "latest", "label")),
)  # fmt: skip


@cache
def columns() -> dict[str, Column]:
    """Return all columns by name, in file order, without `INFO_COLUMNS`."""
    result = [Column(UID, "translation_key"), _column(SiteProfilePage, TITLE), _column(SiteProfilePage, "slug")]
    result += [_column(SiteProfilePage, name) for name in PLACE_COLUMNS if name not in _DERIVED]
    result += [Body("body", "body", SiteProfilePage._meta.get_field("body"))]
    result += [ChildList(name, name) for name in CHILD_LISTS]
    result += [Themes("themes", "themes")]
    result += [_column(SiteProfilePage, name) for name in ("seo_title", "search_description", "social_image_id")]
    result += [_column(SiteProfilePage, name) for name in FIELD_GROUPS]
    return {column.name: column for column in result}


def is_exported(names: set[str]) -> bool:
    """Return whether a file with these columns was written by the export; people may have removed other columns."""
    return {UID, TITLE} <= names


def _column(model: type[models.Model], name: str) -> Column:
    if name.endswith("_id"):
        return Picture(name.removesuffix("_id"), name)
    field = model._meta.get_field(name)
    if name in FIELD_GROUPS:
        column_type: type[Column] = Level
    elif isinstance(field, CodeSetField):
        column_type = Codes
    elif field.choices:  # type: ignore[union-attr]
        column_type = Choice
    elif name in READERS:
        column_type = FieldValue
    elif isinstance(field, models.DateField):
        column_type = Day
    elif isinstance(field, models.DecimalField | models.IntegerField):
        column_type = Number
    else:
        column_type = Column
    return column_type(name, name, field)
