"""The column that holds opening hours."""

from __future__ import annotations

from typing import Any

from django.db import models

from inventory.hours.forms import HoursFormField
from inventory.hours.syntax import LONGEST, normalise


class HoursField(models.CharField):
    """Opening hours, as normalised text in OpenStreetMap's syntax; typed in a grid of the week."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        return normalise(super().clean(value, model_instance))

    def formfield(self, **kwargs: Any) -> Any:
        # Not the form field of a CharField: what is typed is a grid, which has no length.
        return super(models.CharField, self).formfield(**{"form_class": HoursFormField, **kwargs})
