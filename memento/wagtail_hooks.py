"""The guide in the admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import ParentPageColumn

from core.viewsets import VERIFIED, DayColumn, PageTypeViewSet, TypeFilterSet, VerifiedFilterSet, columns
from memento.models import SheetPage, TestimonialPage


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    return [
        *names,
        "icons/sillon-chapter.svg",
        "icons/sillon-memento.svg",
        "icons/sillon-practice.svg",
        "icons/sillon-sheet.svg",
        "icons/sillon-testimonial.svg",
        "icons/sillon-testimonials.svg",
    ]


class SheetViewSet(PageTypeViewSet):
    """Sheets, in the order of reading."""

    model = SheetPage
    menu_label = "Fiches du mémento"
    menu_order = 120
    ordering = "path"
    filterset_class = VerifiedFilterSet
    columns = columns(
        "Titre",
        Column("number", label="N°", sort_key="number", width="6%"),
        ParentPageColumn("parent", label="Chapitre", sort_key="path", width="20%"),
        VERIFIED,
    )


class TestimonialViewSet(PageTypeViewSet):
    """Testimonials, and whether their words may be published."""

    __test__ = False  # its name looks like that of a test

    model = TestimonialPage
    menu_label = "Témoignages"
    menu_order = 130
    filterset_class = TypeFilterSet
    columns = columns(
        "Titre",
        DayColumn("consent_recorded_on", never="manque", label="Accord", sort_key="consent_recorded_on", width="12%"),
    )


@hooks.register("register_admin_viewset")
def sheets() -> SheetViewSet:
    return SheetViewSet()


@hooks.register("register_admin_viewset")
def testimonials() -> TestimonialViewSet:
    return TestimonialViewSet()
