"""The query string of the lists of events, publications, projects and measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.db.models import Q

from archive.choices import CommitmentStatus, Deadline, EventKind, ProjectKind, ProjectState, PublicationKind
from archive.events.filters import host_places
from archive.events.timeline import visible_events
from archive.models import EventIndexPage, PublicationAuthor, PublicationIndexPage
from archive.publications.filters import ALL_VERSIONS, apply_filters, visible_publications
from archive.publications.versions import replaced_ids
from archive.querysets import DatedPageQuerySet
from core.http.list_forms import ListForm, Options
from core.models import Partner, Theme
from core.visibility.gate import Gate
from core.widgets import Select

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


def event_choices(gate: Gate, index: EventIndexPage | None = None) -> Choices:
    """Read the choices that all events offer, or those below an index page, with their partners and places.

    They are read once per content version.
    """

    def read() -> Choices:
        events = visible_events(gate, index)
        rows = events.order_by().filter(partners__isnull=False).values("partners__partner")
        partners = Partner.objects.filter(pk__in=rows).values_list("slug", "name")
        return choices_of(events)._replace(partners=list(partners), places=host_places(gate, events))

    key = ("event filters", index and index.pk, *gate.scope)
    return gate.snapshot.get_or_set(key, read)


def publication_choices(gate: Gate, index: PublicationIndexPage | None = None, versions: str = "") -> Choices:
    """Read the choices that all publications offer, or those below an index page, with the organisations of authors.

    `versions` is the filter of this name. They are read once per content version.
    """
    every = versions == ALL_VERSIONS

    def read() -> Choices:
        shown = apply_filters(visible_publications(gate, index), gate, versions=[ALL_VERSIONS] if every else [])
        authors = PublicationAuthor.objects.filter(publication__in=shown.order_by().values("pk"))
        partners = Partner.objects.filter(
            Q(pk__in=authors.filter(organisation__isnull=False).values("organisation"))
            | Q(pk__in=authors.filter(person__organisation__isnull=False).values("person__organisation"))
        )
        return choices_of(shown)._replace(partners=list(partners.values_list("slug", "name")))

    key = ("publication filters", index and index.pk, every, *gate.scope)
    return gate.snapshot.get_or_set(key, read)


class FilterForm(ListForm):
    """The filters that events, publications and projects share: type, year and theme."""

    numbers = frozenset({"year"})

    type = forms.ChoiceField(label="Type", required=False, widget=Select)
    year = forms.IntegerField(label="Année", required=False, min_value=1, max_value=9999, widget=Select)
    theme = forms.ChoiceField(label="Thème", required=False, widget=Select)

    def __init__(self, gate: Gate, data: Mapping[str, Any], kinds: Kinds, choices: Choices) -> None:
        super().__init__(gate, data)
        self.fields["type"].choices = Options(("", "Tous"), *kinds.choices)
        if "year" in self.fields:
            self.fields["year"].widget.choices = Options(("", "Toutes"), *((year, year) for year in choices.years))
        self.offer("theme", choices.themes)


class MeasureFilterForm(ListForm):
    """The filters of the measures of a plan: status, deadline and axis."""

    status = forms.ChoiceField(
        label="Statut", required=False, widget=Select, choices=[("", "Tous"), *CommitmentStatus.choices]
    )
    deadline = forms.ChoiceField(
        label="Échéance", required=False, widget=Select, choices=[("", "Toutes"), *Deadline.choices]
    )
    axis = forms.ChoiceField(label="Axe", required=False, widget=Select)

    def __init__(self, gate: Gate, data: Mapping[str, Any], axes: Iterable[str]) -> None:
        super().__init__(gate, data)
        self.fields["axis"].choices = Options(("", "Tous"), *((axis, axis) for axis in axes if axis))


class PlaceField(forms.ChoiceField):
    """A place by its slug. Its public id, which the API takes too, is replaced by the slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slugs: dict[str, str] = {}

    def offer(self, places: list[tuple[str, str, str]]) -> None:
        """Take the places to choose from, each with slug, public id and title."""
        self.slugs = {uid: slug for slug, uid, _ in places}
        self.choices = Options(("", "Tous"), *((slug, title) for slug, _, title in places))

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return self.slugs.get(text.lower(), text)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.to_python(data)


class EventFilterForm(FilterForm):
    """The filters of the list of events, with the partners and places of the events that the reader may see."""

    partner = forms.ChoiceField(label="Partenaire", required=False, widget=Select)
    place = PlaceField(label="Lieu", required=False, widget=Select)

    def __init__(self, gate: Gate, data: Mapping[str, Any], choices: Choices) -> None:
        super().__init__(gate, data, EventKind, choices)
        self.offer("partner", choices.partners)
        self.fields["place"].offer(choices.places)


class PublicationFilterForm(FilterForm):
    """The filters of the list of publications, with the organisations of the authors of those that it shows."""

    partner = forms.ChoiceField(label="Organisme", required=False, widget=Select)
    versions = forms.ChoiceField(
        label="Versions",
        required=False,
        widget=Select,
        choices=[("", "Les plus récentes"), (ALL_VERSIONS, "Toutes les versions")],
    )

    def __init__(self, gate: Gate, data: Mapping[str, Any], index: PublicationIndexPage | None = None) -> None:
        choices = publication_choices(gate, index, data.get("versions", ""))
        super().__init__(gate, data, PublicationKind, choices)
        self.offer("partner", choices.partners)
        self.has_old_versions = bool(replaced_ids(gate))

    @property
    def offered(self) -> list[forms.BoundField]:
        return [bound for bound in super().offered if bound.name != "versions" or bound.data or self.has_old_versions]


class ProjectFilterForm(FilterForm):
    """The filters of the list of projects. They have no year: most go on for several, or their dates are not known."""

    year = None
    type = forms.ChoiceField(label="Nature", required=False, widget=Select)
    state = forms.ChoiceField(label="État", required=False, widget=Select)

    field_order = ("type", "state", "theme")

    def __init__(self, gate: Gate, data: Mapping[str, Any], choices: Choices) -> None:
        super().__init__(gate, data, ProjectKind, choices)
        self.fields["type"].choices = Options(("", "Toutes"), *ProjectKind.choices)
        self.fields["state"].choices = Options(("", "Tous"), *ProjectState.choices)
