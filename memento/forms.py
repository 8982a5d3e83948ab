"""What readers ask of a list, in its address."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Theme


class TestimonialFilterForm(forms.Form):
    """The list of testimonials: those of one theme, page by page."""

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

    def understood(self) -> dict[str, Any]:
        """What is valid and set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
