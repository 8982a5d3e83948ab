"""The page of a publication, and what schema.org calls it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from archive.choices import PublicationKind
from archive.models import PublicationAuthor, PublicationPage
from archive.pages.sources import source_rows
from core import contracts
from core.visibility.gate import Gate

SCHEMA_TYPES: dict[str, str] = {
    PublicationKind.ARTICLE: "ScholarlyArticle",
    PublicationKind.THESIS: "Thesis",
    PublicationKind.VIDEO: "CreativeWork",
}


def publication_context(page: PublicationPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of the publication's template: what it holds, its authors, the diagnostics made from it."""
    authors = page.author_rows()
    return {
        **page.content(gate),
        "sources": source_rows(page.sources.all()),
        "authors": authors,
        "diagnostics": contracts.diagnostics_of_publication(gate, page.pk) if page.pk else [],
        "structured_data": structured_data(page, gate, authors),
    }


def structured_data(page: PublicationPage, gate: Gate, authors: Iterable[PublicationAuthor]) -> dict[str, Any]:
    """Return the publication as a schema.org CreativeWork or one of its subtypes, for search engines."""
    data = {
        "@type": SCHEMA_TYPES.get(page.kind, "Report"),
        "name": page.title,
        "url": gate.full_url(page.url_path),
        "abstract": page.abstract,
        "datePublished": page.iso_date,
        "inLanguage": page.languages,
        "keywords": page.keyword_list,
        "author": [row.structured_data() for row in authors],
    }
    return {key: value for key, value in data.items() if value}
