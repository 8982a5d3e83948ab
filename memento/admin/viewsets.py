"""The listings of sheets, diagnostics, decision trees, testimonials, shared blocks and terms in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.ui.tables.pages import ParentPageColumn
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, UnpublishView

from core.admin.viewsets import VERIFIED, PageTypeViewSet, VerifiedFilterSet, columns
from memento.admin.choosers import SYNONYMS, SharedBlockChooserViewSet, TermChooserViewSet, definition_column
from memento.admin.consent import CONSENT, RefusingWorkflowAction, TestimonialFilterSet
from memento.admin.create_sheet import ChooseChapterView, SheetCreateView, SheetEditView
from memento.admin.diagnostic_tables import DiagnosticListing
from memento.admin.simulation import DiagnosticCreateView, DiagnosticEditView
from memento.admin.tree_drawing import TreeCreateView, TreeEditView
from memento.models import (
    DecisionTreePage,
    DiagnosticPage,
    GlossaryTerm,
    SharedBlock,
    SheetPage,
    TestimonialPage,
)
from memento.usages import Usage, usage_count, usages, usages_of

# --- Pages ---------------------------------------------------------------------------------------------------------


class SheetViewSet(PageTypeViewSet):
    """Sheets, in reading order."""

    model = SheetPage
    menu_label = "Fiches du mémento"
    menu_order = 120
    add_view_class = SheetCreateView
    edit_view_class = SheetEditView
    choose_parent_view_class = ChooseChapterView
    ordering = "path"
    filterset_class = VerifiedFilterSet
    columns = columns(
        "Titre",
        Column("number", label="N°", sort_key="number", width="6%"),
        ParentPageColumn("parent", label="Chapitre", sort_key="path", width="20%"),
        VERIFIED,
    )


class DiagnosticViewSet(PageTypeViewSet):
    """Diagnostics."""

    model = DiagnosticPage
    menu_label = "Questionnaires"
    menu_order = 122
    add_view_class = DiagnosticCreateView
    edit_view_class = DiagnosticEditView
    content_type_use_view_class = DiagnosticListing
    filterset_class = VerifiedFilterSet
    columns = columns("Titre", VERIFIED)


class TestimonialViewSet(PageTypeViewSet):
    """Testimonials, with the state of their consent."""

    __test__ = False  # its name looks like that of a test

    model = TestimonialPage
    menu_label = "Témoignages"
    menu_order = 130
    filterset_class = TestimonialFilterSet
    workflow_action_view_class = RefusingWorkflowAction
    columns = columns("Titre", CONSENT)


class DecisionTreeViewSet(PageTypeViewSet):
    """Decision trees, with their drawing beside the form."""

    model = DecisionTreePage
    menu_label = "Arbres"
    menu_order = 124
    add_view_class = TreeCreateView
    edit_view_class = TreeEditView
    filterset_class = VerifiedFilterSet
    columns = columns("Titre", VERIFIED)


# --- Snippets ------------------------------------------------------------------------------------------------------


def refuse_to_delete_used(request: HttpRequest, objects: list[Any]) -> HttpResponse | None:
    """Hook `before_delete_snippet`: refuse to delete shared blocks or terms in use, and show where they are used."""
    model = type(objects[0]) if objects else None
    if model not in (SharedBlock, GlossaryTerm):
        return None
    by_id = usages(model, [instance.pk for instance in objects])
    in_use = [(snippet, by_id[snippet.pk], usage_count(by_id[snippet.pk])) for snippet in objects if by_id[snippet.pk]]
    if not in_use:
        return None
    context = {
        "in_use": in_use,
        "are_terms": model is GlossaryTerm,
        "header_title": "Encore en usage",
        "page_title": "Encore en usage",
        "header_icon": model.snippet_viewset.icon,
        "back": reverse(model.snippet_viewset.get_url_name("list")),
    }
    return TemplateResponse(request, "memento/admin/in_use.html", context)


class SharedBlockFilterSet(WagtailFilterSet):
    """Filters of shared blocks."""

    status = ChoiceFilter(
        label="Statut",
        choices=[("live", "Publiés"), ("draft", "Jamais publiés ou dépubliés"), ("changed", "Avec un brouillon")],
        method="with_status",
    )

    class Meta:
        model = SharedBlock
        fields: list[str] = []

    def with_status(self, blocks: QuerySet, name: str, status: str) -> QuerySet:
        conditions = {"live": {"live": True}, "draft": {"live": False}, "changed": {"has_unpublished_changes": True}}
        return blocks.filter(**conditions[status])


class SharedBlockIndexView(IndexView):
    """The listing of shared blocks, with the number of pages that show each."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        blocks = list(context["object_list"])
        by_id = usages(SharedBlock, [block.pk for block in blocks])
        ids = [str(block.pk) for block in blocks]
        kind = ContentType.objects.get_for_model(SharedBlock)
        revisions = Revision.objects.filter(content_type=kind, object_id__in=ids, approved_go_live_at__isnull=False)
        scheduled = {revision.object_id: revision for revision in revisions}
        for block in blocks:
            block.scheduled_revision = scheduled.get(str(block.pk))  # otherwise each row makes a query for it
            block.placed_in = _placed_in(by_id[block.pk])
        context["object_list"] = context[self.context_object_name or "object_list"] = blocks
        return context


def _placed_in(usages: list[Usage]) -> str:
    """Return where a block is placed, in French: « 4 fiches », « 1 fiche et un brouillon », « nulle part »."""
    published = [usage for usage in usages if usage.published]
    drafts = len(usages) - len(published)
    parts = [usage_count(published)] if published else []
    if drafts:
        parts.append("un brouillon" if drafts == 1 else f"{drafts} brouillons")
    return " et ".join(parts) or "nulle part"


class SharedBlockUnpublishView(UnpublishView):
    """The confirmation page, which lists the pages that a block would disappear from."""

    template_name = "memento/admin/shared_block_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = [usage for usage in usages_of(self.object) if usage.published]
        extra = {"published": published, "published_count": usage_count(published), "usage_url": None}
        return super().get_context_data(**kwargs) | extra


class SharedBlockViewSet(SnippetViewSet):
    """Shared blocks."""

    model = SharedBlock
    icon = "sillon-shared"
    menu_label = "Blocs partagés"
    menu_order = 125
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("placed_in", label="Paraît dans", width="22%"),
        UpdatedAtColumn(label="Modifié"),
        LiveStatusTagColumn(),
    ]
    filterset_class = SharedBlockFilterSet
    index_view_class = SharedBlockIndexView
    unpublish_view_class = SharedBlockUnpublishView
    chooser_viewset_class = SharedBlockChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[SharedBlock]:
        running = WorkflowState.objects.active().select_related("current_task_state__task")
        return SharedBlock.objects.prefetch_related(
            Prefetch("workflow_states", queryset=running, to_attr="_current_workflow_states")
        )


class GlossaryViewSet(SnippetViewSet):
    """The glossary."""

    model = GlossaryTerm
    icon = "sillon-definition"
    menu_label = "Glossaire"
    menu_order = 127
    add_to_admin_menu = True
    list_display = ["term", definition_column(120), SYNONYMS]
    chooser_viewset_class = TermChooserViewSet
