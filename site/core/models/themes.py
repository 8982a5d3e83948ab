"""Themes, a tree of two levels, and the table that links them to pages of any type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from core.admin.slug_input import SlugFromTitleInput
from core.db.queries import OneOf, Prepared

#: Maximum number of themes of a page.
MAX_THEMES = 6


class Theme(index.Indexed, models.Model):
    """A subject that groups pages of all sections."""

    title = models.CharField("nom", max_length=100, unique=True)
    slug = models.SlugField(
        "adresse", max_length=100, unique=True, help_text="Ce qui paraît dans l’adresse de la page du thème."
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="thème plus large",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="Laissez vide pour un thème principal.",
    )
    description = models.TextField(
        "description", blank=True, help_text="Une ou deux phrases, en tête de la page du thème."
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("slug", widget=SlugFromTitleInput),
        FieldPanel("parent"),
        FieldPanel("description"),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("title"),
    ]

    class Meta:
        verbose_name = "thème"
        verbose_name_plural = "thèmes"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": "Deux niveaux seulement : choisissez un thème principal."})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": "Ce thème en contient d’autres : il reste un thème principal."})


class PageTheme(Orderable):
    """The link between a page and one of its themes."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="page_themes")
    theme = models.ForeignKey(Theme, verbose_name="thème", on_delete=models.CASCADE, related_name="page_themes")

    panels = [FieldPanel("theme")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=("page", "theme"), name="core_pagetheme_unique")]
        verbose_name = "thème de la page"
        verbose_name_plural = "thèmes de la page"

    def __str__(self) -> str:
        return str(self.theme)


def pages_about(slugs: Iterable[str]) -> QuerySet:
    """Return a queryset of the ids of pages that have one of these themes (by slug) or a theme below one of them."""
    slugs = list(slugs)
    links = PageTheme.objects.filter(Q(theme__slug__in=slugs) | Q(theme__parent__slug__in=slugs))
    return links.values("page")


def themes_by_page(pages: Iterable[int]) -> dict[int, list[dict[str, str]]]:
    """Return the themes of these pages by page id, each with `title` and `slug`, with one query."""
    themes: dict[int, list[dict[str, str]]] = defaultdict(list)
    pages = list(pages)
    for row in _links.rows(pages=pages) if pages else ():
        themes[row["page_id"]].append({"title": row["theme__title"], "slug": row["theme__slug"]})
    return themes


_links = Prepared(
    lambda params: (
        PageTheme.objects.filter(OneOf(F("page_id"), params["pages"]))
        .order_by("page_id", "sort_order", "pk")
        .values("page_id", "theme__title", "theme__slug")
    ),
    pages="?",
)
