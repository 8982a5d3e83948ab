"""The page of a publication."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from archive.citations.page import citation_context
from archive.models import PublicationPage
from archive.pages.sources import source_rows
from core import contracts
from core.visibility.gate import Gate


def publication_context(page: PublicationPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of the publication's template: what it holds, its authors, how to cite it (see
    `citation_context`), the diagnostics made from it."""
    authors = page.author_rows()
    content = page.content(gate)
    return {
        **content,
        **citation_context(page, gate, authors, content[page.files_field]),
        "sources": source_rows(page.sources.all()),
        "authors": authors,
        "diagnostics": contracts.diagnostics_of_publication(gate, page.pk) if page.pk else [],
    }
