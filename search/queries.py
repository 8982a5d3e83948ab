"""Search queries over the pages of all sections."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from core import cards
from core.cards import KINDS, CardRow
from core.visibility.gate import Gate

SUGGESTIONS = 8


def find_pages(gate: Gate, text: str, kinds: list[str] | None = None, theme: str = "") -> QuerySet[Page]:
    """Return the visible pages that contain all words of a text, best match first."""
    results = get_search_backend().search(text, Page.objects.all(), operator="and")
    return _filtered(gate, results, kinds, theme)


def suggest_pages(gate: Gate, text: str) -> QuerySet[Page]:
    """Return the visible pages with words of the title or the commune that begin with those of the text."""
    results = get_search_backend().autocomplete(text, Page.objects.all(), operator="and")
    return _filtered(gate, results, None, "")


def _filtered(gate: Gate, results: Any, kinds: list[str] | None, theme: str) -> QuerySet[Page]:
    pages = gate.filter(results.get_queryset()).filter(card__isnull=False)
    if kinds:
        pages = pages.filter(card__kind__in=kinds)
    if theme:
        pages = pages.filter(page_themes__theme__slug=theme)
    return pages


def result_cards(gate: Gate, pages: QuerySet[Page]) -> list[CardRow]:
    """Return the cards of a slice of search results, in their order."""
    return cards.by_page(gate, list(pages.values_list("pk", flat=True)))


def kind_counts(pages: QuerySet[Page]) -> list[dict[str, Any]]:
    """Count the results of each kind of page, the most frequent first: `code`, `label` and `count`."""
    counts = (
        pages.order_by()
        .values("card__kind")
        .annotate(count=Count("pk", distinct=True))
        .order_by("-count", "card__kind")
    )
    return [
        {"code": row["card__kind"], "label": KINDS.get(row["card__kind"], row["card__kind"]), "count": row["count"]}
        for row in counts
    ]
