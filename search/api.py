"""The search API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator

from core.api.parameters import ListParams, ThemeSlug
from core.api.routing import read
from core.cards import CardRow
from core.files import images
from core.text.lengths import LONGEST_QUERY
from core.visibility.gate import Gate
from search import fallback
from search.fallback import suggest_pages
from search.query import facets, results
from search.query.facets import Filters
from search.query.results import ResultItem
from search.query.suggestions import MOST, suggestions_for
from search.query_text import bounded
from search.schemas import SearchResults, Suggestions

router = Router(tags=["search"])


def _known_kind(kind: str) -> str:
    if kind not in facets.all_kinds():
        raise ValueError(f"Type inconnu : « {kind[:50]} ». Les types sont {', '.join(sorted(facets.all_kinds()))}.")
    return kind


Kind = Annotated[str, AfterValidator(_known_kind)]


class SearchParams(ListParams):
    """Parameters of the search."""

    q: str = Field(
        "",
        max_length=LONGEST_QUERY,
        description="Des mots, un lieu, une date, une question ; accents, casse et fautes de frappe ne gênent pas.",
    )
    type: list[Kind] = Field([], description="Types de résultat : place, sheet, event, publication, term, door…")
    theme: ThemeSlug = Field("", description="Adresse courte d’un thème.")
    year: int | None = Field(None, ge=1, le=9999, description="Année, sur quatre chiffres.")
    order: Literal["", "date"] = Field("", description="« date » : les plus récents d’abord.")
    verbatim: bool = Field(False, description="Ne corriger aucune faute de frappe.")


class SuggestParams(Schema):
    q: str = Field("", max_length=LONGEST_QUERY)


@read(router, "/", response=SearchResults, summary="Recherche")
def search(request: HttpRequest, params: Query[SearchParams]) -> dict[str, Any]:
    """Ce qui répond à une question, le meilleur d’abord, et ce qui en est compris."""
    gate = Gate.for_request(request)
    filters = Filters(type=params.type, theme=params.theme, year=params.year)
    text = bounded(params.q)
    outcome = results.search(
        gate,
        text,
        filters,
        order_by_date=params.order == "date",
        offset=params.offset,
        limit=params.limit,
        verbatim=params.verbatim,
    ) or fallback.search(gate, text, filters, params.offset, params.limit)
    return {
        "count": outcome.count,
        "items": [_item(gate, item) for item in outcome.items],
        "facets": {"type": outcome.facets.type, "theme": outcome.facets.theme, "year": outcome.facets.year},
        "understood": [
            {"label": row.label, "url": gate.absolute(row.url), "count": row.count} for row in outcome.understood
        ],
        "corrected": outcome.correction,
    }


@read(router, "/suggest/", response=Suggestions, summary="Suggestions")
def suggest(request: HttpRequest, params: Query[SuggestParams]) -> dict[str, Any]:
    """Ce qui commence ainsi : pages, démarches, communes, vocabulaires."""
    gate = Gate.for_request(request)
    text = bounded(params.q)
    rows: list[Mapping[str, Any]] | None = suggestions_for(gate, text)  # type: ignore[assignment]
    if rows is None:
        ids = list(suggest_pages(gate, text).values_list("pk", flat=True)[:MOST])
        rows = list(fallback.cards_of(gate, ids))
    return {
        "items": [
            {
                "type": row["kind"],
                "type_label": row["kind_label"],
                "label": row["label"],
                "title": row["title"],
                "url": gate.absolute(row["url"]),
            }
            for row in rows
        ]
    }


def _item(gate: Gate, item: ResultItem) -> dict[str, Any]:
    card: CardRow | Mapping[str, Any] = item["card"]
    url = gate.absolute(item["url"])
    return {
        "id": card.get("uid"),
        "type": item["kind"],
        "type_label": item["kind_label"],
        "slug": card.get("slug", ""),
        "title": item["title"],
        "url": url,
        "label": item["label"],
        "summary": item["summary"],
        "image": images.as_json(card.get("image"), gate.base_url),
        "exact": item["is_exact"],
        "excerpt": item["excerpt"],
        "passages": [
            {"heading": row["heading"], "url": f"{url}{row['fragment']}", "excerpt": row["excerpt"]}
            for row in item["passages"]
        ],
    }
