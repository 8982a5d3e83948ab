"""Index pages: « Ressources » and its lists of events and publications."""

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
    page_description = "La rubrique « Ressources » : évènements, publications, tours. Il n’y en a qu’une."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["archive.EventIndexPage", "archive.PublicationIndexPage", "archive.TourPage"]
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
    page_description = "La liste des publications, avec ses filtres."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.PublicationPage"]

    class Meta:
        verbose_name = "liste de publications"
        verbose_name_plural = "listes de publications"


for _model in (ArchiveIndexPage, EventIndexPage, PublicationIndexPage):
    _model.edit_handler = tabs(
        ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]),
        ("Classement", [*_model.themes_panels, *_model.verification_panels]),
    )
