"""The page type that lists all places."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from core.models.page import BasePage, tabs


class InventoryIndexPage(BasePage):
    """« Inventaire »: the list of all places, with filters in the query string."""

    icon = "sillon-inventory"

    introduction = models.TextField(
        "introduction", blank=True, help_text="Ce que contient l’inventaire et d’où il vient."
    )

    template = "inventory/inventory_index_page.html"
    context_builder = "inventory.pages.inventory_index.index_context"
    view = "inventory.pages.inventory_index.serve_index"
    page_description = "La liste des lieux. Il n’y en a qu’une."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["inventory.SiteProfilePage"]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    edit_handler = tabs(("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]))

    class Meta:
        verbose_name = "inventaire"
        verbose_name_plural = "inventaires"
