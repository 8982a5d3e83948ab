"""The page that lists all places."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from core.models.page import BasePage, tabs
from inventory.forms import PlaceFilterForm
from inventory.listing import place_list
from inventory.map import map_options
from inventory.params import understood


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
        filters, _ = understood(request.GET, known=("page",))
        form = PlaceFilterForm(request.GET)
        context |= {"form": form, "chips": form.chosen(), "map": map_options(form.understood())}
        return context | place_list(context["gate"], filters.criteria(), request.GET.get("page"))
