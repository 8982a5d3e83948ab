"""Model fields: fuzzy dates, sets of codes, and a StreamField whose blocks stay out of migrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.fields import StreamField as WagtailStreamField

from core.admin.block_definitions import StreamWidget
from core.dates import fuzzy
from core.dates.words import DateError
from core.text import phones
from core.text.addresses import validate_address
from core.widgets import CheckboxSelectMultiple


class StreamField(WagtailStreamField):
    """A StreamField whose migrations hold no block definitions.

    Changing a block then needs no migration. Renaming or removing one needs a data migration of rows and revisions.
    """

    def __init__(self, block_types: Any = (), block_lookup: Any = None, **kwargs: Any) -> None:
        super().__init__(block_types, block_lookup=block_lookup, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": StreamWidget(self), **kwargs})


class EmailField(models.EmailField):
    """An EmailField that only accepts deliverable addresses. In migrations it is Django's own EmailField."""

    default_validators = [validate_address]

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", list(args), kwargs


class EmailFormField(forms.EmailField):
    """A form's e-mail address that only accepts deliverable addresses, with one message for what is wrong."""

    default_validators = [validate_address]


class PhoneField(models.CharField):
    """A telephone number, normalised when it is cleaned. In migrations it is Django's own CharField."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Return the number as `core.text.phones` writes it. One that is stored already may stay as it is."""
        text = super().clean(value, model_instance)
        try:
            return phones.normalise(text) if text else text
        except ValidationError:
            if model_instance is None or model_instance.pk is None:
                raise
            stored = type(model_instance)._base_manager.filter(pk=model_instance.pk, **{self.attname: text})
            if stored.exists():
                return text
            raise

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", list(args), kwargs


def _edtf(text: str) -> str:
    """Return the EDTF of a French or EDTF date. Raise ValidationError."""
    try:
        return fuzzy.read(text).edtf
    except DateError as error:
        raise ValidationError(str(error), code="invalid") from error


class FuzzyDateFormField(forms.CharField):
    """Accepts a date in French or EDTF, displays it in French, and returns EDTF."""

    default_error_messages = {"required": "Indiquez une date."}

    def prepare_value(self, value: Any) -> Any:
        if not value:
            return value
        try:
            return fuzzy.read(value).label if fuzzy.read(fuzzy.read(value).label).edtf == value else value
        except DateError:
            return value  # an invalid input is displayed again as it was typed

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return _edtf(text) if text else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, fuzzy.read(data).edtf if data else data)
        except DateError:
            return True


class FuzzyDateField(models.CharField):
    """A fuzzy date as EDTF. Its bounds and French label are stored in three more columns: see `date_columns`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value:
            _edtf(value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        if model_instance is not None:
            self.derive(model_instance, value)  # a preview renders an instance that is never saved
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        self.derive(model_instance, value)
        return value

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        super().save_form_data(instance, data)
        self.derive(instance, data)  # `clean` is not called for an empty value

    def derive(self, instance: models.Model, value: str) -> None:
        """Set the three derived columns from the EDTF of the date."""
        parsed = fuzzy.read(value) if value else fuzzy.FuzzyDate("", None, None, "")
        setattr(instance, f"{self.name}_earliest", parsed.earliest)
        setattr(instance, f"{self.name}_latest", parsed.latest)
        setattr(instance, f"{self.name}_label", parsed.label)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", FuzzyDateFormField)
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "mi-janvier 2017"}))
        return super().formfield(**kwargs)


def date_columns() -> tuple[models.DateField, models.DateField, models.CharField]:
    """Return the three derived columns of a `FuzzyDateField` named x: `x_earliest`, `x_latest`, `x_label`."""
    return (
        models.DateField(null=True, blank=True, editable=False, db_index=True),
        models.DateField(null=True, blank=True, editable=False, db_index=True),
        models.CharField(max_length=100, blank=True, editable=False),
    )


class FuzzyDateData(TypedDict):
    """A fuzzy date for output: EDTF, first and last possible day, French label."""

    edtf: str
    earliest: date | None
    latest: date | None
    label: str


def date_data(source: models.Model | Mapping[str, Any], name: str) -> FuzzyDateData | None:
    """Return the `FuzzyDateField` of this name with its derived columns, from a row or an instance; None if empty."""

    def get(column: str) -> Any:
        return source[column] if isinstance(source, Mapping) else getattr(source, column)

    if not get(name):
        return None
    if not get(f"{name}_label"):  # an instance in a preview, which was neither saved nor validated
        parsed = fuzzy.read(get(name))
        return FuzzyDateData(edtf=parsed.edtf, earliest=parsed.earliest, latest=parsed.latest, label=parsed.label)
    return FuzzyDateData(
        edtf=get(name),
        earliest=get(f"{name}_earliest"),
        latest=get(f"{name}_latest"),
        label=get(f"{name}_label"),
    )


class CodeSetField(models.TextField):
    """Several codes of a closed vocabulary in one column, as `,coworking,fablab,`.

    With one column, listings need no join. In Python the value is a list in the order of the vocabulary; filter with
    `has_any`.
    """

    def __init__(self, *args: Any, vocabulary: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        kwargs["blank"] = True
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("blank", None)
        return name, path, args, kwargs  # the vocabulary is not part of the column

    def from_db_value(self, value: str | None, *_: Any) -> list[str]:
        return split_codes(value)

    def to_python(self, value: Any) -> list[str]:
        return split_codes(value) if isinstance(value, str) else list(value or [])

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        return f",{','.join(self._ordered(value))}," if value else ""

    @cached_property
    def _codes(self) -> list[str]:
        # Once only: Django makes this list anew each time, and an import stores thousands of values.
        return self.vocabulary.values if self.vocabulary else []

    def _ordered(self, codes: Iterable[str]) -> list[str]:
        present = set(codes)
        return [code for code in self._codes if code in present] + sorted(present.difference(self._codes))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        unknown = sorted(set(value) - set(self._codes or value))
        if unknown:
            raise ValidationError(f"Valeur inconnue : {', '.join(unknown)}.", code="invalid_choice")

    def value_from_object(self, obj: models.Model) -> list[str]:
        return self.to_python(super().value_from_object(obj))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.MultipleChoiceField:
        return forms.MultipleChoiceField(
            choices=self.vocabulary.choices if self.vocabulary else [],
            widget=CheckboxSelectMultiple,
            required=False,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )


def split_codes(value: str | None) -> list[str]:
    """Return the codes in a stored value."""
    return [code for code in (value or "").split(",") if code]


def has_any(field: str, codes: Iterable[str]) -> Q:
    """Return the condition that a `CodeSetField` holds at least one of these codes."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field}__contains": f",{code},"})
    return condition
