"""Convert form data to the JSON values of the API, and back.

A field or its widget may define its own conversion: `data_of(value, name)` returns the form data for a JSON value, or
None if it does not accept the value; `value_of(data, name)` returns the JSON value for form data; `api_type` names the
type of the values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.api.errors import MOST_ERRORS
from core.contributions.kinds import Kind
from core.text.typography import french
from members.contributions.form_data import UNSTORABLE, Typed, normalize, owner_of

#: The first class that matches gives the type.
TYPES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.EmailField, "email"),
    (forms.URLField, "url"),
    (forms.FloatField, "number"),
    (forms.DecimalField, "number"),
    (forms.IntegerField, "integer"),
    (forms.DateTimeField, "datetime"),
    (forms.DateField, "date"),
    (forms.TimeField, "time"),
)
PART_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)


class InvalidValues(Exception):
    """Invalid values; `errors` maps the first field names to messages, `total` counts all errors."""

    def __init__(self, errors: Mapping[str, str], total: int) -> None:
        super().__init__("wrong values")
        self.total = total
        self.errors = {UNSTORABLE.sub("", name)[:80]: french(text) for name, text in errors.items()}


def type_of(field: forms.Field) -> str:
    """Return the type of a field's values, in the terms of `members.api.schemas.KindField`."""
    if declared := getattr(field, "api_type", getattr(field.widget, "api_type", "")):
        return str(declared)
    if isinstance(field.widget, forms.CheckboxInput):
        return "boolean"
    if _is_multiple(field):
        return "choices"
    if hasattr(field, "choices"):
        return "choice"
    plain = "text" if isinstance(field.widget, forms.Textarea) else "line"
    return next((name for class_, name in TYPES if isinstance(field, class_)), plain)


def from_json(kind: Kind, values: Mapping[str, Any]) -> Typed:
    """Convert JSON values to form data. Raises InvalidValues with all errors."""
    fields, typed, errors = kind.form.base_fields, Typed(), {}
    unknown = [name for name in values if name not in fields]
    for name in unknown[:MOST_ERRORS]:
        printable = UNSTORABLE.sub("", name)[:80]
        errors[name] = f"Champ inconnu : « {printable} ». Champs connus : {', '.join(fields)}."
    for name, value in values.items():
        if name not in fields:
            continue
        try:
            typed |= _input_of(fields[name], name, value, fields)
        except ValidationError as error:
            errors[name] = error.messages[0]
    if errors:
        raise InvalidValues(errors, len(errors) + len(unknown[MOST_ERRORS:]))
    return {key: [normalize(text) for text in texts] for key, texts in typed.items()}


def _input_of(field: forms.Field, name: str, value: Any, field_names: Iterable[str]) -> Typed:
    if value is None:
        return {name: []}
    convert = getattr(field, "data_of", None) or getattr(field.widget, "data_of", None)
    if convert and (data := convert(value, name)) is not None:
        return {name: [], **data}
    match value:
        case bool():
            return {name: _texts_of_bool(field, value)}
        case float() if not math.isfinite(value):
            raise ValidationError("Un nombre est attendu ici.")
        case str() | int() | float():
            return {name: [str(value)]}
        case list() if _is_multiple(field) and all(isinstance(item, (str, int)) for item in value):
            return {name: [str(item) for item in value]}
        case list():
            raise ValidationError("Un seul texte est attendu ici." if not _is_multiple(field) else "Des textes, ici.")
        case dict() if _has_parts(field):
            return {name: [], **_inputs_of_parts(name, value, field_names)}
    raise ValidationError("Un texte est attendu ici.")


def _texts_of_bool(field: forms.Field, value: bool) -> list[str]:
    if isinstance(field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    if hasattr(field, "choices"):
        return [str(value)]
    raise ValidationError("Un texte est attendu ici, et non oui ou non.")


def _inputs_of_parts(name: str, value: Mapping[str, Any], field_names: Iterable[str]) -> Typed:
    """Convert a field of several inputs, such as opening hours: keys are part names like « mo0_from », values texts."""
    typed = {}
    for part, text in value.items():
        key = f"{name}_{part}"
        if not PART_NAME.fullmatch(part) or not isinstance(text, str) or owner_of(key, field_names) != name:
            raise ValidationError("Les parties de ce champ ont chacune un nom et un texte.")
        typed[key] = [text]
    return typed


def to_json(kind: Kind, typed: Typed) -> dict[str, Any]:
    """Convert form data to JSON values by field. Fields that were never shown are left out."""
    fields = kind.form.base_fields
    inputs = {name: {key: typed[key] for key in typed if owner_of(key, fields) == name} for name in fields}
    return {name: _value_of(fields[name], name, sent) for name, sent in inputs.items() if sent}


def _value_of(field: forms.Field, name: str, sent: Typed) -> Any:
    if convert := getattr(field, "value_of", None) or getattr(field.widget, "value_of", None):
        return convert(sent, name)
    if parts := {key[len(name) + 1 :]: texts[-1] for key, texts in sent.items() if key != name and texts}:
        return parts
    texts = sent.get(name, [])
    if _is_multiple(field):
        return texts
    if isinstance(field.widget, forms.CheckboxInput):
        return bool(texts)
    return texts[-1] if texts else None


def _is_multiple(field: forms.Field) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))


def _has_parts(field: forms.Field) -> bool:
    """Whether a field has several inputs: a MultiWidget, or a widget of our own that is not a single input."""
    return isinstance(field.widget, forms.MultiWidget) or not isinstance(
        field.widget, (forms.widgets.Input, forms.Textarea, forms.widgets.ChoiceWidget)
    )
