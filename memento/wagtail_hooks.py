"""The guide in the admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import ParentPageColumn
from wagtail.snippets.models import register_snippet

from core.viewsets import VERIFIED, PageTypeViewSet, VerifiedFilterSet, columns
from memento import dead_links  # noqa: F401 -- registers its hooks
from memento.consent_admin import CONSENT, RefusingWorkflowAction, TestimonialFilterSet
from memento.models import SheetPage, TestimonialPage
from memento.new_sheet import ChooseChapterView, SheetCreateView, hints_script
from memento.viewsets import GlossaryViewSet, SharedBlockViewSet, keep_what_is_in_use


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    return [
        *names,
        "icons/sillon-chapter.svg",
        "icons/sillon-definition.svg",
        "icons/sillon-memento.svg",
        "icons/sillon-practice.svg",
        "icons/sillon-shared.svg",
        "icons/sillon-sheet.svg",
        "icons/sillon-testimonial.svg",
        "icons/sillon-testimonials.svg",
    ]


class SheetViewSet(PageTypeViewSet):
    """Sheets, in the order of reading."""

    model = SheetPage
    menu_label = "Fiches du mémento"
    menu_order = 120
    add_view_class = SheetCreateView
    choose_parent_view_class = ChooseChapterView
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
    filterset_class = TestimonialFilterSet
    workflow_action_view_class = RefusingWorkflowAction
    columns = columns("Titre", CONSENT)


@hooks.register("register_admin_viewset")
def sheets() -> SheetViewSet:
    return SheetViewSet()


@hooks.register("register_admin_viewset")
def testimonials() -> TestimonialViewSet:
    return TestimonialViewSet()


register_snippet(SharedBlockViewSet)
register_snippet(GlossaryViewSet)
hooks.register("before_delete_snippet", keep_what_is_in_use)
hooks.register("insert_editor_js", hints_script)
