"""The list of testimonials."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from core.gate import Gate
from core.models.page import BasePage, CardData, tabs
from memento.forms import TestimonialFilterForm
from memento.listings import testimonial_rows
from memento.models.testimonial import TestimonialPage

PER_PAGE = 24


class TestimonialIndexPage(BasePage):
    """« Témoignages »: all of them, the newest first."""

    __test__ = False  # its name looks like that of a test

    icon = "sillon-testimonials"

    introduction = models.TextField(
        "introduction", blank=True, help_text="Qui témoigne ici, et comment proposer son propre témoignage."
    )

    template = "memento/testimonial_index_page.html"
    page_description = "La liste des témoignages, que l’on crée en dessous."
    parent_page_types = ["memento.MementoPage"]
    subpage_types = ["memento.TestimonialPage"]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "liste de témoignages"
        verbose_name_plural = "listes de témoignages"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        form = TestimonialFilterForm(request.GET)
        asked = form.understood()
        found = gate.pages(TestimonialPage).within(self.path).newest_first()
        if "theme" in asked:
            found = found.about(asked["theme"].slug)
        paging = Paginator(found, PER_PAGE).get_page(asked.get("page"))
        context |= {"form": form, "paging": paging, "testimonials": testimonial_rows(gate, paging.object_list)}  # type: ignore[arg-type]
        return context

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction)


TestimonialIndexPage.edit_handler = tabs(("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]))
