"""The columns of a file of places: one a field of the sheet, in the order of the sheet."""

from __future__ import annotations

from functools import cache

from django.db import models

from core.fields import CodeSetField, FuzzyDateField
from inventory.exporting.kinds import Body, Codes, Column, Day, FuzzyDate, Level, Number, Picture, Rows, Themes
from inventory.reading import COLUMNS, LISTS
from inventory.visibility import FIELD_GROUPS

#: What tells which place a row is.
UID, TITLE = "uid", "title"
#: Written for people and other programs. Of these only `audience` and `updated` are read again, and never stored.
FOR_READERS = ("url", "audience", "department", "updated")
_DATES = ("opened", "closed", "lease_end")
_DERIVED = (
    "department", "completeness", *(f"{date}_{part}" for date in _DATES for part in ("earliest", "latest", "label")),
)  # fmt: skip


@cache
def columns() -> dict[str, Column]:
    """All columns by name, in the order of a file. Those of `FOR_READERS` are not among them."""
    from inventory.models import SiteProfilePage

    found = [Column(UID, "translation_key"), _column(SiteProfilePage, TITLE), _column(SiteProfilePage, "slug")]
    found += [_column(SiteProfilePage, name) for name in COLUMNS if name not in _DERIVED]
    found += [Body("body", "body", SiteProfilePage._meta.get_field("body"))]
    found += [Rows(name, name) for name in LISTS]
    found += [Themes("themes", "themes")]
    found += [_column(SiteProfilePage, name) for name in ("seo_title", "search_description", "social_image_id")]
    found += [_column(SiteProfilePage, name) for name in FIELD_GROUPS]
    return {column.name: column for column in found}


def is_own(names: set[str]) -> bool:
    """Whether a file with these columns is one of ours, with what its readers have left of it."""
    return {UID, TITLE} <= names


def _column(model: type[models.Model], name: str) -> Column:
    if name.endswith("_id"):
        return Picture(name.removesuffix("_id"), name)
    field = model._meta.get_field(name)
    if name in FIELD_GROUPS:
        kind: type[Column] = Level
    elif isinstance(field, CodeSetField):
        kind = Codes
    elif isinstance(field, FuzzyDateField):
        kind = FuzzyDate
    elif isinstance(field, models.DateField):
        kind = Day
    elif isinstance(field, models.DecimalField | models.IntegerField):
        kind = Number
    else:
        kind = Column
    return kind(name, name, field)
