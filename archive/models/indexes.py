"""Index pages: « Ressources » and its lists of events, publications, projects and commitments."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from core.models.page import BasePage, tabs


class SectionPage(BasePage):
    """Abstract: an index page with an introduction above its list."""

    introduction = models.TextField(
        "introduction", blank=True, help_text="Deux ou trois phrases qui disent ce qu’on trouve ici."
    )

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True


class ArchiveIndexPage(SectionPage):
    """« Ressources »: the latest events and publications, and links to the lists."""

    icon = "sillon-archive"

    template = "archive/archive_index_page.html"
    context_builder = "archive.pages.sections.archive_context"
    page_description = (
        "La rubrique « Ressources » : évènements, publications, projets, engagements, tours. Il n’y en a qu’une."
    )
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "archive.EventIndexPage",
        "archive.PublicationIndexPage",
        "archive.ProjectIndexPage",
        "archive.CommitmentIndexPage",
        "archive.TourPage",
    ]
    max_count_per_parent = 1

    class Meta:
        verbose_name = "rubrique Ressources"
        verbose_name_plural = "rubriques Ressources"


class EventIndexPage(SectionPage):
    """« Évènements »: events ahead, then past ones."""

    icon = "sillon-events"

    template = "archive/event_index_page.html"
    context_builder = "archive.pages.sections.events_context"
    page_description = "La liste des évènements, à venir et passés, avec ses filtres."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.EventReportPage"]

    class Meta:
        verbose_name = "liste d’évènements"
        verbose_name_plural = "listes d’évènements"


class PublicationIndexPage(SectionPage):
    """« Publications »: the latest first."""

    icon = "sillon-publications"

    template = "archive/publication_index_page.html"
    context_builder = "archive.pages.sections.publications_context"
    view = "archive.citations.views.serve_index"
    page_description = "La liste des publications, avec ses filtres."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.PublicationPage"]

    class Meta:
        verbose_name = "liste de publications"
        verbose_name_plural = "listes de publications"


class CommitmentIndexPage(SectionPage):
    """« Engagements »: the plans, each with its synthesis."""

    icon = "sillon-plans"

    template = "archive/commitment_index_page.html"
    context_builder = "archive.pages.commitments.index_context"
    page_description = "La liste des plans d’engagements, chacun avec sa synthèse."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.CommitmentPlanPage"]

    class Meta:
        verbose_name = "liste d’engagements"
        verbose_name_plural = "listes d’engagements"


class ProjectIndexPage(SectionPage):
    """« Projets et groupes »: by state, what goes on first."""

    icon = "sillon-projects"

    template = "archive/project_index_page.html"
    context_builder = "archive.pages.sections.projects_context"
    page_description = "La liste des projets et des groupes de travail, selon leur état, avec ses filtres."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.ProjectPage"]

    class Meta:
        verbose_name = "liste de projets"
        verbose_name_plural = "listes de projets"


for _model in (ArchiveIndexPage, EventIndexPage, PublicationIndexPage, ProjectIndexPage, CommitmentIndexPage):
    _model.edit_handler = tabs(
        ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]),
        ("Classement", [*_model.themes_panels, *_model.verification_panels]),
    )
