"""How Zotero's « Embedded Metadata » reads a page: the rules that tell what it is and whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Tags that make a page an item of this type; without any, `og:type` does, then `DC.type`, then a guess.
TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_dissertation_institution": "thesis",
    "citation_inbook_title": "bookSection",
    "citation_conference_title": "conferencePaper",
}
OPEN_GRAPH = {"website": "webpage", "book": "book", "video.other": "videoRecording"}
FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_technical_report_institution": "institution",
    "citation_dissertation_institution": "university",
    "citation_publisher": "publisher",
    "citation_isbn": "ISBN",
    "citation_doi": "DOI",
    "citation_language": "language",
    "citation_pdf_url": "pdf",
    "citation_abstract_html_url": "url",
}
_EDGES = " \u00a0\t\n.,/[]:"


@dataclass
class Item:
    """An item: the creators are a family name, and a given name or None if the name is one field."""

    type: str
    creators: list[tuple[str, str | None]]
    fields: dict[str, str] = field(default_factory=dict)


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "meta" and values.get("name", values.get("property")):
            self.tags.append((values.get("name") or values["property"] or "", values.get("content") or ""))


def tags_of(html: str) -> list[tuple[str, str]]:
    """The names and contents of the meta tags of a page, in order."""
    return _Tags(html).tags


def item_of(tags: list[tuple[str, str]]) -> Item:
    """What Zotero saves of a page with these tags."""
    given = [(name, content) for name, content in tags if content]
    values = dict(reversed(given))  # the first of several counts
    told = [TYPES[name] for name, _ in given if name in TYPES]
    guess = "book" if "citation_isbn" in values else "journalArticle" if "citation_title" in values else "webpage"
    kind = told[-1] if told else OPEN_GRAPH.get(values.get("og:type", "")) or values.get("DC.type") or guess
    authors = [content for name, content in given if name == "citation_author"]
    creators = [creator for author in authors for creator in _creators(author, alone=len(authors) == 1)]
    return Item(kind, creators, {FIELDS[name]: values[name] for name in FIELDS if name in values})


def _creators(author: str, alone: bool) -> list[tuple[str, str | None]]:
    names = re.split(r"\s*;\s*", author)
    parts = re.split(r"\s*,\s*", names[0])
    if alone and len(names) == 1 and len(parts) > 1 and " " in parts[0] and " " in parts[1]:
        names = parts
    return [_clean(name.strip(), comma="," in name) for name in names if name.strip()]


def _clean(name: str, comma: bool) -> tuple[str, str | None]:
    name = re.sub(r"\s+", " ", name.strip(_EDGES), count=1)
    if comma:
        family, _, given = name.partition(",")
        given = given.partition(",")[0]
    else:
        given, _, family = name.rpartition(" ")
    return family, " ".join(given.split()) or None
