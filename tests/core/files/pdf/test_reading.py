"""A document's PDF is read once, in a task, and again after what may pass; its cover is an image like any other."""

from __future__ import annotations

from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from core.files import images
from core.files.pdf import reading
from core.files.pdf.process import Limits, NotRead, read_text
from core.files.pdf.signals import pdfs_changed
from core.files.pdf.texts import public_covers, public_files
from core.models import PdfContent, SillonDocument, SillonImage
from core.visibility import version
from tests.core.files.pdf import made

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
State = PdfContent.State
PDF = made.pdf("Le relevé des trajets", "Fin")


def document(content: bytes = PDF, name: str = "rapport.pdf", title: str = "Rapport", **fields) -> SillonDocument:
    return SillonDocument.objects.create(title=title, file=ContentFile(content, name), **fields)


def replace_file(row: SillonDocument, content: bytes, name: str = "rapport.pdf") -> None:
    """As Wagtail's form does."""
    row.file.storage.delete(row.file.name)
    row.file = ContentFile(content, name)
    row._set_document_file_metadata()
    row.save()


@pytest.fixture
def readings(monkeypatch) -> list[Path]:
    """The files that are read from now on, without reading them."""
    paths: list[Path] = []

    def note(path: Path) -> reading.Reading:
        paths.append(path)
        return reading.Reading(State.NO_TEXT, 1)

    monkeypatch.setattr(reading, "read_text", note)
    monkeypatch.setattr(reading, "draw_cover", lambda path: None)
    return paths


@pytest.fixture
def failing(monkeypatch) -> list[int]:
    """Make each reading fail; give the list of attempts."""
    attempts: list[int] = []

    def fail(path: Path) -> None:
        attempts.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reading, "read_text", fail)
    return attempts


def queued(pk: int, status: str = "READY") -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status, args_kwargs={"args": [pk], "kwargs": {}}, task_path="core.tasks.read_pdf", traceback="",
        backend_name="durable", run_after=get_date_max(), exception_class_path="",
    )  # fmt: skip


def sweep() -> str:
    output = StringIO()
    call_command("read_pdfs", stdout=output, stderr=output)
    return output.getvalue()


# --- What is stored ---------------------------------------------------------------------------------------------------


def test_pages_text_and_cover_of_a_document_are_stored(home, editor):
    before, row = version.current().key, document(uploaded_by_user=editor)
    content = PdfContent.objects.get(document=row)
    assert (content.state, content.page_count, content.text) == (State.READ, 2, "Le relevé des trajets\nFin")
    assert (content.is_cut, content.attempts, content.file_hash) == (False, 1, row.file_hash)
    assert content.read_at
    assert version.current().key != before
    cover = content.cover
    assert (cover.title, cover.description, cover.credit) == ("Couverture\u00a0: Rapport",) * 2 + ("",)
    assert (cover.collection.name, cover.width, cover.height) == ("Couvertures", 960, 1359)
    assert cover.uploaded_by_user == editor
    assert images.load([cover.pk])[cover.pk]["alt"] == "Couverture\u00a0: Rapport"


def test_covers_share_one_collection_and_do_not_take_the_names_of_documents(home):
    covers = [PdfContent.objects.get(document=document(title=title)).cover for title in ("Un", "Deux")]
    assert len({cover.collection_id for cover in covers}) == 1
    assert not any("rapport" in cover.file.name or "un" in cover.file.name[-30:] for cover in covers)
    assert len({cover.file.name for cover in covers}) == 2


@pytest.mark.parametrize(
    ("content", "state", "pages", "has_cover"),
    [
        (made.encrypted("Secret", "sesame"), State.PROTECTED, None, False),
        (PDF[:300], State.DAMAGED, None, False),
        (made.scanned(2), State.NO_TEXT, 2, True),
    ],
)
def test_what_is_not_text_has_a_state_of_its_own(home, content, state, pages, has_cover):
    stored = PdfContent.objects.get(document=document(content))
    assert (stored.state, stored.page_count, stored.text, bool(stored.cover)) == (state, pages, "", has_cover)


def test_a_document_that_takes_too_long_keeps_what_was_read(home, monkeypatch):
    monkeypatch.setattr(reading, "read_text", partial(read_text, limits=Limits(processor=1)))
    monkeypatch.setattr(reading, "draw_cover", lambda path: None)
    stored = PdfContent.objects.get(document=document(made.nested_forms(12)))
    assert (stored.state, stored.page_count, stored.text) == (State.TOO_HEAVY, 1, "")


