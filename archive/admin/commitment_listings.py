"""Admin listings of plans, measures and evidence."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django_filters import ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.query import PageQuerySet

from archive.admin.listings import DATE
from archive.choices import ESTABLISHED, CommitmentStatus, Deadline, EvidenceKind
from archive.commitments.register import live_measures
from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from core.admin.viewsets import Explorer, PageTypeViewSet, TypeFilterSet, TypeListing, columns
from core.bin.tree import outside
from core.db.pages import path_above


class ParentTitleColumn(Column):
    """The title of the page above, which `ParentTitlesMixin` has loaded."""

    def get_value(self, instance: Page) -> str:
        return getattr(instance, "parent_title", "") or "–"


class ParentTitlesMixin:
    """A listing of pages that names the page above each: one query for all."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        pages = context["object_list"]
        above = Page.objects.filter(path__in={path_above(page.path) for page in pages})
        titles = dict(above.values_list("path", "title"))
        for page in pages:
            page.parent_title = titles.get(path_above(page.path), "")
        return context


class StatusesMixin(ParentTitlesMixin):
    """A listing of measures, with the status that their evidence establishes and how their deadline stands."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        stored = {measure.pk: measure for measure in live_measures()}
        for page in context["object_list"]:
            measure = stored.get(page.pk)
            late = measure is not None and measure.deadline(today) == Deadline.LATE
            page.status_label = measure.status.label if measure else ""
            page.deadline_label = f"{page.due_label} (dépassée)" if late else page.due_label
        return context


class MeasureListing(StatusesMixin, TypeListing):
    """All measures."""


class MeasureExplorer(StatusesMixin, Explorer):
    """The measures of a plan."""


class EvidenceListing(ParentTitlesMixin, TypeListing):
    """All evidence."""


class EvidenceExplorer(ParentTitlesMixin, Explorer):
    """The evidence of a measure."""


class CommitmentPlanFilterSet(TypeFilterSet):
    """Filters of plans."""

    class Meta:
        model = CommitmentPlanPage
        fields: list[str] = []


class CommitmentPlanViewSet(PageTypeViewSet):
    model = CommitmentPlanPage
    menu_label = "Engagements"
    menu_order = 160
    ordering = "-date_earliest"
    filterset_class = CommitmentPlanFilterSet
    columns = columns("Plan", DATE, Column("author", label="Qui s’engage", width="18%"))


class CommitmentFilterSet(TypeFilterSet):
    """Filters of measures: plan, status and deadline."""

    plan = ModelChoiceFilter(
        label="Plan", queryset=outside(CommitmentPlanPage.objects.all()), empty_label="Tous", method="below_plan"
    )
    status = MultipleChoiceFilter(
        label="Où elle en est",
        choices=CommitmentStatus.choices,
        widget=CheckboxSelectMultiple,
        method="with_status",
    )
    late = ChoiceFilter(
        label="Échéance",
        choices=[(Deadline.LATE.value, "Dépassée"), (Deadline.AHEAD.value, "À venir")],
        empty_label="Toutes",
        method="with_deadline",
    )

    def below_plan(self, pages: PageQuerySet, name: str, plan: Page) -> PageQuerySet:
        return pages.child_of(plan)

    def with_status(self, pages: PageQuerySet, name: str, statuses: list[str]) -> PageQuerySet:
        return pages.filter(pk__in=[m.pk for m in live_measures() if m.status in statuses]) if statuses else pages

    def with_deadline(self, pages: PageQuerySet, name: str, deadline: str) -> PageQuerySet:
        today = timezone.localdate()
        return pages.filter(pk__in=[m.pk for m in live_measures() if m.deadline(today) == deadline])

    class Meta:
        model = CommitmentPage
        fields: list[str] = []


class CommitmentViewSet(PageTypeViewSet):
    model = CommitmentPage
    content_type_use_view_class = MeasureListing
    index_view_class = MeasureExplorer
    menu_label = "Mesures"
    menu_order = 161
    ordering = "number"
    filterset_class = CommitmentFilterSet
    columns = columns(
        "Mesure",
        Column("number", label="Numéro", sort_key="number", width="9%"),
        ParentTitleColumn("parent_title", label="Plan", width="18%"),
        Column("deadline_label", label="Échéance", sort_key="due_latest", width="14%"),
        Column("status_label", label="Où elle en est", width="12%"),
    )


class EvidenceFilterSet(TypeFilterSet):
    """Filters of evidence: what it establishes, and its type."""

    establishes = MultipleChoiceFilter(label="Établit", choices=ESTABLISHED, widget=CheckboxSelectMultiple)
    kind = MultipleChoiceFilter(label="Type", choices=EvidenceKind.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = EvidencePage
        fields: list[str] = []


class EvidenceViewSet(PageTypeViewSet):
    model = EvidencePage
    content_type_use_view_class = EvidenceListing
    index_view_class = EvidenceExplorer
    menu_label = "Preuves"
    menu_order = 162
    ordering = "-date_earliest"
    filterset_class = EvidenceFilterSet
    columns = columns(
        "Preuve",
        DATE,
        Column("get_establishes_display", label="Établit", sort_key="establishes", width="14%"),
        ParentTitleColumn("parent_title", label="Mesure", width="22%"),
    )


@hooks.register("register_admin_viewset")
def viewsets() -> list[PageTypeViewSet]:
    return [CommitmentPlanViewSet(), CommitmentViewSet(), EvidenceViewSet()]
