"""Citations as RIS: one tag per line, lines end in CRLF, and no value has a line end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.citations.authors import Author
from archive.citations.dates import Issued
from archive.citations.keys import keys
from archive.citations.record import Citation, Form
from archive.citations.text import one_line

TYPES = {Form.ARTICLE: "JOUR", Form.BOOK: "BOOK", Form.REPORT: "RPRT", Form.THESIS: "THES", Form.VIDEO: "VIDEO"}


def ris(citations: Sequence[Citation]) -> str:
    """Return a RIS file."""
    return "\r\n".join(_entry(*pair) for pair in zip(keys(citations), citations, strict=True))


def _entry(key: str, citation: Citation) -> str:
    lines = [("TY", TYPES[citation.form]), ("ID", key), *_tags(citation), ("ER", "")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def _tags(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the tags that have a value, some of them several times."""
    year = citation.issued.year
    licence = f"Licence\u00a0: {citation.licence_label}" if citation.licence_label else ""
    tags = [
        ("TI", citation.title),
        *(("AU", _name(author)) for author in citation.authors),
        ("PY", f"{year:04}" if year else ""),
        ("DA", _date(citation.issued)),
        ("M3", citation.genre),
        ("T2", citation.container),
        ("ET", citation.edition),
        ("PB", citation.institution),
        ("SN", citation.isbn),
        ("DO", citation.doi),
        ("AN", citation.hal),
        ("DB", "HAL" if citation.hal else ""),
        ("UR", one_line(citation.url)),
        ("LA", ", ".join(citation.languages)),
        ("AB", one_line(citation.abstract)),
        *(("KW", word) for word in citation.keywords),
        *(("N1", remark) for remark in (*citation.remarks, licence)),
    ]
    return ((tag, value) for tag, value in tags if value)


def _name(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.given else author.name


def _date(issued: Issued) -> str:
    """Return « 2014/03/05/ », with empty parts where the month or the day is not known.

    A date that is not simply a year, month or day (« vers 2014 », a season, a period) ends in its French label, and
    begins with the year of `PY` if its own is uncertain.
    """
    if issued.year is None:
        return ""
    exact = not (issued.circa or issued.is_period or issued.season)
    parts = issued.certain or (issued.year,)
    numbers = [f"{part:0{2 if rank else 4}}" for rank, part in enumerate(parts)]
    return "/".join([*numbers, *[""] * (3 - len(numbers)), "" if exact else issued.label.replace("/", "-")])
