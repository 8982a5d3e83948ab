"""The citation of a publication on its page and in the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.citations.formats import FORMATS, ExportLink, export_links
from archive.citations.french import french_html, french_text
from archive.citations.highwire import highwire_tags, open_graph_type
from archive.citations.record import citation_of
from archive.citations.structured_data import publication_data
from archive.models import PublicationAuthor, PublicationIndexPage, PublicationPage
from archive.pages.selection import query_of
from core.models.page import BasePage
from core.visibility.gate import Gate

#: A file as `DatedPage.content` returns it.
File = Mapping[str, Any]


def citation_context(
    page: PublicationPage, gate: Gate, authors: Iterable[PublicationAuthor], files: Sequence[File]
) -> dict[str, Any]:
    """Return `citation` (HTML), the `exports` of the page, its `highwire` tags, `og_type` and `structured_data`.

    `authors` come from `author_rows`, `files` are those that the reader may download. There are no exports of a page
    that is not public.
    """
    citation = citation_of(gate, page, authors)
    offered = [] if page.withdrawn_on else [{**file, "url": gate.absolute(file["url"])} for file in files]
    return {
        "citation": french_html(citation),
        "exports": export_links(gate.url(page.url_path)) if is_public(gate, page) else [],
        "highwire": highwire_tags(citation, _pdf_url(gate, offered)),
        "og_type": open_graph_type(citation),
        "structured_data": publication_data(citation, page.iso_date, offered),
    }


def citation_data(page: PublicationPage, gate: Gate) -> dict[str, str | None]:
    """Return the citation for the API: its text, and the addresses of the files, None unless the page is public."""
    urls = {link.label: gate.own_url(link.url) for link in export_links(gate.url(page.url_path))}
    public = is_public(gate, page)
    return {
        "text": french_text(citation_of(gate, page, page.author_rows())),
        **{f"{code.replace('-', '_')}_url": urls[FORMATS[code].label] if public else None for code in FORMATS},
    }


def list_exports(page: PublicationIndexPage, gate: Gate, filters: Mapping[str, Any]) -> list[ExportLink]:
    """Return the links to the references of a list with these filters; none unless the list is public."""
    return export_links(gate.url(page.url_path), query_of(filters)) if is_public(gate, page) else []


def is_public(gate: Gate, page: BasePage) -> bool:
    """Whether anonymous readers may see a page; only then it can be exported."""
    return page.pk is not None and Gate(gate.snapshot, gate.site).admits(page)


def _pdf_url(gate: Gate, files: Iterable[File]) -> str:
    """Return the first PDF on the host of the site, which alone Google Scholar and Zotero take for the publication."""
    urls = (file["url"] for file in files if file["extension"] == "pdf")
    return next((url for url in urls if url.startswith(f"{gate.base_url}/")), "")
