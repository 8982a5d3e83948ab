"""Citations as BibTeX, which BibTeX, biber (for BibLaTeX) and reference managers read alike.

- Types and fields are those of BibTeX; BibLaTeX knows them as aliases. `date` is BibLaTeX's, in EDTF, and comes after
  `year` and `month`, because Zotero then takes it instead of them.
- An organisation, and a name of unknown kind, has braces of its own, so that it is not inverted.
- Letters are UTF-8. What TeX would take for something else is escaped as Zotero does it: braces with an invisible
  counterpart, because BibTeX counts even escaped ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.citations.authors import Author
from archive.citations.keys import keys
from archive.citations.record import Citation, Form
from archive.citations.text import one_line

TYPES = {
    Form.ARTICLE: "article",
    Form.BOOK: "book",
    Form.REPORT: "techreport",
    Form.THESIS: "mastersthesis",
    Form.VIDEO: "video",
}
PUBLISHERS = {Form.REPORT: "institution", Form.THESIS: "school"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The names of languages in BibLaTeX; other languages are given by their code.
LANGUAGES = {"fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian"}
ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}",
        "{": r"\{\vphantom{\}}", "}": r"\vphantom{\{}\}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)  # fmt: skip
#: Signs that TeX would join to one: « -- », « '' », « ?` »…
_LIGATURE = re.compile(r"([-`'<>,])(?=\1)|[?!](?=`)")
#: The characters that a field copied literally, such as an address, cannot contain.
_NOT_VERBATIM = re.compile(r"[{}\\\s]")
#: Characters that would split a name, and escapes, which some readers drop next to « and ».
_PARTING = re.compile(r"\band\b|[,\\]", re.IGNORECASE)


def bibtex(citations: Sequence[Citation]) -> str:
    """Return a BibTeX file."""
    return "\n".join(_entry(*pair) for pair in zip(keys(citations), citations, strict=True))


def _entry(key: str, citation: Citation) -> str:
    lines = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@{TYPES[citation.form]}{{{key},\n{lines}}}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield the fields with their delimiters; empty ones are left out."""
    texts = {
        "title": citation.title,
        "type": citation.genre,
        "journal" if citation.form is Form.ARTICLE else "booktitle": citation.container,
        "edition": citation.edition,
        PUBLISHERS.get(citation.form, "publisher"): citation.institution,
        "isbn": citation.isbn,
        "keywords": ", ".join(citation.keywords),
        "abstract": one_line(citation.abstract),
        "note": " ".join(citation.remarks),
        "copyright": citation.licence_label,
    }
    verbatim = {
        "doi": citation.doi,
        "eprint": citation.hal,
        "eprinttype": "hal" if citation.hal else "",
        "url": citation.url,
    }
    if citation.authors:
        yield "author", f"{{{' and '.join(_name(author) for author in citation.authors)}}}"
    yield from ((name, f"{{{escape(text)}}}") for name, text in texts.items() if text)
    yield from _dates(citation)
    yield from ((name, f"{{{_NOT_VERBATIM.sub(_percent, text)}}}") for name, text in verbatim.items() if text)
    languages = [LANGUAGES.get(code, code) for code in citation.languages]
    if languages:
        yield "langid", f"{{{languages[0]}}}"
        yield "language", f"{{{' and '.join(languages)}}}"


def _dates(citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield year and month as far as they are certain, then the date; an open end is empty in BibLaTeX."""
    certain = citation.issued.certain
    if certain:
        yield "year", f"{{{certain[0]:04}}}"
    if len(certain) > 1:
        yield "month", MONTHS[certain[1] - 1]
    if citation.issued.edtf:
        yield "date", f"{{{citation.issued.edtf.replace('..', '')}}}"


def _name(author: Author) -> str:
    if not author.given:
        return f"{{{escape(author.name)}}}"
    parts = (escape(author.family), escape(author.given))
    return ", ".join(f"{{{part}}}" if _PARTING.search(part) else part for part in parts)


def escape(text: str) -> str:
    """Return a text of one line in which TeX takes every character literally."""
    return _LIGATURE.sub(r"\g<0>{}", text.translate(ESCAPES))


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
