"""The pages under which events and publications are found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import Page
from wagtail.search import index

from archive import listings
from archive.models.event import EventReportPage
from archive.models.publication import PublicationPage
from core.models.page import BasePage, CardData, tabs


class SectionPage(BasePage):
    """A page with an introduction above what it lists."""

    introduction = models.TextField(
        "introduction", blank=True, help_text="Deux ou trois phrases qui disent ce qu’on trouve ici."
    )

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        abstract = True

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction)


class ArchiveIndexPage(SectionPage):
    """« Ressources »: what is new, and the ways into the archive."""

    icon = "sillon-archive"

    template = "archive/archive_index_page.html"
    page_description = "La rubrique « Ressources » : évènements, publications. Il n’y en a qu’une."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["archive.EventIndexPage", "archive.PublicationIndexPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = "rubrique Ressources"
        verbose_name_plural = "rubriques Ressources"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate = context["gate"]
        rows = gate.pages(Page).child_of(self).order_by("path").values("title", "url_path")
        context["sections"] = [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows]
        events = gate.pages(EventReportPage).agenda(timezone.localdate())
        publications = gate.pages(PublicationPage).newest_first()
        context["latest_events"] = listings.event_cards(gate, list(events.values(*listings.EVENT_FIELDS)[:6]))
        context["latest_publications"] = listings.publication_cards(
            gate, list(publications.values(*listings.PUBLICATION_FIELDS)[:6])
        )
        return context


class EventIndexPage(SectionPage):
    """« Évènements »: what is ahead, then what has passed."""

    icon = "sillon-events"

    template = "archive/event_index_page.html"
    page_description = "La liste des évènements, à venir et passés, avec ses filtres."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.EventReportPage"]

    class Meta:
        verbose_name = "liste d’évènements"
        verbose_name_plural = "listes d’évènements"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate = context["gate"]
        return context | listings.events(gate, gate.pages(EventReportPage).child_of(self), request.GET)


class PublicationIndexPage(SectionPage):
    """« Publications »: the latest first."""

    icon = "sillon-publications"

    template = "archive/publication_index_page.html"
    page_description = "La liste des publications, avec ses filtres."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = ["archive.PublicationPage"]

    class Meta:
        verbose_name = "liste de publications"
        verbose_name_plural = "listes de publications"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate = context["gate"]
        return context | listings.publications(gate, gate.pages(PublicationPage).child_of(self), request.GET)


for _model in (ArchiveIndexPage, EventIndexPage, PublicationIndexPage):
    _model.edit_handler = tabs(
        ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]),
        ("Classement", [*_model.themes_panels, *_model.verification_panels]),
    )
