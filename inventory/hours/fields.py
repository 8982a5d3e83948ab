"""The model field of opening hours."""

from __future__ import annotations

from typing import Any

from django.db import models

from inventory.hours.forms import HoursFormField
from inventory.hours.syntax import LONGEST, normalise


class HoursField(models.CharField):
    """Opening hours, stored as normalised text in OpenStreetMap's syntax and edited in a weekly grid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        return normalise(super().clean(value, model_instance))

    def formfield(self, **kwargs: Any) -> Any:
        # Skip CharField.formfield, which passes a maximum length: the grid has none.
        return super(models.CharField, self).formfield(**{"form_class": HoursFormField, **kwargs})
