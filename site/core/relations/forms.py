"""The filters of lists across all sections, and what they let one choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms

from core.cards import KINDS
from core.filters import ListForm, Options, UnknownFilters
from core.models import Partner, Theme
from core.relations import entries as rows
from core.relations.entries import Entry, Filters
from core.visibility.gate import Gate
from core.widgets import Select


class Choices(NamedTuple):
    """What the pages of a list let one choose: pairs of value and name."""

    kinds: Sequence[tuple[str, str]]
    years: Sequence[int]
    themes: Sequence[tuple[str, str]]
    partners: Sequence[tuple[str, str]]


def choices_of(gate: Gate, entries: Sequence[Entry]) -> Choices:
    """Read what these entries let one choose. Two queries."""
    themes = Theme.objects.filter(pk__in=rows.themes_of(gate, entries)).values_list("slug", "title")
    partners = Partner.objects.filter(pk__in=rows.partners_of(gate, entries)).values_list("slug", "name")
    return Choices(
        [(kind, label) for kind, label, _ in rows.kinds_of(entries)],
        [year for year, _ in rows.years_of(entries)],
        list(themes),
        list(partners),
    )


def strict_filters(data: Mapping[str, str]) -> Filters:
    """Return the filters of a query string. Raise UnknownFilters; an existing value that selects nothing is no error.

    The number of the page of a list is left aside.
    """
    known = {
        "type": lambda value: value in KINDS,
        "year": lambda value: value.isdecimal() and 1 <= len(value) <= 4 and int(value) > 0,
        "theme": lambda value: "\0" not in value and Theme.objects.filter(slug=value).exists(),
        "partner": lambda value: "\0" not in value and Partner.objects.filter(slug=value).exists(),
    }
    values = {name: value for name, value in data.items() if value and name != "page"}
    if unknown := [name for name, value in values.items() if name not in known or not known[name](value)]:
        raise UnknownFilters(unknown)
    return Filters(**{name: int(value) if name == "year" else [value] for name, value in values.items()})


class EntryFilterForm(ListForm):
    """The filters of a list of pages of all kinds; those of `without` are left out."""

    numbers = frozenset({"year"})

    type = forms.ChoiceField(label="Type", required=False, widget=Select)
    year = forms.IntegerField(label="Année", required=False, min_value=1, max_value=9999, widget=Select)
    theme = forms.ChoiceField(label="Thème", required=False, widget=Select)
    partner = forms.ChoiceField(label="Partenaire", required=False, widget=Select)

    def __init__(self, data: Mapping[str, Any], choices: Choices, without: Collection[str] = ()) -> None:
        super().__init__(data)
        self.fields["type"].choices = Options(("", "Tous"), *choices.kinds)
        self.fields["year"].widget.choices = Options(("", "Toutes"), *((year, year) for year in choices.years))
        self.fields["theme"].choices = Options(("", "Tous"), *choices.themes)
        self.fields["partner"].choices = Options(("", "Tous"), *choices.partners)
        for name in without:
            del self.fields[name]

    @property
    def selection(self) -> Filters:
        """The valid filters."""
        return Filters(**self.filters)
