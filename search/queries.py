"""One search over the pages of all sections."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from core import cards
from core.cards import KINDS, CardRow
from core.gate import Gate
from core.models import Card

SUGGESTIONS = 8


def find_pages(gate: Gate, text: str, kinds: list[str] | None = None, theme: str = "") -> QuerySet[Page]:
    """The pages a text finds that the reader may see, best first. All words must be there."""
    results = get_search_backend().search(text, Page.objects.all(), operator="and")
    return _narrow(gate, results, kinds, theme)


def suggest_pages(gate: Gate, text: str) -> QuerySet[Page]:
    """The pages whose title or commune begins as the text says."""
    results = get_search_backend().autocomplete(text, Page.objects.all(), operator="and")
    return _narrow(gate, results, None, "")


def _narrow(gate: Gate, results: Any, kinds: list[str] | None, theme: str) -> QuerySet[Page]:
    pages = gate.filter(results.get_queryset()).filter(card__isnull=False)
    if kinds:
        pages = pages.filter(card__kind__in=kinds)
    if theme:
        pages = pages.filter(page_themes__theme__slug=theme)
    return pages


def rows(gate: Gate, pages: QuerySet[Page]) -> list[CardRow]:
    """The cards of a slice of found pages, in its order."""
    ids = list(pages.values_list("pk", flat=True))
    found = {row["id"]: row for row in cards.rows(gate, Card.objects.filter(page__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def kind_counts(pages: QuerySet[Page]) -> list[dict[str, Any]]:
    """How many of the found pages are of each kind, most first."""
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
