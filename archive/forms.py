"""The filters of the archive's lists, as they stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models

from archive.querysets import DatedPageQuerySet
from core.models import Theme

NOT_UNDERSTOOD = "Ce filtre n’est pas compris."
Kinds = type[models.TextChoices]  # within the form, `type` is a field


class FilterForm(forms.Form):
    """Type, year and theme, named as in the API. A value that is not understood is told and left out."""

    type = forms.ChoiceField(label="Type", required=False)
    year = forms.IntegerField(label="Année", required=False, min_value=1, max_value=9999, widget=forms.Select)
    theme = forms.ChoiceField(label="Thème", required=False)

    def __init__(self, data: Mapping[str, Any], kinds: Kinds, pages: DatedPageQuerySet) -> None:
        super().__init__(data, label_suffix="")
        themes = Theme.objects.filter(page_themes__page__in=pages.values("pk")).distinct()
        self.fields["type"].choices = [("", "Tous"), *kinds.choices]
        self.fields["year"].widget.choices = [("", "Toutes"), *((year, year) for year in pages.years())]
        self.fields["theme"].choices = [("", "Tous"), *themes.values_list("slug", "title")]
        for field in self.fields.values():
            field.error_messages = dict.fromkeys(("invalid", "invalid_choice"), NOT_UNDERSTOOD)
            for validator in field.validators:
                validator.message = NOT_UNDERSTOOD

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that hold, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def notice(self) -> str:
        """What to tell when a filter was left out; nothing otherwise."""
        names = [str(self.fields[name].label).lower() for name in self.errors]
        return f"{NOT_UNDERSTOOD[:-1]} : {', '.join(names)}." if names else ""
