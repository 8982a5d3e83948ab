"""The distinct words of texts, for the search index."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.files.pdf.child import clean
from core.files.pdf.texts import distinct_words, public_files
from core.models import PdfContent
from core.text.lengths import UNSTORABLE
from core.visibility import version
from tests.factories.archive import DocumentFactory


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([], ""),
        (["Le vélo, le Vélo ; « le vélo »."], "le vélo"),
        (["l’harmonie et 12,5 %"], "l’harmonie et 12,5"),
        (["un porte\u00admonnaie"], "un portemonnaie porte-monnaie"),
        (["a b", "b c"], "a b c"),
        (["x" * 101 + " y"], "y"),
    ],
)
def test_each_word_stands_once(texts, words):
    assert distinct_words(texts) == words


def test_the_words_are_bounded():
    assert distinct_words(["aa bb cc dd"], most=6) == "aa bb"
    assert len(distinct_words([" ".join(f"é{n:06}" for n in range(90_000))]).encode()) <= 250_000


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_a_cleaned_text_can_be_stored_and_stays_as_it_is(text):
    cleaned = clean(text)
    assert not UNSTORABLE.search(cleaned)
    assert "  " not in cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.django_db
def test_texts_take_one_query_for_all_documents(home):
    documents = [DocumentFactory() for _ in range(5)]
    PdfContent.objects.update(text="texte", state="read")
    version.current()
    with CaptureQueriesContext(connection) as captured:
        assert public_files([row.pk for row in documents]) == {row.pk: (row.title, "texte") for row in documents}
    assert len([query for query in captured if "core_pdfcontent" in query["sql"]]) == 1
    assert len(captured) <= 2
