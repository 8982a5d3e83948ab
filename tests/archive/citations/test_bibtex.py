"""BibTeX files, read back by bibtexparser."""

from __future__ import annotations

import re
from typing import Any

import bibtexparser
import pytest
from bibtexparser.middlewares import NameParts, SeparateCoAuthors, SplitNameParts
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from archive.choices import PublicationKind
from archive.citations.authors import author_of
from archive.citations.bibtex import LANGUAGES, MONTHS, bibtex, escape
from archive.citations.keys import keys
from archive.citations.text import one_line
from tests.archive.citations.samples import ORGANISATION, PERSON, TRICKY, article, citations, issued, parts_of, report

#: Fields in which TeX takes nothing for its own.
VERBATIM = {"url", "doi", "eprint", "eprinttype", "date", "year", "month", "langid"}


def decoded(text: str) -> str:
    """What TeX prints; pylatexenc takes the circumflex of a keyboard for the accent."""
    return LatexNodes2Text(keep_comments=True).latex_to_text(text).replace("ˆ", "^")


def name_of(parts: NameParts) -> tuple[str, str] | str:
    family, first = " ".join([*parts.von, *parts.last]), " ".join(parts.first)
    return (decoded(family), decoded(first)) if first else decoded(family)


def read(text: str) -> list[dict[str, Any]]:
    """The entries of a file, their fields as a reader sees them; `author` is a list of names as by `parts_of`."""
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    entries = []
    for entry in library.entries:
        fields = {field.key: field.value for field in entry.fields}
        authors = [name_of(parts) for parts in fields.pop("author", [])]
        fields = {key: value if key in VERBATIM else decoded(value) for key, value in fields.items()}
        entries.append({"type": entry.entry_type, "key": entry.key, "author": authors, **fields})
    return entries


@settings(max_examples=40)
@given(st.lists(citations, min_size=1, max_size=2, unique_by=lambda citation: citation.pk))
def test_the_same_fields_come_back(several):
    entries = read(bibtex(several))
    assert [entry["key"] for entry in entries] == keys(several)
    for entry, citation in zip(entries, several, strict=True):
        expected = {
            "title": citation.title,
            "edition": citation.edition,
            "isbn": citation.isbn,
            "doi": citation.doi,
            "eprint": citation.hal,
            "url": citation.url,
            "abstract": one_line(citation.abstract),
            "keywords": ", ".join(citation.keywords),
            "date": citation.issued.edtf.replace("..", ""),
            "language": " and ".join(LANGUAGES[code] for code in citation.languages),
            "type": citation.genre or entry["type"],
        }
        assert {key: entry.get(key, "") for key in expected} == expected
        assert entry["author"] == [parts_of(author) for author in citation.authors]
        publishers = [entry[key] for key in ("publisher", "institution", "school") if key in entry]
        assert publishers == [citation.institution] * bool(citation.institution)
        containers = [entry[key] for key in ("journal", "booktitle") if key in entry]
        assert containers == [citation.container] * bool(citation.container)


@pytest.mark.parametrize("text", TRICKY)
def test_braces_are_balanced_as_bibtex_counts_them(text):
    """BibTeX and biber count even those after a backslash: biber#61."""
    depth = 0
    for sign in re.findall("[{}]", escape(text)):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        ("article", "article"), ("guide", "book"), ("review", "techreport"), ("study", "techreport"),
        ("study_feedback", "techreport"), ("minutes", "techreport"), ("thesis", "mastersthesis"), ("video", "video"),
    ],
)  # fmt: skip
def test_types(kind, entry):
    (fields,) = read(bibtex([report(kind=PublicationKind(kind))]))
    assert bibtex([report(kind=kind)]).startswith(f"@{entry}{{")
    assert fields.get("institution", fields.get("school")) == (
        "Alliance de Grenoble" if entry in ("techreport", "mastersthesis") else None
    )


def test_an_organisation_is_not_inverted():
    authors = (
        author_of(ORGANISATION, "Ville de Grenoble, direction and co"),
        author_of(PERSON, "Jean de La Fontaine"),
        author_of("", "Collectif des vallées"),
    )
    text = bibtex([report(authors=authors)])
    names = "{Ville de Grenoble, direction and co} and de La Fontaine, Jean and {Collectif des vallées}"
    assert f"  author = {{{names}}},\n" in text


def test_a_person_whose_name_has_an_and_or_a_second_comma_is_one():
    (fields,) = read(bibtex([report(authors=(author_of(PERSON, "Terre And Mer, Ada, fille"),))]))
    assert fields["author"] == [("Terre And Mer", "Ada, fille")]


@pytest.mark.parametrize(
    ("edtf", "lines"),
    [
        ("", []),
        ("2014", ["year = {2014}", "date = {2014}"]),
        ("2014-03", ["year = {2014}", "month = mar", "date = {2014-03}"]),
        ("2014-03-05", ["year = {2014}", "month = mar", "date = {2014-03-05}"]),
        ("2014~", ["date = {2014~}"]),
        ("2014/2016", ["date = {2014/2016}"]),
        ("2016-11-22/2016-11-23", ["year = {2016}", "month = nov", "date = {2016-11-22/2016-11-23}"]),
        ("2017-01-11/2017-01-20~", ["year = {2017}", "month = jan", "date = {2017-01-11/2017-01-20~}"]),
        ("2014-21", ["year = {2014}", "date = {2014-21}"]),
        ("201X", ["date = {201X}"]),
        ("2014/..", ["date = {2014/}"]),
        ("../2014", ["date = {/2014}"]),
    ],
)
def test_dates_are_as_exact_as_they_are_known(edtf, lines):
    """`date` is the last: Zotero would prepend a later month to it."""
    found = re.findall(r"^  ((?:year|month|date) = .*),$", bibtex([report(issued=issued(edtf))]), re.MULTILINE)
    assert found == lines
    assert MONTHS[2] == "mar"


def test_addresses_are_copied_literally():
    text = bibtex([article()])
    assert "  url = {https://revue.example/12?a=b&c=%7Bd%7D},\n" in text
    assert "  doi = {10.4000/geocarrefour.1234},\n" in text
    assert "  eprint = {halshs-01234567},\n  eprinttype = {hal},\n" in text


def test_a_given_title_and_a_withdrawal_are_remarked(withdrawn):
    (fields,) = read(bibtex([withdrawn]))
    assert fields["title"] == "Bilan des tiers-lieux"
    assert fields["note"] == "Titre donné par l’éditeur du site. Publication retirée le 1er mars 2025."


def test_no_reference_is_an_empty_file():
    assert bibtex([]) == ""
