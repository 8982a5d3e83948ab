"""Places in the admin."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple
from django_filters import MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from core.viewsets import VERIFIED, PageTypeViewSet, VerifiedFilterSet, columns
from inventory import admin_urls  # noqa: F401 -- registers its hooks
from inventory.departments import DEPARTMENTS
from inventory.models import SiteProfilePage
from inventory.querysets import PlaceQuerySet
from inventory.vocabulary import Family, Milieu, State


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    return [*names, "icons/sillon-inventory.svg", "icons/sillon-place.svg"]


def departments_in_use() -> list[tuple[str, str]]:
    """The départements where there is a place, for the filter."""
    codes = SiteProfilePage.objects.exclude(department="").order_by("department").values_list("department", flat=True)
    return [(code, f"{DEPARTMENTS.get(code, '')} ({code})".strip()) for code in codes.distinct()]


class PlaceFilterSet(VerifiedFilterSet):
    """By what people look for in places."""

    state = MultipleChoiceFilter(label="État", choices=State.choices, widget=CheckboxSelectMultiple)
    families = MultipleChoiceFilter(
        label="Familles", choices=Family.choices, widget=CheckboxSelectMultiple, method="of_families"
    )
    milieu = MultipleChoiceFilter(label="Milieu", choices=Milieu.choices, widget=CheckboxSelectMultiple)
    department = MultipleChoiceFilter(label="Département", choices=departments_in_use, widget=CheckboxSelectMultiple)

    class Meta:
        model = SiteProfilePage
        fields: list[str] = []

    def of_families(self, places: PlaceQuerySet, name: str, codes: list[str]) -> PlaceQuerySet:
        return places.of_families(codes) if codes else places


class PlaceViewSet(PageTypeViewSet):
    model = SiteProfilePage
    menu_label = "Lieux"
    menu_order = 110
    ordering = "title"
    filterset_class = PlaceFilterSet
    columns = columns(
        "Nom",
        Column("commune", label="Commune", sort_key="commune", width="14%"),
        Column("get_state_display", label="État", sort_key="state", width="11%"),
        Column(
            "completeness",
            label="Complétude",
            accessor=lambda place: f"{place.completeness} %",
            sort_key="completeness",
            width="9%",
        ),
        VERIFIED,
    )


@hooks.register("register_admin_viewset")
def places() -> PlaceViewSet:
    return PlaceViewSet()
