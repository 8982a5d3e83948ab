"""The admin listing of publications."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple, RadioSelect
from django_filters import ChoiceFilter, MultipleChoiceFilter
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from archive.admin.create_publication import PublicationCreateView
from archive.admin.listings import DATE
from archive.choices import PublicationKind
from archive.models import PublicationAuthor, PublicationPage
from core.admin.viewsets import Explorer, PageTypeViewSet, TypeFilterSet, TypeListing, columns
from core.text.typography import quantity


def replaced() -> Exists:
    """Return the condition that a publication is replaced by a live version that is not withdrawn."""
    return Exists(PublicationPage.objects.live().filter(replaces=OuterRef("pk"), withdrawn_on__isnull=True))


class PublicationFilterSet(TypeFilterSet):
    """Filters of publications: type, what readers cannot read, and what becomes of old ones."""

    kind = MultipleChoiceFilter(label="Type", choices=PublicationKind.choices, widget=CheckboxSelectMultiple)
    document = ChoiceFilter(
        label="Document",
        choices=[("no_file", "Sans fichier"), ("nothing", "Sans fichier ni adresse")],
        empty_label="Tous",
        widget=RadioSelect,
        method="with_document",
    )
    state = ChoiceFilter(
        label="Version",
        choices=[("replaced", "Remplacée"), ("withdrawn", "Retirée")],
        empty_label="Toutes",
        widget=RadioSelect,
        method="in_state",
    )

    class Meta:
        model = PublicationPage
        fields: list[str] = []

    def with_document(self, publications: Any, name: str, choice: str) -> Any:
        without = PublicationPage.objects.filter(files__isnull=True, withdrawn_on__isnull=True)
        if choice == "nothing":
            without = without.filter(link="")
        return publications.filter(pk__in=without.values("pk"))

    def in_state(self, publications: Any, name: str, choice: str) -> Any:
        every = PublicationPage.objects
        chosen = every.filter(withdrawn_on__isnull=False) if choice == "withdrawn" else every.filter(replaced())
        return publications.filter(pk__in=chosen.values("pk"))


class AnnotatedMixin:
    """Publications, each with its first author and whether a later version replaces it."""

    def annotate_queryset(self, pages: QuerySet) -> QuerySet:
        authors = PublicationAuthor.objects.filter(publication=OuterRef("pk")).order_by("sort_order", "pk")
        name = Coalesce("person__name", "organisation__name", "name")
        # A subquery, since the search counts the pages without their annotations.
        number = authors.order_by().values("publication").annotate(number=Count("pk")).values("number")
        annotated: QuerySet = super().annotate_queryset(pages)  # type: ignore[misc]
        return annotated.annotate(
            first_author=Subquery(authors.values(shown=name)[:1]),
            author_count=Subquery(number),
            is_replaced=replaced(),
        )


class PublicationListing(AnnotatedMixin, TypeListing):
    """All publications."""


class PublicationExplorer(AnnotatedMixin, Explorer):
    """The publications of a list."""


def _authors(publication: Any) -> str:
    """Return « AUEG » or « AUEG et 2 autres » for a publication of the listing."""
    others = (publication.author_count or 0) - 1
    first = publication.first_author or ""
    return f"{first} et {quantity(others, 'autre')}" if others > 0 else first


def _state(publication: Any) -> str:
    if publication.withdrawn_on:
        return "Retirée"
    return "Remplacée" if publication.is_replaced else publication.edition


class PublicationViewSet(PageTypeViewSet):
    model = PublicationPage
    add_view_class = PublicationCreateView
    index_view_class = PublicationExplorer
    content_type_use_view_class = PublicationListing
    menu_label = "Publications"
    menu_order = 150
    ordering = "-date_earliest"
    filterset_class = PublicationFilterSet
    columns = columns(
        "Titre",
        Column("authors", label="Auteurs", accessor=_authors, width="18%"),
        DATE,
        Column("get_kind_display", label="Type", sort_key="kind", width="13%"),
        Column("version", label="Version", accessor=_state, width="11%"),
    )


@hooks.register("register_admin_viewset")
def viewsets() -> list[PageTypeViewSet]:
    return [PublicationViewSet()]
