"""The admin listing of tours."""

from __future__ import annotations

from typing import Any

from django.forms import RadioSelect
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from archive.models import TourPage
from archive.models.tour import years_between
from core.admin.viewsets import PageTypeViewSet, TypeFilterSet, TypeListing, columns


class TourFilterSet(TypeFilterSet):
    """Filters of tours: those that need work."""

    steps = ChoiceFilter(
        label="Étapes",
        choices=[("none", "Aucune étape connue"), ("unplaced", "Une étape sans position")],
        empty_label="Tous",
        widget=RadioSelect,
        method="with_steps",
    )

    class Meta:
        model = TourPage
        fields: list[str] = []

    def with_steps(self, tours: Any, name: str, choice: str) -> Any:
        counted = TourPage.objects.with_step_counts()
        matching = counted.filter(step_count=0) if choice == "none" else counted.filter(unplaced_count__gt=0)
        return tours.filter(pk__in=matching.values("pk"))


class TourListing(TypeListing):
    """The listing of tours, with the numbers of their steps."""

    def annotate_queryset(self, pages: Any) -> Any:
        return super().annotate_queryset(pages).with_step_counts()


def _period(tour: Any) -> str:
    """Return the period of a tour of the listing, or the years of its steps."""
    return tour.date_label or years_between(tour.first_day, tour.last_day)


class TourViewSet(PageTypeViewSet):
    model = TourPage
    content_type_use_view_class = TourListing
    menu_label = "Tours"
    menu_order = 158
    ordering = "-date_earliest"
    filterset_class = TourFilterSet
    columns = columns(
        "Titre",
        Column("period", label="Période", accessor=_period, sort_key="date_earliest", width="16%"),
        Column("step_count", label="Étapes", width="9%"),
        Column("unplaced_count", label="Sans position", width="12%"),
    )


@hooks.register("register_admin_viewset")
def viewsets() -> list[PageTypeViewSet]:
    return [TourViewSet()]
