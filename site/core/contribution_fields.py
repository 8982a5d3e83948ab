"""Form fields of contributions: a text for which there may be proposals, the name of a place, an hour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import contracts
from core.gate import Gate
from core.widgets import TimeInput

_HOUR = re.compile(r"(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?(?::\d{2})?", re.IGNORECASE)


class SuggestInput(forms.TextInput):
    """A line of text; where `proposals` are set the browser offers them while one types."""

    proposals: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if not self.proposals:
            return super().render(name, value, attrs, renderer)
        listed = f"{(attrs or {}).get('id', f'id_{name}')}_list"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.proposals))
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


def propose(field: forms.Field, proposals: Sequence[str]) -> None:
    """Let a field's input offer these texts."""
    if isinstance(field.widget, SuggestInput):
        field.widget.proposals = proposals


def listed(proposals: Sequence[str]) -> str:
    """Texts to choose from, in a message: « Roche (38) » ou « Roche (42) »."""
    quoted = [f"« {one} »" for one in proposals]
    return f"{', '.join(quoted[:-1])} ou {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


class PlaceField(forms.CharField):
    """The name of a place that everyone may see in the inventory, or the address of its page; gives its page id.

    Written rather than chosen: no list of twenty thousand places is of use to anybody.
    """

    widget = SuggestInput

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        found = contracts.places_named(Gate.public(), text)
        exact = [place for place in found if place["exact"]]
        if len(exact) == 1:
            return exact[0]["id"]
        said = list(dict.fromkeys(place["said"] for place in exact or found))
        propose(self, said)
        if len(said) == 1 and exact:
            raise ValidationError(
                "Plusieurs lieux de l’inventaire portent ce nom dans cette commune. Collez ici l’adresse de sa fiche.",
                code="ambiguous",
            )
        if exact:
            raise ValidationError(
                f"Plusieurs lieux portent ce nom. Écrivez {listed(said)}, ou collez l’adresse de sa fiche.",
                code="ambiguous",
            )
        if said:
            raise ValidationError(f"Aucun lieu ne porte exactement ce nom. Est-ce {listed(said)} ?", code="unknown")
        raise ValidationError(
            "Aucun lieu de l’inventaire ne porte ce nom. Écrivez-le comme sur sa fiche, ou laissez vide.",
            code="unknown",
        )


class WebField(forms.URLField):
    """The address of a page; « lascierie.fr » is one, « ftp://lascierie.fr » is not."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": "Ce n’est pas l’adresse d’une page web. Copiez celle que montre votre navigateur, qui commence par "
        "https://"
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class HourField(forms.TimeField):
    """An hour of the day, as a browser's own field sends it or as people write it: « 17 h 15 »."""

    widget = TimeInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (match := _HOUR.fullmatch(value.strip())):
            value = f"{match[1]}:{match[2] or '00'}"
        return super().to_python(value)
