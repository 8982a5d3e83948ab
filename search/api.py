"""The API of the search."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator

from core import images
from core.api import ListParams, ThemeSlug, read
from core.cards import KINDS, CardRow
from core.gate import Gate
from search.queries import SUGGESTIONS, find_pages, kind_counts, rows, suggest_pages
from search.schemas import FoundPage, Suggestions

router = Router(tags=["search"])


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"Type inconnu : « {kind} ». Les types sont {', '.join(sorted(KINDS))}.")
    return kind


Kind = Annotated[str, AfterValidator(_known_kind)]


class SearchParams(ListParams):
    """Parameters of the search."""

    q: str = Field(
        "", max_length=100_000, description="Tous les mots doivent s’y trouver ; accents et casse indifférents."
    )
    type: list[Kind] = Field([], description="Types de page : place, sheet, event, publication…")
    theme: ThemeSlug = Field("", description="Adresse courte d’un thème.")


class SuggestParams(Schema):
    q: str = Field("", max_length=100_000)


@read(router, "/", response=FoundPage, summary="Recherche")
def search(request: HttpRequest, params: Query[SearchParams]) -> dict[str, Any]:
    """Les pages qui contiennent ces mots, les meilleures d’abord, et leur nombre par type."""
    gate = Gate.for_request(request)
    pages = find_pages(gate, params.q, params.type, params.theme)
    found = rows(gate, pages[params.offset : params.offset + params.limit])
    every = find_pages(gate, params.q, None, params.theme)
    return {
        "count": pages.count(),
        "items": [_item(gate, row) for row in found],
        "facets": {"type": kind_counts(every)},
    }


@read(router, "/suggest/", response=Suggestions, summary="Suggestions")
def suggest(request: HttpRequest, params: Query[SuggestParams]) -> dict[str, Any]:
    """Les pages dont le titre ou la commune commence ainsi."""
    gate = Gate.for_request(request)
    found = rows(gate, suggest_pages(gate, params.q)[:SUGGESTIONS])
    return {"items": [_item(gate, row) for row in found]}


def _item(gate: Gate, row: CardRow) -> dict[str, Any]:
    base_url = gate.site.base_url if gate.site else ""
    return {
        "id": row["uid"],
        "type": row["kind"],
        "type_label": row["kind_label"],
        "slug": row["slug"],
        "title": row["title"],
        "url": f"{base_url}{row['url']}",
        "label": row["label"],
        "summary": row["summary"],
        "image": images.as_json(row["image"], base_url),
    }
