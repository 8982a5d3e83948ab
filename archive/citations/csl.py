"""Citations as CSL-JSON, which citeproc, Zotero and pandoc read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from archive.citations.authors import Author
from archive.citations.dates import Issued
from archive.citations.keys import keys
from archive.citations.record import Citation, Form

TYPES = {
    Form.ARTICLE: "article-journal",
    Form.BOOK: "book",
    Form.REPORT: "report",
    Form.THESIS: "thesis",
    Form.VIDEO: "motion_picture",
}


def csl_json(citations: Sequence[Citation]) -> str:
    """Return a CSL-JSON file, a list of items."""
    items = [_item(*pair) for pair in zip(keys(citations), citations, strict=True)]
    return f"{json.dumps(items, ensure_ascii=False, indent=1)}\n"


def _item(key: str, citation: Citation) -> dict[str, Any]:
    item = {
        "id": key,
        "type": TYPES[citation.form],
        "title": citation.title,
        "author": [_name(author) for author in citation.authors],
        "issued": _date(citation.issued),
        "genre": citation.genre,
        "container-title": citation.container,
        "edition": citation.edition,
        "publisher": citation.institution,
        "ISBN": citation.isbn,
        "DOI": citation.doi,
        "archive": "HAL" if citation.hal else "",
        "archive_location": citation.hal,
        "URL": citation.url,
        "language": next(iter(citation.languages), ""),
        "abstract": citation.abstract,
        "keyword": ", ".join(citation.keywords),
        "license": citation.licence_label,
        "note": " ".join(citation.remarks),
    }
    return {name: value for name, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    if not author.family:
        return {"literal": author.name}
    return {"family": author.family, **({"given": author.given} if author.given else {})}


def _date(issued: Issued) -> dict[str, Any]:
    """Return a date or a period; one with an open end is its known end, since CSL has no open ends."""
    ends = [issued.first, issued.last] if issued.is_period else [issued.first]
    parts = [list(end) for end in ends if end]
    date: dict[str, Any] = {"date-parts": parts} if parts else {}
    if parts and issued.season:
        date["season"] = issued.season
    if parts and issued.circa:
        date["circa"] = True
    return date
