"""Highwire tags, and what Zotero makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given

from archive.citations.authors import author_of
from archive.citations.highwire import highwire_tags, open_graph_type
from archive.citations.record import Citation
from tests.archive.citations.samples import ORGANISATION, PERSON, article, citations, issued, report
from tests.archive.citations.zotero import Item, item_of


def read(citation: Citation, pdf_url: str = "") -> Item:
    return item_of([("og:type", open_graph_type(citation)), *highwire_tags(citation, pdf_url)])


@given(citations)
def test_no_tag_is_empty_and_each_author_has_one(citation):
    tags = highwire_tags(citation)
    assert all(name and content for name, content in tags)
    assert sum(name == "citation_author" for name, _ in tags) == len(citation.authors)


def test_an_article_tag_by_tag():
    assert highwire_tags(article(), "https://sillon.example/documents/1/a.pdf") == [
        ("citation_title", "Le travail ailleurs"),
        ("citation_author", "Martin, Ada"),
        ("citation_author", "de La Tour, Jean\u00a0Paul"),
        ("citation_publication_date", "2016/11/22"),
        ("citation_journal_title", "Géocarrefour"),
        ("citation_publisher", "Presses de Lyon"),
        ("citation_doi", "10.4000/geocarrefour.1234"),
        ("citation_language", "fr"),
        ("citation_language", "en"),
        ("citation_keywords", "télétravail"),
        ("citation_keywords", "mobilité"),
        ("citation_abstract_html_url", "https://sillon.example/article/"),
        ("citation_pdf_url", "https://sillon.example/documents/1/a.pdf"),
    ]


@pytest.mark.parametrize(
    ("kind", "publisher", "expected", "institution"),
    [
        ("review", "", "report", "Alliance de Grenoble"),
        ("study", "Ville de Vif", "report", "Ville de Vif"),
        ("study_feedback", "", "report", "Alliance de Grenoble"),
        ("minutes", "", "report", "Alliance de Grenoble"),
        ("thesis", "Université de Savoie", "thesis", "Université de Savoie"),
        ("guide", "PUG", "book", "PUG"),
        ("guide", "", "book", None),
        ("video", "", "videoRecording", None),
        ("article", "", "journalArticle", None),
    ],
)
def test_zotero_recognises_what_it_is(kind, publisher, expected, institution):
    item = read(report(kind=kind, publisher=publisher))
    assert item.type == expected
    names = [item.fields.get(name) for name in ("institution", "university", "publisher") if name in item.fields]
    assert names == [institution] * bool(institution)


@pytest.mark.parametrize(
    ("kind", "expected"), [("study", "report"), ("thesis", "thesis"), ("article", "journalArticle")]
)
def test_zotero_recognises_it_without_institution_and_review(kind, expected):
    assert read(report(kind=kind, authors=(author_of(PERSON, "Ada Martin"),))).type == expected


@pytest.mark.parametrize(
    ("author", "creator"),
    [
        (author_of(ORGANISATION, "Alliance Entreprise de Grenoble"), ("Alliance Entreprise de Grenoble", None)),
        (author_of(ORGANISATION, "AUEG"), ("AUEG", None)),
        (author_of("", "Collectif des vallées"), ("Collectif des vallées", None)),
        (author_of(ORGANISATION, "Ville de Vif, service des lieux"), ("Ville de Vif", "service des lieux")),
        (author_of(PERSON, "Ada Martin"), ("Martin", "Ada")),
        (author_of(PERSON, "de La Tour, Jean Paul"), ("de La Tour", "Jean Paul")),
        (author_of(PERSON, "Voltaire"), ("Voltaire", None)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("others", [(), (author_of(PERSON, "Zoé Noir"),)])
def test_zotero_takes_each_author_for_one(author, creator, others):
    """Without its comma an organisation would be inverted: hydroshare#855."""
    item = read(report(authors=(author, *others)))
    assert item.creators == [creator, ("Noir", "Zoé")][: 1 + len(others)]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("", None), ("2014", "2014"), ("2014-03", "2014/03"), ("2014-03-05", "2014/03/05"), ("2014~", "2014"),
        ("2014/2016", "2014"), ("2016-11-22/2016-11-23", "2016/11"), ("2014-21", "2014"), ("0987", "0987"),
    ],
)  # fmt: skip
def test_dates(edtf, expected):
    assert read(report(issued=issued(edtf))).fields.get("date") == expected
