"""Form fields of contributions: text with suggestions, a place, themes, a web address, a telephone number, a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import contracts
from core.dates.typed import read_hour
from core.dates.words import DateError
from core.models import Theme
from core.models.themes import MAX_THEMES
from core.text import phones
from core.visibility.gate import Gate
from core.widgets import CheckboxSelectMultiple, TimeInput


class SuggestInput(forms.TextInput):
    """A text input. If `proposals` are set, the browser suggests them (a `<datalist>`)."""

    proposals: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if not self.proposals:
            return super().render(name, value, attrs, renderer)
        list_id = f"{(attrs or {}).get('id', f'id_{name}')}_list"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.proposals))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


def propose(field: forms.Field, proposals: Sequence[str]) -> None:
    """Set the suggestions of a field, if its widget takes any."""
    if isinstance(field.widget, SuggestInput):
        field.widget.proposals = proposals


def quoted_choices(proposals: Sequence[str]) -> str:
    """Join texts to choose from for a message: « Roche (38) » ou « Roche (42) »."""
    quoted = [f"« {text} »" for text in proposals]
    return f"{', '.join(quoted[:-1])} ou {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


class PlaceField(forms.CharField):
    """The name of a public place of the inventory, or the URL of its page; returns its page id.

    A text field, because a list of twenty thousand places is too long to choose from.
    """

    widget = SuggestInput

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        matches = contracts.places_named(Gate.public(), text)
        exact = [place for place in matches if place["exact"]]
        if len(exact) == 1:
            return exact[0]["id"]
        labels = list(dict.fromkeys(place["label"] for place in exact or matches))
        propose(self, labels)
        if len(labels) == 1 and exact:
            raise ValidationError(
                "Plusieurs lieux de l’inventaire portent ce nom dans cette commune. Collez ici l’adresse de sa fiche.",
                code="ambiguous",
            )
        if exact:
            raise ValidationError(
                f"Plusieurs lieux portent ce nom. Écrivez {quoted_choices(labels)}, ou collez l’adresse de sa fiche.",
                code="ambiguous",
            )
        if labels:
            raise ValidationError(
                f"Aucun lieu ne porte exactement ce nom. Est-ce {quoted_choices(labels)} ?", code="unknown"
            )
        raise ValidationError(
            "Aucun lieu de l’inventaire ne porte ce nom. Écrivez-le comme sur sa fiche, ou laissez vide.",
            code="unknown",
        )


class ThemesField(forms.ModelMultipleChoiceField):
    """Themes to choose from, by slug; returns a queryset of `Theme`."""

    widget = CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Theme.objects.all(), **{"to_field_name": "slug", **kwargs})

    def clean(self, value: Any) -> Any:
        if value and len(value) > MAX_THEMES:
            raise ValidationError(f"{MAX_THEMES} thèmes au plus : il y en a {len(value)}.", code="too_many")
        return super().clean(value)


class WebField(forms.URLField):
    """The URL of a web page, with or without its scheme; « ftp://lascierie.fr » is refused."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": "Ce n’est pas l’adresse d’une page web. Copiez celle que montre votre navigateur, qui commence par "
        "https://"
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class PhoneField(forms.CharField):
    """A telephone number; returns it as it is shown (`core.text.phones`)."""

    widget = forms.TelInput(attrs={"autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return phones.normalise(text) if text else ""


class HourField(forms.TimeField):
    """A time of day, as a browser's native field sends it or as people write it: « 17 h 15 »."""

    widget = TimeInput

    def to_python(self, value: Any) -> Any:
        try:
            return read_hour(value) if value and isinstance(value, str) else super().to_python(value)
        except DateError as error:
            raise ValidationError(str(error), code="invalid") from error
