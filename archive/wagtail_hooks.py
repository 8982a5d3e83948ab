"""Events and publications in the admin."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple
from django_filters import MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from archive.models import EventReportPage, PublicationPage
from archive.vocabulary import EventKind, EventState, PublicationKind
from core.viewsets import PageTypeViewSet, TypeFilterSet, columns

DATE = Column("date_label", label="Date", sort_key="date_earliest", width="14%")


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    return [
        *names,
        "icons/sillon-archive.svg",
        "icons/sillon-event.svg",
        "icons/sillon-events.svg",
        "icons/sillon-publication.svg",
        "icons/sillon-publications.svg",
    ]


class EventFilterSet(TypeFilterSet):
    """By how far an event is and what sort of meeting it is."""

    state = MultipleChoiceFilter(label="État", choices=EventState.choices, widget=CheckboxSelectMultiple)
    kind = MultipleChoiceFilter(label="Type", choices=EventKind.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = EventReportPage
        fields: list[str] = []


class EventViewSet(PageTypeViewSet):
    model = EventReportPage
    menu_label = "Évènements"
    menu_order = 140
    ordering = "-date_earliest"
    filterset_class = EventFilterSet
    columns = columns(
        "Titre",
        DATE,
        Column("get_state_display", label="État", sort_key="state", width="12%"),
        Column("get_kind_display", label="Type", sort_key="kind", width="13%"),
    )


class PublicationFilterSet(TypeFilterSet):
    """By the sort of publication."""

    kind = MultipleChoiceFilter(label="Type", choices=PublicationKind.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = PublicationPage
        fields: list[str] = []


class PublicationViewSet(PageTypeViewSet):
    model = PublicationPage
    menu_label = "Publications"
    menu_order = 150
    ordering = "-date_earliest"
    filterset_class = PublicationFilterSet
    columns = columns("Titre", DATE, Column("get_kind_display", label="Type", sort_key="kind", width="13%"))


@hooks.register("register_admin_viewset")
def events() -> EventViewSet:
    return EventViewSet()


@hooks.register("register_admin_viewset")
def publications() -> PublicationViewSet:
    return PublicationViewSet()
