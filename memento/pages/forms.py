"""Forms that parse the query strings of the guide's pages."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Theme


class TestimonialFilterForm(forms.Form):
    """Filters of the list of testimonials."""

    __test__ = False  # its name looks like that of a test

    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        to_field_name="slug",
        required=False,
        label="Thème",
        empty_label="Tous les thèmes",
        error_messages={"invalid_choice": "Ce thème n’existe pas ou n’existe plus."},
    )
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def valid_values(self) -> dict[str, Any]:
        """Return the valid parameters that are not empty, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SinceForm(forms.Form):
    """The edition to compare a page with."""

    depuis = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": "Cette édition n’existe pas, ou l’état de ses fiches n’a pas été gardé."},
    )

    def __init__(self, *args: Any, numbers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["depuis"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]
