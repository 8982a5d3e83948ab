"""A chapter: a few sheets that answer one question."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from core.gate import Gate
from core.models.page import BasePage, CardData, tabs
from memento.listings import sheet_rows
from memento.models.sheet import SheetPage
from memento.querysets import GuidePageQuerySet


class ChapterPage(BasePage):
    """A chapter of the guide."""

    icon = "sillon-chapter"

    introduction = models.TextField(
        "introduction", blank=True, help_text="La question à laquelle ce chapitre répond, en deux ou trois phrases."
    )

    objects = PageManager.from_queryset(GuidePageQuerySet)()

    template = "memento/chapter_page.html"
    page_description = "Un chapitre du mémento. Les fiches se créent en dessous, dans l’ordre de lecture."
    parent_page_types = ["memento.MementoPage"]
    subpage_types = ["memento.SheetPage"]

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "chapitre"
        verbose_name_plural = "chapitres"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        context["sheets"] = sheet_rows(gate, gate.pages(SheetPage).within(self.path))
        return context

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction)


ChapterPage.edit_handler = tabs(
    ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]),
    ("Classement", [*ChapterPage.themes_panels, *ChapterPage.verification_panels]),
)
