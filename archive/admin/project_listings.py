"""The admin listing of projects."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import CheckboxSelectMultiple
from django_filters import MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from archive.admin.create_project import ProjectCreateView
from archive.choices import ProjectKind, ProjectState
from archive.models import ProgressEntry, ProjectPage
from core.admin.viewsets import PageTypeViewSet, TypeFilterSet, TypeListing, columns


class ProjectFilterSet(TypeFilterSet):
    """Filters of projects: type and state."""

    kind = MultipleChoiceFilter(label="Nature", choices=ProjectKind.choices, widget=CheckboxSelectMultiple)
    state = MultipleChoiceFilter(label="État", choices=ProjectState.choices, widget=CheckboxSelectMultiple)

    class Meta:
        model = ProjectPage
        fields: list[str] = []


class ProjectListing(TypeListing):
    """Projects, each with the date of its last progress entry."""

    def annotate_queryset(self, pages: QuerySet) -> QuerySet:
        # Not to sort by: the search sorts by fields of its index alone.
        entries = ProgressEntry.objects.filter(project=OuterRef("pk"), date_earliest__isnull=False)
        last = entries.order_by("-date_earliest", "-pk").values("date_label")[:1]
        return super().annotate_queryset(pages).annotate(last_progress=Subquery(last))


class ProjectViewSet(PageTypeViewSet):
    model = ProjectPage
    add_view_class = ProjectCreateView
    menu_label = "Projets et groupes"
    menu_order = 155
    ordering = "title"
    content_type_use_view_class = ProjectListing
    filterset_class = ProjectFilterSet
    columns = columns(
        "Titre",
        Column("get_kind_display", label="Nature", sort_key="kind", width="16%"),
        Column("get_state_display", label="État", sort_key="state", width="12%"),
        Column("last_progress", label="Dernière avancée", width="15%"),
    )


@hooks.register("register_admin_viewset")
def viewsets() -> list[PageTypeViewSet]:
    return [ProjectViewSet()]
