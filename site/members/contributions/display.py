"""Format the values of form fields as text, for authors and moderators.

A field may format its own values with a method `in_words(value)`, which raises ValidationError for unreadable values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Input
from django.utils.choices import flatten_choices
from django.utils.encoding import force_str


def typed_in_words(bound: forms.BoundField) -> str:
    """Format the data that a bound form has for a field, or its initial value if it is unbound; "" if empty."""
    field: Any = bound.field
    value = bound.value()
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return "Oui" if field.to_python(value) else ""
    if getattr(field, "choices", None):
        values = value if isinstance(value, (list, tuple, set)) else [value]
        return _labels(field, (code for code in values if code not in (None, "")))
    if isinstance(field.widget, (Input, forms.Textarea)):
        return str(field.widget.format_value(value) or "")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value if part)
    try:
        text = str(field.in_words(value) if hasattr(field, "in_words") else field.clean(value) or "")
    except ValidationError:
        text = ""
    return text or ", ".join(_raw_texts(bound))


def value_in_words(field: forms.Field, value: Any) -> str:
    """Format a cleaned or stored value of a field; "" if it is empty."""
    if hasattr(field, "in_words"):
        try:
            return str(field.in_words(value))
        except ValidationError:
            return force_str(value)
    value = field.prepare_value(value)
    match value:
        case bool():
            return "oui" if value else "non"
        case list() | tuple() | set():
            return _labels(field, value)
        case Mapping():
            return ", ".join(f"{key} : {item}" for key, item in value.items())
        case None | "":
            return ""
    return _labels(field, [value])


def _labels(field: Any, values: Iterable[Any]) -> str:
    """Join the labels of these choices; a value that is not a choice is shown as it is."""
    labels = {
        str(code): str(label)
        for code, label in flatten_choices(getattr(field, "choices", ()))
        if code not in ("", None)
    }
    return ", ".join(labels.get(str(value), force_str(value)) for value in values)


def _raw_texts(bound: forms.BoundField) -> list[str]:
    """Return the texts sent for a field whose value is unreadable, ordered by input name.

    The database does not keep the order in which they were sent.
    """
    name, data = bound.html_name, bound.form.data
    return [
        text for key in sorted(data) if key == name or key.startswith(f"{name}_") for text in data.getlist(key) if text
    ]
