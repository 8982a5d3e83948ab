"""Model and form fields of points."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from core.geo.points import as_typed, read_point, read_typed, validate_point, write_point


class PointFormField(forms.CharField):
    """A form field for a point: accepts typed coordinates or a stored point, and cleans to a stored point."""

    api_type = "point"

    def data_of(self, value: Any, name: str) -> dict[str, list[str]] | None:
        """Return the form data of a dict of `longitude` and `latitude`; None for others (see `members.api.values`)."""
        numbers = [value.get("latitude"), value.get("longitude")] if isinstance(value, dict) and len(value) == 2 else []
        if not numbers or not all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in numbers):
            return None
        return {name: [", ".join(map(str, numbers))]}

    def clean(self, value: Any) -> str:
        point = read_typed(super().clean(value))
        return write_point(*point) if point else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return read_typed(initial or "") != read_typed(data or "")
        except ValidationError:
            return super().has_changed(initial, data)


class TypedPointInput(forms.TextInput):
    """An input that shows a stored point as people type it: « 45.19, 5.72 »."""

    def format_value(self, value: Any) -> str:
        return as_typed(value)


class PointField(models.CharField):
    """A point, stored as the text that the map widget reads and writes. Separate columns have its coordinates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, validate_point]

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        point = read_point(super().clean(value, model_instance))
        return write_point(*point) if point else ""

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", PointFormField)
        kwargs.setdefault("widget", TypedPointInput)
        return super().formfield(**kwargs)
