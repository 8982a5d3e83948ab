"""The query string of the lists of events and publications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db import models

from archive.choices import EventKind
from archive.events.filters import host_places
from archive.querysets import DatedPageQuerySet, EventQuerySet
from core.models import Partner, Theme
from core.visibility.gate import Gate

INVALID = "Ce filtre n’est pas compris."
Kinds = type[models.TextChoices]  # an alias, since the form has a field of the name `type`


class Choices(NamedTuple):
    """What the pages of a list let one choose: years, and pairs of slug and name, a place with its public id."""

    years: list[int]
    themes: list[tuple[str, str]]
    partners: list[tuple[str, str]] = []
    places: list[tuple[str, str, str]] = []


def choices_of(pages: DatedPageQuerySet) -> Choices:
    """Read the years and themes of pages."""
    themes = Theme.objects.filter(page_themes__page__in=pages.order_by().values("pk")).distinct()
    return Choices(pages.years(), list(themes.values_list("slug", "title")))


def event_choices(gate: Gate, index: int, events: EventQuerySet) -> Choices:
    """Read the choices that the events below an index page offer, with their partners and places.

    They are read once per content version.
    """

    def read() -> Choices:
        rows = events.order_by().filter(partners__isnull=False).values("partners__partner")
        partners = Partner.objects.filter(pk__in=rows).values_list("slug", "name")
        return choices_of(events)._replace(partners=list(partners), places=host_places(gate, events))

    return gate.snapshot.get_or_set(("event filters", index, gate.site and gate.site.path, gate.closed_paths), read)


class FilterForm(forms.Form):
    """The filters of a list, named as in the API. Invalid values are ignored, with a French `notice`."""

    type = forms.ChoiceField(label="Type", required=False)
    year = forms.IntegerField(label="Année", required=False, min_value=1, max_value=9999, widget=forms.Select)
    theme = forms.ChoiceField(label="Thème", required=False)

    def __init__(self, data: Mapping[str, Any], kinds: Kinds, choices: Choices) -> None:
        super().__init__(data, label_suffix="")
        self.fields["type"].choices = [("", "Tous"), *kinds.choices]
        self.fields["year"].widget.choices = [("", "Toutes"), *((year, year) for year in choices.years)]
        self.fields["theme"].choices = [("", "Tous"), *choices.themes]
        for field in self.fields.values():
            field.error_messages = dict.fromkeys(("invalid", "invalid_choice"), INVALID)
            for validator in field.validators:
                validator.message = INVALID

    @property
    def offered(self) -> list[forms.BoundField]:
        """The fields that offer a choice, or have an error to show."""
        return [field for field in self if len(field.field.widget.choices) > 1 or field.errors]

    @property
    def filters(self) -> dict[str, Any]:
        """The valid filters by name, as `apply_filters` takes them: the year as a number, others as lists."""
        self.is_valid()
        return {name: value if name == "year" else [value] for name, value in self.cleaned_data.items() if value}

    @property
    def notice(self) -> str:
        """A French message that names the ignored filters; empty if there are none."""
        names = [str(self.fields[name].label).lower() for name in self.errors]
        return f"{INVALID[:-1]} : {', '.join(names)}." if names else ""

    @property
    def active(self) -> list[dict[str, str]]:
        """The valid filters: the French `label` of each value, and as `query` the relative URL without it."""
        return [
            {"label": self._label(name, value), "query": self.query(**{name: None})}
            for name, value in self.filters.items()
        ]

    def query(self, **changes: Any) -> str:
        """Return the relative URL of the list with these filters changed, or removed if None."""
        values = {name: value for name, value in (self.filters | changes).items() if value is not None}
        return f"?{urlencode(values, doseq=True)}" if values else "."

    def _label(self, name: str, value: Any) -> str:
        return str(value) if name == "year" else str(dict(self.fields[name].choices)[value[0]])


class PlaceField(forms.ChoiceField):
    """A place by its slug. Its public id, which the API takes too, is replaced by the slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slugs: dict[str, str] = {}

    def offer(self, places: list[tuple[str, str, str]]) -> None:
        """Take the places to choose from, each with slug, public id and title."""
        self.slugs = {uid: slug for slug, uid, _ in places}
        self.choices = [("", "Tous"), *((slug, title) for slug, _, title in places)]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return self.slugs.get(text.lower(), text)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.to_python(data)


class EventFilterForm(FilterForm):
    """The filters of the list of events, with the partners and places of the events that the reader may see."""

    partner = forms.ChoiceField(label="Partenaire", required=False)
    place = PlaceField(label="Lieu", required=False)

    def __init__(self, data: Mapping[str, Any], choices: Choices) -> None:
        super().__init__(data, EventKind, choices)
        self.fields["partner"].choices = [("", "Tous"), *choices.partners]
        self.fields["place"].offer(choices.places)
