"""The search API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api.cards import card_item
from core.api.parameters import Kind, ListParams, ThemeSlug
from core.api.routing import read
from core.text.lengths import LONGEST_QUERY
from core.visibility.gate import Gate
from search.queries import SUGGESTIONS, find_pages, kind_counts, result_cards, suggest_pages
from search.schemas import SearchResults, Suggestions

router = Router(tags=["search"])


class SearchParams(ListParams):
    """Parameters of the search."""

    q: str = Field(
        "", max_length=LONGEST_QUERY, description="Tous les mots doivent s’y trouver ; accents et casse indifférents."
    )
    type: list[Kind] = Field([], description="Types de page : place, sheet, event, publication…")
    theme: ThemeSlug = Field("", description="Adresse courte d’un thème.")


class SuggestParams(Schema):
    q: str = Field("", max_length=LONGEST_QUERY)


@read(router, "/", response=SearchResults, summary="Recherche")
def search(request: HttpRequest, params: Query[SearchParams]) -> dict[str, Any]:
    """Les pages qui contiennent ces mots, les meilleures d’abord, et leur nombre par type."""
    gate = Gate.for_request(request)
    pages = find_pages(gate, params.q, params.type, params.theme)
    cards = result_cards(gate, pages[params.offset : params.offset + params.limit])
    pages_of_all_types = find_pages(gate, params.q, None, params.theme)
    return {
        "count": pages.count(),
        "items": [card_item(gate, card) for card in cards],
        "facets": {"type": kind_counts(pages_of_all_types)},
    }


@read(router, "/suggest/", response=Suggestions, summary="Suggestions")
def suggest(request: HttpRequest, params: Query[SuggestParams]) -> dict[str, Any]:
    """Les pages dont le titre ou la commune commence ainsi."""
    gate = Gate.for_request(request)
    cards = result_cards(gate, suggest_pages(gate, params.q)[:SUGGESTIONS])
    return {"items": [card_item(gate, card) for card in cards]}
