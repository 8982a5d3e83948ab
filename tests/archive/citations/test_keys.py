"""Keys of citations."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.citations.authors import author_of
from archive.citations.keys import key, keys
from tests.archive.citations.samples import ORGANISATION, PERSON, article, citations, issued, report


@settings(max_examples=50)
@given(st.lists(citations, max_size=4, unique_by=lambda citation: citation.pk))
def test_keys_are_ascii_and_unique(several):
    result = keys(several)
    assert len(set(result)) == len(several)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", name) for name in result)


@settings(max_examples=50)
@given(st.lists(citations, min_size=1, max_size=4, unique_by=lambda citation: citation.pk))
def test_a_key_depends_on_the_others_only_if_it_is_that_of_another(several):
    alone = [key(citation) for citation in several]
    for name, own, citation in zip(keys(several), alone, several, strict=True):
        assert name == (own if alone.count(own) == 1 else f"{own}-{citation.pk}")
    assert keys(several[::-1]) == keys(several)[::-1]


@pytest.mark.parametrize(
    ("author", "title", "edtf", "expected"),
    [
        (author_of(PERSON, "Zoé Lœwy-Çelik"), "Vers l’écologie", "2014", "loewycelik2014ecologie"),
        (author_of(PERSON, "Jean de La Fontaine"), "Fables", "2014-03-05", "delafontaine2014fables"),
        (author_of(ORGANISATION, "Alliance de Grenoble"), "Le bilan", "", "alliancebilan"),
        (author_of(ORGANISATION, "AUEG"), "10 ans", "2014/2016", "aueg201410"),
        (author_of("", "日本"), "Bilan", "2014", "bilan2014"),
        (None, "Bilan", "", "bilan"),
        (None, "2014", "2014", "publication20142014"),
        (None, "日本語", "", "publication"),
    ],
)
def test_a_key_says_author_year_and_title(author, title, edtf, expected):
    assert key(report(authors=(author,) if author else (), title=title, issued=issued(edtf))) == expected


def test_the_same_key_is_told_apart_by_the_id():
    assert keys([report(pk=3), article(pk=4), report(pk=5)]) == [
        "alliance2014bilan-3", "martin2016travail", "alliance2014bilan-5"
    ]  # fmt: skip
