"""Model fields of our own: dates as people know them, sets of codes, and a StreamField kind to migrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from wagtail.fields import StreamField as WagtailStreamField

from core import dates


class StreamField(WagtailStreamField):
    """A StreamField whose migrations hold no block definitions.

    A block may then change without a migration; one that is renamed or removed needs a data migration over rows
    and revisions.
    """

    def __init__(self, block_types: Any = (), block_lookup: Any = None, **kwargs: Any) -> None:
        super().__init__(block_types, block_lookup=block_lookup, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class FuzzyDateFormField(forms.CharField):
    """Takes a date in French or in EDTF, shows it in French, gives EDTF."""

    default_error_messages = {"required": "Indiquez une date."}

    def prepare_value(self, value: Any) -> Any:
        if not value:
            return value
        try:
            return dates.read(value).label if dates.read(dates.read(value).label).edtf == value else value
        except dates.DateError:
            return value  # what was typed comes back as it was

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return dates.read(text).edtf
        except dates.DateError as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, dates.read(data).edtf if data else data)
        except dates.DateError:
            return True


class FuzzyDateField(models.CharField):
    """The EDTF of a date. Its bounds and its French label are columns beside it: see `date_columns`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if value:
            try:
                dates.read(value)
            except dates.DateError as error:
                raise ValidationError(str(error), code="invalid") from error

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        if model_instance is not None:
            self.derive(model_instance, value)  # a preview shows what was never saved
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        self.derive(model_instance, value)
        return value

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        super().save_form_data(instance, data)
        self.derive(instance, data)  # an emptied date is not cleaned

    def derive(self, instance: models.Model, value: str) -> None:
        """Set the three columns beside the date from its EDTF."""
        found = dates.read(value) if value else dates.FuzzyDate("", None, None, "")
        setattr(instance, f"{self.name}_earliest", found.earliest)
        setattr(instance, f"{self.name}_latest", found.latest)
        setattr(instance, f"{self.name}_label", found.label)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", FuzzyDateFormField)
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "mi-janvier 2017"}))
        return super().formfield(**kwargs)


def date_columns() -> tuple[models.DateField, models.DateField, models.CharField]:
    """The three columns beside a `FuzzyDateField` named x: `x_earliest`, `x_latest`, `x_label`. Never typed."""
    return (
        models.DateField(null=True, blank=True, editable=False, db_index=True),
        models.DateField(null=True, blank=True, editable=False, db_index=True),
        models.CharField(max_length=100, blank=True, editable=False),
    )


class FuzzyDateData(TypedDict):
    """A date for output: EDTF, its bounds, and how it is said in French."""

    edtf: str
    earliest: date | None
    latest: date | None
    label: str


def date_data(source: models.Model | Mapping[str, Any], name: str) -> FuzzyDateData | None:
    """The `FuzzyDateField` of this name and its columns, from a row or an instance; None where there is no date."""

    def get(column: str) -> Any:
        return source[column] if isinstance(source, Mapping) else getattr(source, column)

    if not get(name):
        return None
    if not get(f"{name}_label"):  # an instance that was never saved nor validated, in a preview
        read = dates.read(get(name))
        return FuzzyDateData(edtf=read.edtf, earliest=read.earliest, latest=read.latest, label=read.label)
    return FuzzyDateData(
        edtf=get(name),
        earliest=get(f"{name}_earliest"),
        latest=get(f"{name}_latest"),
        label=get(f"{name}_label"),
    )


class CodeSetField(models.TextField):
    """Several codes of a closed vocabulary in one column, as `,coworking,fablab,`.

    One column keeps listings free of joins. In Python a list in the vocabulary's order; look-ups: `has_code`.
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
        codes = self._ordered(value or [])
        return f",{','.join(codes)}," if codes else ""

    def _ordered(self, codes: Iterable[str]) -> list[str]:
        wanted = set(codes)
        if self.vocabulary is None:
            return sorted(wanted)
        return [code for code in self.vocabulary.values if code in wanted] + sorted(
            wanted - set(self.vocabulary.values)
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        unknown = sorted(set(value) - set(self.vocabulary.values if self.vocabulary else value))
        if unknown:
            raise ValidationError(f"Valeur inconnue : {', '.join(unknown)}.", code="invalid_choice")

    def value_from_object(self, obj: models.Model) -> list[str]:
        return self.to_python(super().value_from_object(obj))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.MultipleChoiceField:
        return forms.MultipleChoiceField(
            choices=self.vocabulary.choices if self.vocabulary else [],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )


def split_codes(value: str | None) -> list[str]:
    """The codes of a stored set."""
    return [code for code in (value or "").split(",") if code]


def has_any(field: str, codes: Iterable[str]) -> Q:
    """Rows whose set holds at least one of these codes."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= Q(**{f"{field}__contains": f",{code},"})
    return condition
