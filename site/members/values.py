"""What is typed in a form, as the API takes and tells it.

A field or its widget may say how by two methods: `data_of(value, name)` gives what a form would send for a value of
JSON, or None where it does not know it; `value_of(data, name)` gives the value for what a form has sent. `api_type`
tells which kind of value that is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.contributions import Kind
from core.typography import french
from members.contributing import UNSTORABLE, Typed, as_kept, owner_of

#: The first type whose class fits.
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
PART = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)


class Wrong(Exception):
    """Values that a form would not send; `errors` maps each name to what is wrong with it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("wrong values")
        self.errors = {UNSTORABLE.sub("", name)[:80]: french(text) for name, text in errors.items()}


def type_of(field: forms.Field) -> str:
    """What a field expects, as `members.schemas.KindField` names it."""
    if told := getattr(field, "api_type", getattr(field.widget, "api_type", "")):
        return str(told)
    if isinstance(field.widget, forms.CheckboxInput):
        return "boolean"
    if _is_multiple(field):
        return "choices"
    if hasattr(field, "choices"):
        return "choice"
    plain = "text" if isinstance(field.widget, forms.Textarea) else "line"
    return next((name for class_, name in TYPES if isinstance(field, class_)), plain)


def read(kind: Kind, values: Mapping[str, Any]) -> Typed:
    """What a form would send for these values. Raises Wrong with all that is not understood."""
    fields, typed, errors = kind.form.base_fields, Typed(), {}
    for name, value in values.items():
        if name not in fields:
            shown = UNSTORABLE.sub("", name)[:80]
            errors[name] = f"Champ inconnu : « {shown} ». Champs connus : {', '.join(fields)}."
            continue
        try:
            typed |= _read(fields[name], name, value, fields)
        except ValidationError as error:
            errors[name] = error.messages[0]
    if errors:
        raise Wrong(errors)
    return {key: [as_kept(text) for text in texts] for key, texts in typed.items()}


def _read(field: forms.Field, name: str, value: Any, every: Iterable[str]) -> Typed:
    if value is None:
        return {name: []}
    told = getattr(field, "data_of", None) or getattr(field.widget, "data_of", None)
    if told and (data := told(value, name)) is not None:
        return {name: [], **data}
    match value:
        case bool():
            return {name: _ticked(field, value)}
        case float() if not math.isfinite(value):
            raise ValidationError("Un nombre est attendu ici.")
        case str() | int() | float():
            return {name: [str(value)]}
        case list() if _is_multiple(field) and all(isinstance(one, (str, int)) for one in value):
            return {name: [str(one) for one in value]}
        case list():
            raise ValidationError("Un seul texte est attendu ici." if not _is_multiple(field) else "Des textes, ici.")
        case dict() if _has_parts(field):
            return {name: [], **_read_parts(name, value, every)}
    raise ValidationError("Un texte est attendu ici.")


def _ticked(field: forms.Field, value: bool) -> list[str]:
    if isinstance(field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    if hasattr(field, "choices"):
        return [str(value)]
    raise ValidationError("Un texte est attendu ici, et non oui ou non.")


def _read_parts(name: str, value: Mapping[str, Any], every: Iterable[str]) -> Typed:
    """The parts of a field that has several inputs, such as the days of a week: « mo0_from » and its text."""
    typed = {}
    for part, text in value.items():
        key = f"{name}_{part}"
        if not PART.fullmatch(part) or not isinstance(text, str) or owner_of(key, every) != name:
            raise ValidationError("Les parties de ce champ ont chacune un nom et un texte.")
        typed[key] = [text]
    return typed


def tell(kind: Kind, typed: Typed) -> dict[str, Any]:
    """What was typed, by field: only fields that were shown."""
    return dict(_tell(kind, typed))


def _tell(kind: Kind, typed: Typed) -> Iterator[tuple[str, Any]]:
    fields = kind.form.base_fields
    for name, field in fields.items():
        mine = {key: texts for key, texts in typed.items() if owner_of(key, fields) == name}
        if not mine:
            continue
        told = getattr(field, "value_of", None) or getattr(field.widget, "value_of", None)
        parts = {key[len(name) + 1 :]: texts[-1] for key, texts in mine.items() if key != name and texts}
        texts = mine.get(name, [])
        if told:
            yield name, told(mine, name)
        elif parts:
            yield name, parts
        elif _is_multiple(field):
            yield name, texts
        elif isinstance(field.widget, forms.CheckboxInput):
            yield name, bool(texts)
        else:
            yield name, texts[-1] if texts else None


def _is_multiple(field: forms.Field) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))


def _has_parts(field: forms.Field) -> bool:
    """Whether a field has several inputs: Django's own, or a widget that is no single input."""
    return isinstance(field.widget, forms.MultiWidget) or not isinstance(
        field.widget, (forms.widgets.Input, forms.Textarea, forms.widgets.ChoiceWidget)
    )
