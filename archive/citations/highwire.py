"""Highwire tags of a publication's page, which Zotero and Google Scholar read.

Zotero guesses « page web » or « article » unless a tag gives the type. For a book, a video, or a report without
institution, which have no Highwire tag, `DC.type` and `og:type` give it.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.citations.authors import Author
from archive.citations.dates import Issued
from archive.citations.record import Citation, Form
from core.text.typography import NBSP

#: The Open Graph types of publications; « website » would make Zotero file them as web pages.
OPEN_GRAPH = {Form.BOOK: "book", Form.VIDEO: "video.other"}
DUBLIN_CORE = {Form.BOOK: "book", Form.REPORT: "report", Form.THESIS: "thesis"}
INSTITUTIONS = {
    Form.REPORT: "citation_technical_report_institution",
    Form.THESIS: "citation_dissertation_institution",
}


def highwire_tags(citation: Citation, pdf_url: str = "") -> list[tuple[str, str]]:
    """Return names and contents of the tags, without empty ones. `pdf_url` is absolute, on the host of the page."""
    return [(name, content) for name, content in _tags(citation, pdf_url) if content]


def open_graph_type(citation: Citation) -> str:
    """Return the `og:type` of the page."""
    return OPEN_GRAPH.get(citation.form, "article")


def _tags(citation: Citation, pdf_url: str) -> Iterator[tuple[str, str]]:
    yield "citation_title", citation.title
    for author in citation.authors:
        yield "citation_author", _name(author)
    yield "citation_publication_date", _date(citation.issued)
    if citation.form is Form.ARTICLE:
        yield "citation_journal_title", citation.container
    yield INSTITUTIONS.get(citation.form, "citation_publisher"), citation.institution
    yield "citation_isbn", citation.isbn
    yield "citation_doi", citation.doi
    for language in citation.languages:
        yield "citation_language", language
    for word in citation.keywords:
        yield "citation_keywords", word
    yield "citation_abstract_html_url", citation.page_url
    yield "citation_pdf_url", pdf_url
    yield "DC.type", DUBLIN_CORE.get(citation.form, "")


def _name(author: Author) -> str:
    """Return « Nom, Prénom »; a name that must not be inverted ends with a comma.

    Without a comma Zotero takes the last word for the family name. It also takes the only author of a page for two if
    both sides of a comma have spaces, so those after it are no-break spaces.
    """
    name = f"{author.family}, {author.given}" if author.given else f"{author.name},"
    before, comma, after = name.partition(", ")
    return f"{before}{comma}{after.replace(' ', NBSP) if ' ' in before else after}"


def _date(issued: Issued) -> str:
    """Return `2014`, `2014/03` or `2014/03/05`; of a date that is not exact, the year under which to file it."""
    parts = issued.certain or tuple(filter(None, [issued.year]))
    return "/".join(f"{part:0{2 if rank else 4}}" for rank, part in enumerate(parts))
