"""Reading the PDF of one document: the work of the task `core.tasks.read_pdf`."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from core.files.pdf import covers
from core.files.pdf.process import Reading, draw_cover, read_text
from core.files.pdf.signals import pdfs_changed
from core.models import PdfContent
from core.visibility import version

logger = logging.getLogger(__name__)

State = PdfContent.State
#: How often a reading is tried: the worker may be stopped, the disk may be full.
ATTEMPTS = 3
#: States of PDFs whose first page may be shown, even if reading them was ended.
DRAWN = (State.READ, State.NO_TEXT, State.TOO_HEAVY)


def read(document_id: int) -> str:
    """Read the PDF of a document if it waits for that, and store the result; return its state.

    A failure that may pass leaves it waiting. The last one is raised, so that it is listed among the tasks.
    """
    content = _begin(document_id)
    if content is not None:
        try:
            with local_path(content.document.file) as path:
                reading = read_text(path)
                cover = draw_cover(path) if reading.state in DRAWN else None
            _store(content, reading, cover)
        except Exception as error:
            if content.attempts >= ATTEMPTS:
                fail(document_id)
                raise
            logger.warning("Document %s was not read (%s: %s)", document_id, type(error).__name__, error)
            return State.WAITING
    pdfs_changed.send(sender=PdfContent, document_ids=[document_id])
    return PdfContent.objects.filter(pk=document_id).values_list("state", flat=True).first() or ""


@transaction.atomic
def _begin(document_id: int) -> PdfContent | None:
    """Count an attempt at a reading that waits, or that failed and is run again. It counts should the worker end."""
    contents = PdfContent.objects.select_for_update(of=("self",)).select_related("document").defer("text")
    content = contents.filter(pk=document_id, state__in=(State.WAITING, State.FAILED)).first()
    if content is None:
        return None
    content.attempts = 1 if content.state == State.FAILED else content.attempts + 1
    content.state = State.WAITING
    content.save(update_fields=["attempts", "state"])
    return content


@transaction.atomic
def _store(content: PdfContent, reading: Reading, cover: bytes | None) -> None:
    """Store the result of a reading, unless the file of the document has been replaced meanwhile."""
    waiting = PdfContent.objects.select_for_update(of=("self",)).filter(
        pk=content.pk, file_hash=content.file_hash, state=State.WAITING
    )
    row = waiting.select_related("cover").first()
    if row is None:
        return
    row.cover = covers.store(content.document, cover, row.cover)
    row.state, row.page_count, row.text, row.is_cut = (
        reading.state, reading.page_count, reading.text, reading.is_cut
    )  # fmt: skip
    row.read_at = timezone.now()
    row.save()
    version.bump()


@transaction.atomic
def fail(document_id: int) -> None:
    """Give a reading up after its last attempt. The cover of a former file goes."""
    content = PdfContent.objects.select_related("cover").filter(pk=document_id, state=State.WAITING).first()
    if content is None:
        return
    cover, content.cover, content.state = content.cover, None, State.FAILED
    content.save(update_fields=["cover", "state"])
    if cover:
        covers.remove(cover)
        version.bump()
    pdfs_changed.send(sender=PdfContent, document_ids=[document_id])


@contextmanager
def local_path(file: FieldFile) -> Iterator[Path]:
    """Yield the path of a stored file; that of a copy if it is not on this host's disk. Raise OSError."""
    try:
        path = Path(file.path)
    except NotImplementedError:
        with NamedTemporaryFile(prefix="sillon-pdf-", suffix=".pdf") as copy:
            with file.storage.open(str(file.name)) as source:
                shutil.copyfileobj(source, copy)
            copy.flush()
            yield Path(copy.name)
        return
    if not path.is_file():
        raise FileNotFoundError(path)
    yield path
