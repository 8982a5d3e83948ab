"""The API of publications."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router

from archive.api.schemas.publications import PublicationDetail, PublicationItem
from archive.api.shared import DatedParams, page_items, person_data, source_items, verification
from archive.choices import PublicationKind
from archive.models import PublicationAuthor, PublicationPage
from archive.pages.cards import PUBLICATION_FIELDS
from archive.querysets import DatedPageQuerySet
from core.api.lookup import find, following_moves
from core.api.routing import listing, read
from core.api.schemas import Page
from core.visibility.gate import Gate

router = Router(tags=["archive"])


class PublicationParams(DatedParams):
    """Filters of the list of publications."""

    type: list[PublicationKind] = []
    year: int | None = Field(None, ge=1, le=9999)

    def apply(self, pages: DatedPageQuerySet) -> DatedPageQuerySet:
        """Return the pages that pass these filters, in the requested order."""
        if themes := [slug for slug in self.theme if slug]:
            pages = pages.about(themes)
        if self.year:
            pages = pages.within(date(self.year, 1, 1), date(self.year, 12, 31))
        if self.type:
            pages = pages.filter(kind__in=self.type)
        return self.in_order(pages)


@read(router, "/", response=Page[PublicationItem], summary="Publications")
def list_publications(request: HttpRequest, params: Query[PublicationParams]) -> dict[str, Any]:
    """Les publications, avec ce qu’il faut pour une vignette."""
    gate = Gate.for_request(request)
    pages = cast(DatedPageQuerySet, gate.pages(PublicationPage))
    return listing(params.apply(pages), params, lambda page: _publications(gate, page))


@read(router, "/{slug}/", response=PublicationDetail, summary="Une publication")
@following_moves
def publication_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """La publication entière, avec ses fichiers. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    pages = find(gate, PublicationPage, slug)
    page = pages.get()
    return {
        **_publications(gate, pages)[0],
        "authors": [_author(row) for row in page.author_rows()],
        "abstract": page.abstract,
        "keywords": page.keyword_list,
        "languages": page.languages,
        "licence": page.licence,
        **page.content(gate, absolute=True),
        "sources": source_items(page),
        **verification(page),
    }


def _publications(gate: Gate, pages: QuerySet) -> list[dict[str, Any]]:
    rows = list(pages.values(*PUBLICATION_FIELDS))
    items = page_items(gate, rows, PublicationPage.summary_field)
    return [{**item, "title_is_ours": row["title_is_ours"]} for row, item in zip(rows, items, strict=True)]


def _author(row: PublicationAuthor) -> dict[str, str]:
    if row.person:
        return {"kind": "person", **person_data(row.person)}
    return {"kind": "organisation" if row.organisation else "name", "name": str(row), "role": "", "organisation": ""}
