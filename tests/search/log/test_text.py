"""What is counted of a question, and which questions are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.log.text import LONGEST, counted_form


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("  L’Équipe du tiers-lieu ", "equipe du tierslieu"),
        ("bureau partagé à Grenoble 38000", "bureau partage a grenoble 38000"),
        ("table ronde du 26/06/2012 à 17 h 15", "table ronde du 26 juin 2012 a 17h15"),
        ("2012, 2013, 2014, 2015", "2012 2013 2014 2015"),
        ("<script>alert(1)</script>", "script alert 1 script"),
        ("=HYPERLINK(x)", "hyperlink x"),
        ("'; DROP TABLE x; --", "drop table x"),
        ("a\u202eb", "a b"),
        ("?!", ""),
    ],
)
def test_a_question_is_counted_by_its_words(question, text):
    assert counted_form(question) == text


@pytest.mark.parametrize(
    "question",
    [
        "jeanne.martin@example.org",
        "écrire à jeanne ＠ example.org",
        "appeler le 06 12 34 56 78",
        "06.12.34.56.78",
        "+33 (0)6 12 34 56 78",
        "06‑12‑34‑56‑78",
        "٠٦١٢٣٤٥٦٧٨",
        "siret 12345678901234",
        "2 85 05 38 185 001 42",
        "FR76 3000 6000 0112 3456 7890 189",
        "https://example.org/reset?token=abc",
        "a" * 41,
    ],
)
def test_what_looks_personal_is_not_counted(question):
    assert counted_form(question) == ""


@given(st.text(max_size=250))
def test_any_text_becomes_plain_words(question):
    text = counted_form(question)
    assert len(text) <= LONGEST
    assert text == text.strip()
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in text.split())


def test_it_is_cut():
    assert len(counted_form("mot " * 100)) <= LONGEST
