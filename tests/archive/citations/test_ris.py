"""RIS files, read back by rispy."""

from __future__ import annotations

import re

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.citations.authors import author_of
from archive.citations.keys import keys
from archive.citations.ris import ris
from archive.citations.text import one_line
from tests.archive.citations.samples import ORGANISATION, article, citations, issued, report


@settings(max_examples=60)
@given(st.lists(citations, min_size=1, max_size=3, unique_by=lambda citation: citation.pk))
def test_the_same_fields_come_back(several):
    entries = rispy.loads(ris(several))
    assert [entry["id"] for entry in entries] == keys(several)
    for entry, citation in zip(entries, several, strict=True):
        names = [f"{a.family}, {a.given}" if a.given else a.name for a in citation.authors]
        expected = {
            "title": citation.title,
            "authors": names or "",
            "secondary_title": citation.container,
            "type_of_work": citation.genre,
            "edition": citation.edition,
            "publisher": citation.institution,
            "issn": citation.isbn,  # the tag is that of both
            "doi": citation.doi,
            "accession_number": citation.hal,
            "urls": [citation.url],
            "language": ", ".join(citation.languages),
            "abstract": one_line(citation.abstract),
            "keywords": list(citation.keywords) or "",
        }
        assert {key: entry.get(key, "") for key in expected} == expected
        assert "unknown_tag" not in entry


@given(citations)
def test_each_line_is_one_tag(citation):
    lines = ris([citation]).split("\r\n")
    assert lines[0].startswith("TY  - ")
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) and len(line.splitlines()) == 1 for line in lines[:-1])
    assert sum(line.startswith("ER  - ") for line in lines) == 1


@pytest.mark.parametrize(
    ("edtf", "year", "day"),
    [
        ("", None, None),
        ("2014", "2014", "2014///"),
        ("2014-03", "2014", "2014/03//"),
        ("2014-03-05", "2014", "2014/03/05/"),
        ("0987", "0987", "0987///"),
        ("2014~", "2014", "2014///vers 2014"),
        ("2014-21", "2014", "2014///printemps 2014"),
        ("201X", "2010", "2010///années 2010"),
        ("2014/2016", "2014", "2014///de 2014 à 2016"),
        ("2016-11-22/2016-11-23", "2016", "2016/11//du 22 au 23 novembre 2016"),
        ("2017-01-11/2017-01-20~", "2017", "2017/01//mi-janvier 2017"),
        ("2014/..", "2014", "2014///depuis 2014"),
    ],
)
def test_dates_have_their_slashes(edtf, year, day):
    (entry,) = rispy.loads(ris([report(issued=issued(edtf))]))
    assert (entry.get("year"), entry.get("date")) == (year, day)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("article", "JOUR"), ("guide", "BOOK"), ("review", "RPRT"), ("study", "RPRT"), ("study_feedback", "RPRT"),
        ("minutes", "RPRT"), ("thesis", "THES"), ("video", "VIDEO"),
    ],
)  # fmt: skip
def test_types(kind, code):
    assert ris([report(kind=kind)]).startswith(f"TY  - {code}\r\n")


def test_an_article_line_by_line():
    assert ris([article()]).split("\r\n") == [
        "TY  - JOUR", "ID  - martin2016travail", "TI  - Le travail ailleurs", "AU  - Martin, Ada",
        "AU  - de La Tour, Jean Paul", "PY  - 2016", "DA  - 2016/11/22/", "T2  - Géocarrefour", "PB  - Presses de Lyon",
        "DO  - 10.4000/geocarrefour.1234", "AN  - halshs-01234567", "DB  - HAL",
        "UR  - https://revue.example/12?a=b&c={d}", "LA  - fr, en", "AB  - Un résumé. En deux lignes.",
        "KW  - télétravail", "KW  - mobilité", "N1  - Licence\u00a0: CC BY 4.0", "ER  - ", "",
    ]  # fmt: skip


def test_an_organisation_is_as_it_is():
    authors = (author_of(ORGANISATION, "Ville de Grenoble"), author_of("", "Collectif des vallées"))
    text = ris([report(authors=authors)])
    assert "AU  - Ville de Grenoble\r\nAU  - Collectif des vallées\r\nPY" in text
    assert "PB  - Ville de Grenoble\r\n" in text


def test_remarks(withdrawn):
    (entry,) = rispy.loads(ris([withdrawn]))
    assert entry["notes"] == ["Titre donné par l’éditeur du site.", "Publication retirée le 1er mars 2025."]
