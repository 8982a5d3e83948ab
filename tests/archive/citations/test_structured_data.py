"""A publication as schema.org data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from archive.citations.authors import author_of
from archive.citations.structured_data import LICENCES, publication_data
from core.models.media import Licence
from tests.archive.citations.samples import ORGANISATION, PERSON, article, citations, report

PDF = {"title": "Version imprimable", "url": "https://sillon.example/a.pdf", "extension": "pdf", "size": 17}


def test_an_article():
    assert publication_data(article(), "2016-11-22", [PDF, {**PDF, "extension": "xyzzy", "size": None}]) == {
        "@type": "ScholarlyArticle",
        "name": "Le travail ailleurs",
        "url": "https://sillon.example/article/",
        "abstract": "Un résumé.\nEn deux lignes.",
        "author": [
            {"@type": "Person", "name": "Ada Martin", "familyName": "Martin", "givenName": "Ada"},
            {"@type": "Person", "name": "Jean Paul de La Tour", "familyName": "de La Tour", "givenName": "Jean Paul"},
        ],
        "publisher": {"@type": "Organization", "name": "Presses de Lyon"},
        "datePublished": "2016-11-22",
        "inLanguage": ["fr", "en"],
        "keywords": ["télétravail", "mobilité"],
        "isPartOf": {"@type": "Periodical", "name": "Géocarrefour"},
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "DOI", "value": "10.4000/geocarrefour.1234"},
            {"@type": "PropertyValue", "propertyID": "HAL", "value": "halshs-01234567"},
        ],
        "sameAs": [
            "https://doi.org/10.4000/geocarrefour.1234",
            "https://hal.science/halshs-01234567",
            "https://revue.example/12?a=b&c={d}",
        ],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "encoding": [
            {
                "@type": "MediaObject",
                "name": "Version imprimable",
                "contentUrl": "https://sillon.example/a.pdf",
                "encodingFormat": "application/pdf",
                "contentSize": "17 B",
            },
            {"@type": "MediaObject", "name": "Version imprimable", "contentUrl": "https://sillon.example/a.pdf"},
        ],
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("article", "ScholarlyArticle"), ("guide", "Book"), ("review", "Report"), ("study", "Report"),
        ("study_feedback", "Report"), ("minutes", "Report"), ("thesis", "Thesis"), ("video", "VideoObject"),
    ],
)  # fmt: skip
def test_types(kind, expected):
    assert publication_data(report(kind=kind), "", [])["@type"] == expected


def test_authors_are_what_is_stored():
    authors = (author_of(PERSON, "Voltaire"), author_of(ORGANISATION, "Ville de Vif"), author_of("", "Ada Martin"))
    assert publication_data(report(authors=authors), "", [])["author"] == [
        {"@type": "Person", "name": "Voltaire", "familyName": "Voltaire"},
        {"@type": "Organization", "name": "Ville de Vif"},
        "Ada Martin",
    ]


def test_the_publisher_is_never_an_author_nor_this_site():
    assert "publisher" not in publication_data(report(), "2014", [])


def test_the_edition_of_a_book_and_the_version_of_a_report():
    assert publication_data(report(kind="guide", edition="2e"), "", [])["bookEdition"] == "2e"
    assert publication_data(report(edition="v3"), "", [])["version"] == "v3"


def test_licences_have_an_address_unless_all_rights_are_reserved():
    assert set(Licence.values) - LICENCES.keys() == {Licence.UNKNOWN, Licence.ALL_RIGHTS}


@given(citations)
def test_nothing_is_empty(citation):
    def check(value: object) -> None:
        assert value not in ("", [], {}, None)
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(child)

    check(publication_data(citation, "", []))
    json.dumps(publication_data(citation, "", []))
