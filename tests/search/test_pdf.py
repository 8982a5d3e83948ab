"""A publication is found by the words of its PDFs, unless a reader may not read them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from archive.models import PublicationFile, PublicationIndexPage, PublicationPage
from core.files.pdf import reading
from core.models import PdfContent, SillonDocument
from tests.core.files.pdf import made
from tests.factories.archive import PublicationPageFactory
from tests.search.test_search import found

pytestmark = [pytest.mark.django_db, pytest.mark.indexed, pytest.mark.pdf]
TEXT = made.pdf("Les navetteurs de l’Oisans prennent le porte-", "Le covoiturage à Bourg-d’Oisans : l’arc-en-ciel")
LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуф"


@pytest.fixture
def row(home) -> SillonDocument:
    return SillonDocument.objects.create(title="Rapport", file=ContentFile(TEXT, "rapport.pdf"))


@pytest.fixture
def page(row) -> PublicationPage:
    page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title="Étude", date="2014")
    page.files = [PublicationFile(document=row)]
    page.save_revision().publish()
    return PublicationPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("text", ["navetteurs", "NAVETTEURS covoiturage", "l’arc-en-ciel", "Bourg-d'Oisans", "oisans"])
def test_a_word_that_is_only_in_the_pdf_finds_the_publication(client, page, text):
    assert found(client, text) == ["Étude"]
    assert [item["title"] for item in client.get("/api/v3/search/", {"q": text}).json()["items"]] == ["Étude"]


def test_the_words_are_found_as_soon_as_they_are_read_and_no_longer_once_replaced(client, home, monkeypatch):
    monkeypatch.setattr(reading, "read_text", lambda path: (_ for _ in ()).throw(OSError("later")))
    row = SillonDocument.objects.create(title="Rapport", file=ContentFile(TEXT, "rapport.pdf"))
    page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title="Étude", date="2014")
    page.files = [PublicationFile(document=row)]
    page.save_revision().publish()
    assert found(client, "navetteurs") == []
    monkeypatch.undo()
    reading.read(row.pk)
    assert found(client, "navetteurs") == ["Étude"]
    row.file = ContentFile(made.pdf("Autre chose"), "rapport.pdf")
    row._set_document_file_metadata()
    row.save()
    assert found(client, "navetteurs") == []
    assert found(client, "autre chose") == ["Étude"]


def test_the_words_of_a_closed_collection_find_nothing(client, as_editor, page, row):
    folder = Collection.get_first_root_node().add_child(name="Membres")
    restriction = CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")
    row.collection = folder
    row.save()
    assert found(client, "navetteurs") == found(as_editor, "navetteurs") == []
    assert found(client, "étude") == ["Étude"]
    page.save_revision().publish()
    assert found(client, "navetteurs") == []
    restriction.delete()
    assert found(client, "navetteurs") == ["Étude"]
    CollectionViewRestriction.objects.create(collection=Collection.get_first_root_node(), restriction_type="login")
    assert found(client, "navetteurs") == []


def test_the_title_of_a_file_finds_its_publication(client, page, row):
    assert found(client, "rapport") == ["Étude"]
    row.title = "Synthèse"
    row.save()
    assert found(client, "rapport") == []
    assert found(client, "synthèse") == ["Étude"]
    page.files = [PublicationFile(document=row, label="Abrégé")]
    page.save_revision().publish()
    assert found(client, "abrégé") == ["Étude"]


def test_the_words_of_a_withdrawn_publication_find_nothing(client, page):
    page.withdrawn_on = date(2020, 1, 1)
    page.save_revision().publish()
    assert found(client, "navetteurs") == []
    assert found(client, "étude") == ["Étude"]


def test_the_words_of_a_deleted_document_find_nothing(client, page, row, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row.delete()
    assert found(client, "navetteurs") == []


def test_a_document_with_more_words_than_an_index_takes_is_published(client, page, row):
    words = " ".join(f"{a}{b}{c}-{c}{b}{a}" for a in "abcdefghijklmnopqrst" for b in LETTERS for c in LETTERS)
    PdfContent.objects.update(text=words)
    page.abstract = "Résumé"
    page.save_revision().publish()
    assert found(client, "résumé") == ["Étude"]
    assert found(client, "aab-baa") == ["Étude"]
