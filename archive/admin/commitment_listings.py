"""Admin listings of plans, measures and evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.forms import CheckboxSelectMultiple
from django_filters import MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.query import PageQuerySet

from archive.admin.listings import DATE
from archive.choices import ESTABLISHED, EvidenceKind
from archive.commitments.register import live_measures
from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from core.admin.viewsets import PageTypeViewSet, TypeFilterSet, TypeListing, columns


class ParentTitleColumn(Column):
    """The title of the page above, which `with_parent_titles` has loaded."""

    def get_value(self, instance: Page) -> str:
        return getattr(instance, "parent_title", "") or "–"


def with_parent_titles(pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with the title of the page above each."""
    above = Page.objects.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen))
    return pages.annotate(parent_title=Subquery(above.values("title")[:1]))


class BelowListing(TypeListing):
    """A listing of pages that names the page above each."""

    def get_base_queryset(self) -> PageQuerySet:
        return with_parent_titles(super().get_base_queryset())


class MeasureListing(BelowListing):
    """All measures, with the status that their evidence establishes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        statuses = {measure.pk: measure.status.label for measure in live_measures()}
        for page in context["object_list"]:
            page.status_label = statuses.get(page.pk, "")
        return context


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
    """Filters of measures."""

    class Meta:
        model = CommitmentPage
        fields: list[str] = []


class CommitmentViewSet(PageTypeViewSet):
    model = CommitmentPage
    content_type_use_view_class = MeasureListing
    menu_label = "Mesures"
    menu_order = 161
    ordering = "number"
    filterset_class = CommitmentFilterSet
    columns = columns(
        "Mesure",
        Column("number", label="Numéro", sort_key="number", width="9%"),
        ParentTitleColumn("parent_title", label="Plan", width="18%"),
        Column("due_label", label="Échéance", sort_key="due_latest", width="12%"),
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
    content_type_use_view_class = BelowListing
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
