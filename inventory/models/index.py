"""The page that lists all places."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from core.gate import Gate
from core.models.page import BasePage, tabs
from inventory.browse import browse
from inventory.start import starting_from


class InventoryIndexPage(BasePage):
    """« Inventaire »: every place, with filters in the address."""

    icon = "sillon-inventory"

    introduction = models.TextField(
        "introduction", blank=True, help_text="Ce que contient l’inventaire et d’où il vient."
    )

    template = "inventory/inventory_index_page.html"
    page_description = "La liste des lieux. Il n’y en a qu’une."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["inventory.SiteProfilePage"]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    edit_handler = tabs(("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]))

    class Meta:
        verbose_name = "inventaire"
        verbose_name_plural = "inventaires"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | browse(context["gate"], request.GET, kwargs.get("start"))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        start = starting_from(Gate.for_request(request), request.GET)
        if start.address:
            return HttpResponseRedirect(start.address)
        response = super().serve(request, *args, start=start, **kwargs)
        if start.passing:
            response["Cache-Control"] = "no-store"
        return response