def test_other_files_are_not_read(home, readings):
    document(PDF, "rapport.txt")
    document(PDF, "rapport.pdf.zip")
    assert not PdfContent.objects.exists()
    assert readings == []
    document(PDF, "RAPPORT.PDF")
    assert len(readings) == 1


def test_a_storage_without_paths_is_read_through_a_copy(home, monkeypatch):
    row = document()
    PdfContent.objects.all().delete()

    def no_path(self, name):
        raise NotImplementedError

    monkeypatch.setattr(FileSystemStorage, "path", no_path, raising=True)
    monkeypatch.setattr(type(row.file.storage), "open", lambda self, name, mode="rb": ContentFile(PDF, name))
    with reading.local_path(row.file) as path:
        assert path.read_bytes() == PDF
    assert not path.exists()


# --- When it is read --------------------------------------------------------------------------------------------------


def test_a_file_is_read_once_and_again_when_it_is_replaced(home, readings):
    row = document()
    row.title = "Autre titre"
    row.save()
    row.save(update_fields=["title"])
    assert len(readings) == 1
    replace_file(row, PDF + b"\n")
    assert len(readings) == 2
    replace_file(row, b"a;b", "tableau.csv")
    assert not PdfContent.objects.exists()


def test_a_replaced_file_has_its_own_pages_and_its_cover_keeps_its_id(home):
    row = document()
    first = PdfContent.objects.get().cover
    old = Path(first.file.path)
    replace_file(row, made.pdf("Une seule page"))
    content = PdfContent.objects.get()
    assert (content.page_count, content.text, content.cover_id) == (1, "Une seule page", first.pk)
    assert content.cover.file.name != first.file.name
    assert SillonImage.objects.count() == 1
    assert images.load([first.pk])
    assert old.exists()  # until the transaction ends


def test_a_cover_goes_with_its_document_or_when_nothing_is_drawn(home):
    row = document()
    replace_file(row, PDF[:300])
    assert not SillonImage.objects.exists()
    replace_file(row, PDF)
    assert SillonImage.objects.exists()
    row.delete()
    assert not SillonImage.objects.exists()


def test_a_cover_follows_the_title_of_its_document_unless_an_editor_has_described_it(home):
    row = document()
    cover = PdfContent.objects.get().cover
    for title, description, expected in (("Bilan", None, "Couverture\u00a0: Bilan"), ("Fin", "Un pont", "Un pont")):
        if description:
            SillonImage.objects.update(description=description)
        row.title = title
        row.save()
        cover.refresh_from_db()
        assert cover.description == expected


@pytest.mark.indexed
def test_a_cover_that_an_editor_has_chosen_elsewhere_stays(home):
    row = document()
    cover = PdfContent.objects.get().cover
    home.image = cover
    home.save()
    ReferenceIndex.create_or_update_for_object(home)
    row.delete()
    assert SillonImage.objects.filter(pk=cover.pk).exists()


def test_a_cover_that_an_editor_has_deleted_does_not_come_back(home):
    row = document()
    PdfContent.objects.get().cover.delete()
    row.title = "Autre titre"
    row.save()
    sweep()
    assert PdfContent.objects.get().cover is None


def test_a_file_that_was_replaced_while_it_was_read_is_not_stored(home, monkeypatch):
    row = document()
    PdfContent.objects.update(state=State.WAITING, text="", file_hash=row.file_hash)

    def replaced(path):
        PdfContent.objects.update(file_hash="f" * 40)
        return read_text(path)

    monkeypatch.setattr(reading, "read_text", replaced)
    reading.read(row.pk)
    assert PdfContent.objects.values_list("state", "text").get() == (State.WAITING, "")


def test_a_document_that_was_deleted_before_it_was_read_is_nothing(home):
    assert reading.read(99_999_999) == ""


# --- Failures ---------------------------------------------------------------------------------------------------------


def test_a_passing_failure_is_tried_three_times_then_it_is_a_failed_task(home, failing, monkeypatch):
    row = document()
    assert PdfContent.objects.values_list("state", "attempts").get() == (State.WAITING, 1)
    assert "PDF à lire\u00a0: 1" in sweep()
    with pytest.raises(OSError, match="No space"):
        reading.read(row.pk)
    assert PdfContent.objects.values_list("state", "attempts").get() == (State.FAILED, 3)
    assert sweep() == ""
    assert len(failing) == 3
    # « Relancer », or saving the document, begins anew.
    monkeypatch.setattr(reading, "read_text", read_text)
    row.save()
    assert PdfContent.objects.values_list("state", "attempts").get() == (State.READ, 1)


