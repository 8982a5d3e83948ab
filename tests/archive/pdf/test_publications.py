"""Publications show the cover of their first PDF, the pages of their files, and are found by the words in them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from archive.models import PublicationFile, PublicationIndexPage, PublicationPage
from archive.pdf import publications
from core.files import images
from core.files.pdf import reading
from core.models import Card, Change, PdfContent, SillonDocument, SillonImage
from core.visibility import version
from tests.core.files.pdf import made
from tests.factories.archive import PublicationPageFactory
from tests.factories.images import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
State = PdfContent.State
API = "/api/v3/publications/"


def document(content: bytes, name: str = "etude.pdf", **fields) -> SillonDocument:
    return SillonDocument.objects.create(
        title="Étude", file=ContentFile(content, name), file_size=len(content), **fields
    )


def publication(*documents: SillonDocument, **fields) -> PublicationPage:
    """A published page with these files."""
    values = {"slug": "etude", "title": "Étude", "date": "2014", **fields}
    page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), **values)
    page.files = [PublicationFile(document=row, sort_order=rank) for rank, row in enumerate(documents)]
    page.save_revision().publish()
    return PublicationPage.objects.get(pk=page.pk)


def cover_of(row: SillonDocument) -> int | None:
    return PdfContent.objects.values_list("cover", flat=True).get(pk=row.pk)


def replace_file(row: SillonDocument, content: bytes) -> None:
    row.file = ContentFile(content, "etude.pdf")
    row._set_document_file_metadata()
    row.save()


def shown(page: PublicationPage) -> tuple[int | None, int | None, int | None]:
    """The cover in the row of a page, the image of its card, and that of the API."""
    row = PublicationPage.objects.get(pk=page.pk)
    card = Card.objects.values_list("image", flat=True).get(page=page.pk)
    (item,) = (item for item in Client().get(API).json()["items"] if item["id"] == str(row.translation_key))
    return row.cover_id, card, item["image"] and item["image"]["id"]


# --- The cover --------------------------------------------------------------------------------------------------------


def test_a_publication_shows_the_cover_of_its_first_pdf_that_has_one(home, client):
    table, locked, first, second = (
        document(b"a;b", "tableau.csv"),
        document(made.encrypted("Secret", "sesame")),
        document(made.pdf("Un")),
        document(made.pdf("Deux")),
    )
    page = publication(table, locked, first, second)
    cover = cover_of(first)
    assert shown(page) == (cover, cover, cover)
    assert images.load([cover])[cover]["url"] in client.get(page.url).text
    assert client.get(f"{API}etude/").json()["image"]["id"] == cover


def test_its_own_image_comes_first(home):
    row, image = document(made.pdf("Un")), cover_of(document(made.pdf("Autre")))
    page = publication(row, image_id=image)
    assert (page.cover_id, page.picture_id) == (cover_of(row), image)
    assert shown(page)[1:] == (image, image)


def test_a_publication_gets_its_cover_when_the_reading_ends(home, monkeypatch):
    monkeypatch.setattr(reading, "read_text", lambda path: (_ for _ in ()).throw(OSError("later")))
    row = document(made.pdf("Un"))
    page, draft = publication(row), publication(row, slug="brouillon", live=False)
    PublicationPage.objects.filter(pk=draft.pk).update(live=False)
    assert shown(page) == (None, None, None)
    monkeypatch.undo()
    key, before = version.current().key, Change.objects.latest("number").number
    reading.read(row.pk)
    cover = cover_of(row)
    assert cover
    assert shown(page) == (cover, cover, cover)
    assert PublicationPage.objects.get(pk=draft.pk).cover_id == cover
    assert version.current().key != key
    row = Change.objects.latest("number")
    assert (row.kind, row.model, row.object_id) == ("published", "wagtailcore.page", page.pk)
    assert not Change.objects.filter(object_id=draft.pk, number__gt=before).exists()
    assert SillonImage.objects.get(pk=cover).renditions.filter(filter_spec__startswith="width-").exists()


def test_words_that_become_known_are_a_change_of_the_publication_even_under_the_same_cover(home, monkeypatch):
    row = document(made.pdf("Un"))
    page = publication(row, image_id=cover_of(row))
    before = Change.objects.latest("number").number
    row.title = "Étude revue"
    row.save()
    changed = Change.objects.filter(number__gt=before, kind="published", model="wagtailcore.page")
    assert [change.object_id for change in changed] == [page.pk]


def test_a_draft_that_is_published_later_does_not_bring_an_old_cover_back(home):
    first, second = document(made.pdf("Un")), document(made.pdf("Deux"))
    page = publication(first)
    page.abstract = "Revu."
    draft = page.save_revision()
    assert draft.content["cover"] == cover_of(first)
    page = PublicationPage.objects.get(pk=page.pk)
    page.files = [PublicationFile(document=second)]
    page.save_revision().publish()
    assert shown(page)[0] == cover_of(second)
    page.save_revision(previous_revision=draft)
    draft.refresh_from_db()
    content = {**draft.content, "files": page.serializable_data()["files"]}
    type(draft).objects.filter(pk=draft.pk).update(content=content)
    type(draft).objects.get(pk=draft.pk).publish()
    assert shown(page)[0] == cover_of(second)


def test_a_draft_is_no_cover_yet(home):
    first, second = document(made.pdf("Un")), document(made.pdf("Deux"))
    page = publication(first)
    page.files = [PublicationFile(document=second)]
    page.save_revision()
    assert shown(page)[0] == cover_of(first)


def test_a_replaced_file_shows_its_own_cover_and_a_damaged_one_none(home):
    row = document(made.pdf("Un"))
    page = publication(row)
    before = images.load([page.cover_id])[page.cover_id]["url"]
    replace_file(row, made.pdf("Deux"))
    (cover, card, _) = shown(page)
    assert cover == card == cover_of(row)
    assert images.load([cover])[cover]["url"] != before
    replace_file(row, b"%PDF-1.4 abime")
    assert shown(page) == (None, None, None)


def test_without_its_first_document_a_publication_shows_the_cover_of_the_next(home, django_capture_on_commit_callbacks):
    first, second = document(made.pdf("Un")), document(made.pdf("Deux"))
    page = publication(first, second)
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()
    cover = cover_of(second)
    assert shown(page) == (cover, cover, cover)


def test_a_withdrawn_publication_has_no_cover(home):
    page = publication(document(made.pdf("Un")))
    page.withdrawn_on = date(2020, 1, 1)
    page.save_revision().publish()
    assert shown(page) == (None, None, None)


def test_a_closed_collection_gives_no_cover_until_it_is_opened(home):
    folder = Collection.get_first_root_node().add_child(name="Membres")
    row = document(made.pdf("Un"), collection=folder)
    page = publication(row)
    restriction = CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")
    assert shown(page) == (None, None, None)
    page.save()
    assert shown(page) == (None, None, None)
    restriction.delete()
    assert shown(page)[0] == cover_of(row)


def test_a_publication_stored_while_its_pdf_is_read_looks_once_more(home, django_capture_on_commit_callbacks):
    row = document(made.pdf("Un"))
    PdfContent.objects.update(state=State.WAITING, cover=None)
    cover = ImageFactory()
    with django_capture_on_commit_callbacks() as callbacks:
        page = publication(row)
    # The task has stored its result before the page was committed, and has not seen the page.
    PdfContent.objects.update(state=State.READ, cover=cover)
    for callback in callbacks:
        callback()
    assert shown(page)[0] == cover.pk


# --- Files ------------------------------------------------------------------------------------------------------------


def test_files_say_their_pages_on_the_page_and_in_the_api(home, client):
    page = publication(document(made.pdf(*"abcdefghijkl")), document(b"a;b", "tableau.csv"))
    text = client.get(page.url).text
    assert "PDF, 12\u00a0pages, " in text
    assert "CSV, 3\u00a0o" in text
    files = client.get(f"{API}etude/").json()["files"]
    assert [(file["pages"], file["type"]) for file in files] == [(12, "application/pdf"), (None, "text/csv")]
    assert len(files[0]["sha1"]) == 40
    assert files[0]["sha1"] in text


def test_following_pdfs_takes_no_query_for_documents_of_no_publication(home):
    row = document(made.pdf("Un"))
    with CaptureQueriesContext(connection) as captured:
        publications.follow(publications.publications_with([row.pk]))
    assert len(captured) == 1


# --- The editor -------------------------------------------------------------------------------------------------------

NOTES = {
    "lu": (made.pdf("Un", "Deux"), "Lu\u00a0: 2 pages\u202f; son texte se retrouve dans la recherche."),
    "vide": (made.pdf("", "Deux"), "Pas de couverture\u00a0: sa première page est vide"),
    "protégé": (made.encrypted("Secret", "sesame"), "Protégé par un mot de passe"),
    "numérisé": (made.scanned(), "Aucun texte\u00a0: sans doute un document numérisé."),
    "abîmé": (b"%PDF-1.4 abime", "Abîmé, ou pas un PDF malgré son nom\u00a0: la recherche n’en connaît que le titre."),
}


@pytest.mark.parametrize("case", NOTES)
def test_a_publication_is_published_whatever_its_file_and_the_editor_reads_why(home, as_editor, client, case):
    content, sentence = NOTES[case]
    data = {
        "title": "Étude",
        "file": SimpleUploadedFile("etude.pdf", content),
        "collection": Collection.objects.get().pk,
    }
    assert as_editor.post(reverse("wagtaildocs:add"), data).status_code == 302
    row = SillonDocument.objects.get()
    page = publication(row)
    assert client.get(page.url).status_code == 200
    assert "Étude" in client.get(page.url).text
    for address in (reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtaildocs:edit", args=[row.pk])):
        assert sentence in as_editor.get(address).text


def test_the_form_says_nothing_of_other_files(home, as_editor):
    row = document(b"a;b", "tableau.csv")
    page = publication(row)
    for address in (reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtaildocs:edit", args=[row.pk])):
        text = as_editor.get(address).text
        assert "Lecture d" not in text
        assert "En attente de lecture" not in text
