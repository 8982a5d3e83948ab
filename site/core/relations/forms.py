"""The filters of lists across all sections, and what they let one choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.validators import slug_re

from core.cards import KINDS
from core.http.list_forms import ListForm, Options, UnknownFilters, current_value, name_of
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


def strict_filters(gate: Gate, data: Mapping[str, str]) -> Filters:
    """Return the filters of a query string. Raise UnknownFilters; an existing value that selects nothing is no error.

    The number of the page of a list is left aside.
    """
    values = {name: current_value(gate, name, value) for name, value in data.items() if value and name != "page"}
    if unknown := [
        name for name, value in values.items() if name not in Filters._fields or not _exists(gate, name, value)
    ]:
        raise UnknownFilters(unknown)
    chosen: dict[str, Any] = {name: int(value) if name == "year" else [value] for name, value in values.items()}
    return Filters(**chosen)


def _exists(gate: Gate, name: str, value: str) -> bool:
    match name:
        case "type":
            return value in KINDS
        case "year":
            return value.isdecimal() and len(value) <= 4 and int(value) > 0
        case "partner":
            # Any slug: to refuse only those of nobody would tell whether a partner exists whom hidden pages alone name.
            return slug_re.match(value) is not None
    return bool(name_of(gate, name, value))


class EntryFilterForm(ListForm):
    """The filters of a list of pages of all kinds; those of `without` are left out."""

    numbers = frozenset({"year"})

    type = forms.ChoiceField(label="Type", required=False, widget=Select)
    year = forms.IntegerField(label="Année", required=False, min_value=1, max_value=9999, widget=Select)
    theme = forms.ChoiceField(label="Thème", required=False, widget=Select)
    partner = forms.ChoiceField(label="Partenaire", required=False, widget=Select)

    def __init__(self, gate: Gate, data: Mapping[str, Any], choices: Choices, without: Collection[str] = ()) -> None:
        super().__init__(gate, data)
        for name in without:
            del self.fields[name]
        kinds = [*choices.kinds, *((code, label) for code, label in KINDS.items() if code == data.get("type"))]
        for name, pairs in (("type", dict(kinds).items()), ("theme", choices.themes), ("partner", choices.partners)):
            if name in self.fields:
                self.offer(name, pairs)
        if "year" in self.fields:
            self.fields["year"].widget.choices = Options(("", "Toutes"), *((year, year) for year in choices.years))

    @property
    def selection(self) -> Filters:
        """The valid filters."""
        return Filters(**self.filters)