def test_a_process_that_does_not_start_is_a_passing_failure(home, monkeypatch):
    def fail(path):
        raise NotRead("crash: No module named pypdfium2")

    monkeypatch.setattr(reading, "read_text", fail)
    row = document()
    assert PdfContent.objects.get().state == State.WAITING
    monkeypatch.setattr(reading, "read_text", read_text)
    assert reading.read(row.pk) == State.READ


def test_a_missing_file_is_no_error_when_the_document_is_saved(home):
    row = document()
    Path(row.file.path).unlink()
    SillonDocument.objects.update(file_hash="")
    PdfContent.objects.all().delete()
    row.refresh_from_db()
    row.save()
    assert PdfContent.objects.values_list("state", "attempts").get() == (State.WAITING, 1)


def test_a_worker_that_ended_at_each_attempt_is_given_up(home, readings):
    row = document()
    PdfContent.objects.update(state=State.WAITING, attempts=3)
    queued(row.pk, "FAILED")
    assert "1 lecture de PDF en échec" in sweep()
    assert PdfContent.objects.get().state == State.FAILED


def test_pdfs_that_wait_without_a_task_are_queued_again(home, readings):
    waiting, running, lost = (document(PDF + b"\n" * rank) for rank in range(3))
    readings.clear()
    PdfContent.objects.update(state=State.WAITING)
    queued(waiting.pk)
    queued(running.pk, "RUNNING")
    queued(lost.pk, "FAILED")
    assert "1" in sweep()
    assert [path.name for path in readings] == [Path(lost.file.path).name]


def test_pdfs_from_before_and_those_whose_file_was_changed_on_disk_are_read(home, readings):
    old, changed, _ = (document(PDF + b"\n" * rank) for rank in range(3))
    readings.clear()
    PdfContent.objects.get(document=old).delete()
    SillonDocument.objects.filter(pk=changed.pk).update(file_hash="e" * 40)
    assert "PDF à lire\u00a0: 2" in sweep()
    assert {path.name for path in readings} == {Path(row.file.path).name for row in (old, changed)}
    assert sweep() == ""


def test_a_failed_task_names_its_document_and_can_be_run_again(client, admin):
    row = document()
    task = queued(row.pk, "FAILED")
    DBTaskResult.objects.update(finished_at=timezone.now(), exception_class_path="builtins.OSError")
    client.force_login(admin)
    text = client.get("/admin/travaux/").text
    assert "Lire un PDF" in text
    assert "«\u00a0Rapport\u00a0»" in text
    client.post(f"/admin/travaux/{task.pk}/relancer/")
    assert DBTaskResult.objects.get().status == "READY"


# --- Closed collections -----------------------------------------------------------------------------------------------


@pytest.fixture
def changes():
    """The ids of which sections are informed."""
    sent: list[list[int]] = []

    def note(document_ids, **_):
        sent.append(sorted(document_ids))

    pdfs_changed.connect(note, weak=False)
    yield sent
    pdfs_changed.disconnect(note)


def test_texts_and_covers_of_closed_collections_are_not_public(home, changes, django_capture_on_commit_callbacks):
    root = Collection.get_first_root_node()
    members, folder = root.add_child(name="Membres"), root.add_child(name="Dossier")
    row, other = document(collection=folder), document(PDF + b"\n")
    changes.clear()
    assert public_files([row.pk, other.pk]).keys() == public_covers([row.pk, other.pk]).keys() == {row.pk, other.pk}
    restriction = CollectionViewRestriction.objects.create(collection=members, restriction_type="login")
    with django_capture_on_commit_callbacks(execute=True):  # as Wagtail's view does
        folder.refresh_from_db()
        folder.save()
        folder.move(Collection.objects.get(pk=members.pk), "sorted-child")
    assert changes == [[row.pk]]
    assert public_files([row.pk, other.pk]).keys() == public_covers([row.pk, other.pk]).keys() == {other.pk}
    restriction.delete()
    assert changes[1:] == [[row.pk]]
    assert row.pk in public_files([row.pk])


def test_a_document_that_changes_its_collection_is_announced(home, changes):
    row = document()
    changes.clear()
    row.save()
    assert changes == []
    row.title = "Autre titre"
    row.save()
    assert changes.pop() == [row.pk]
    row.collection = Collection.get_first_root_node().add_child(name="Dossier")
    row.save()
    assert changes == [[row.pk]]
