"""The database's own search, which answers while this host has no index: pages with all words of a question."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from core import cards
from core.cards import KINDS, CardRow
from core.search.questions import Question
from core.visibility.gate import Gate
from search.index.schema import in_one_line
from search.query.excerpts import as_html, excerpt
from search.query.facets import Count as FacetCount
from search.query.facets import Facets, Filters
from search.query.results import ResultItem, Results


def search(gate: Gate, text: str, filters: Filters, offset: int, limit: int) -> Results:
    """Return the visible pages that contain all words of a text, the best first; all of them count as exact."""
    matching = find_pages(gate, text)
    pages = _filtered(matching, filters)
    ids = list(pages.values_list("pk", flat=True)[offset : offset + limit])
    count = pages.count()
    items = [
        ResultItem(
            kind=card["kind"],
            kind_label=card["kind_label"],
            title=card["title"],
            label=card["label"],
            summary=card["summary"],
            url=card["url"],
            card=card,
            excerpt=as_html(excerpt(in_one_line(card["summary"]))),
            passages=[],
            is_exact=True,
            is_partial=False,
        )
        for card in cards_of(gate, ids)
    ]
    facets = Facets(type=kind_counts(matching), theme=[], year=[])
    return Results(
        count=count,
        total=matching.count() if filters != Filters() else count,
        has_exact=bool(count),
        partial=0,
        items=items,
        facets=facets,
        understood=[],
        correction=None,
        question=Question(text, (), ()),
    )


def cards_of(gate: Gate, ids: list[int]) -> list[CardRow]:
    """Return the cards of a slice of results, in their order."""
    return cards.by_page(gate, ids)


def find_pages(gate: Gate, text: str) -> QuerySet[Page]:
    """Return the visible pages that contain all words of a text, best match first."""
    results = get_search_backend().search(text, Page.objects.all(), operator="and")
    return gate.filter(results.get_queryset()).filter(card__isnull=False)


def suggest_pages(gate: Gate, text: str) -> QuerySet[Page]:
    """Return the visible pages with all words of a text, those in whose title or commune they are first.

    The last word may be unfinished.
    """
    results = get_search_backend().autocomplete(text, Page.objects.all(), operator="and")
    return gate.filter(results.get_queryset()).filter(card__isnull=False)


def kind_counts(pages: QuerySet[Page]) -> list[FacetCount]:
    """Count the results of each kind of page, the most frequent first."""
    counts = (
        pages.order_by()
        .values("card__kind")
        .annotate(count=Count("pk", distinct=True))
        .order_by("-count", "card__kind")
    )
    return [
        FacetCount(code=row["card__kind"], label=KINDS.get(row["card__kind"], row["card__kind"]), count=row["count"])
        for row in counts
    ]


def _filtered(pages: QuerySet[Page], filters: Filters) -> QuerySet[Page]:
    if filters.type:
        pages = pages.filter(card__kind__in=filters.type)
    if filters.theme:
        pages = pages.filter(page_themes__theme__slug=filters.theme)
    if filters.year:
        pages = pages.filter(card__earliest__year=filters.year)
    return pages
