"""The admin listing of events."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple
from django_filters import MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from archive.admin.create_event import EventCreateView
from archive.choices import EventKind, EventState
from archive.models import EventReportPage
from core.admin.viewsets import PageTypeViewSet, TypeFilterSet, columns

DATE = Column("date_label", label="Date", sort_key="date_earliest", width="14%")


class EventFilterSet(TypeFilterSet):
    """Filters of events: state and type."""

    state = MultipleChoiceFilter(label="État", choices=EventState.choices, widget=CheckboxSelectMultiple)
    kind = MultipleChoiceFilter(label="Type", choices=EventKind.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = EventReportPage
        fields: list[str] = []


class EventViewSet(PageTypeViewSet):
    model = EventReportPage
    add_view_class = EventCreateView
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


@hooks.register("register_admin_viewset")
def viewsets() -> list[PageTypeViewSet]:
    return [EventViewSet()]
