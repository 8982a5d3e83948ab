"""Model and form fields of the inventory: numbers such as SIRET."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models

from core.geo.fields import PointField, PointFormField
from inventory.validators import compact

# The fields of points are named here by the first migration.
__all__ = ["CompactField", "PointField", "PointFormField"]


class CompactField(models.CharField):
    """A number such as SIRET, stored without the spaces and dots that people write in it."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return compact(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        # No maximum length in the form: people may type spaces, which do not count.
        field: Any = super().formfield(**kwargs)
        field.max_length = None
        field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
        field.widget.attrs.pop("maxlength", None)
        return field
