"""Pages whose PDFs are not read yet, and the queries of pages with any number of PDFs."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from archive.models import PublicationFile, PublicationIndexPage, PublicationPage
from core.models import PdfContent, SillonDocument, SillonImage
from tests.core.files import pictures
from tests.factories.archive import DocumentFactory, PublicationPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cover(home) -> SillonImage:
    picture = pictures.saved(pictures.drawn(), "PNG")
    return SillonImage.objects.create(title="Couverture", file=ContentFile(picture, "couverture.png"))


def documents(count: int, cover: SillonImage) -> list[SillonDocument]:
    rows = [DocumentFactory() for _ in range(count)]
    PdfContent.objects.update(state="read", page_count=3, text="texte", cover=cover)
    return rows


def publication(slug: str, rows: list[SillonDocument]) -> PublicationPage:
    page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title=slug, slug=slug, date="2014")
    page.files = [PublicationFile(document=row, sort_order=rank) for rank, row in enumerate(rows)]
    page.save_revision().publish()
    return page


@pytest.mark.parametrize(
    "address",
    [
        "/ressources/publications/etude/",
        "/ressources/publications/",
        "/api/v3/publications/etude/",
        "/api/v3/publications/",
    ],
)
def test_readers(client, cover, count_queries, address):
    page = publication("etude", documents(1, cover))
    few = count_queries(client, address)
    page.files = [PublicationFile(document=row, sort_order=rank) for rank, row in enumerate(documents(4, cover))]
    page.save_revision().publish()
    for slug in ("une", "deux"):
        publication(slug, documents(2, cover))
    assert count_queries(client, address) == few


def test_the_editor(as_editor, cover, count_queries):
    page = publication("etude", documents(1, cover))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    few = count_queries(as_editor, address)
    page.files = [PublicationFile(document=row, sort_order=rank) for rank, row in enumerate(documents(4, cover))]
    page.save_revision().publish()
    assert count_queries(as_editor, address) == few


def test_a_publication_is_published_while_its_pdf_waits(client, as_editor, home):
    page = publication("etude", [DocumentFactory()])
    assert PdfContent.objects.values_list("state", "attempts").get() == ("waiting", 0)
    assert "PDF, 17\u00a0o" in client.get("/ressources/publications/etude/").text
    assert client.get("/api/v3/publications/etude/").json()["files"][0]["pages"] is None
    assert "En attente de lecture" in as_editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
