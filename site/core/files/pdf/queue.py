"""Queues the reading of PDFs: when a document gets its file, and every hour for those that are still unread."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils import timezone

from core.files.pdf.reading import ATTEMPTS, fail
from core.files.pdf.signals import pdfs_changed
from core.jobs.pending import pending_arguments
from core.models import PdfContent, SillonDocument
from core.tasks import read_pdf

State = PdfContent.State
#: The priority of unread PDFs in the hourly run: the renditions that readers wait for come first.
LATER = -10


def is_pdf(document: SillonDocument) -> bool:
    """Whether a document is a PDF, by the name of its file."""
    return bool(document.file) and document.file_extension.lower() == "pdf"


def queue_reading(document: SillonDocument, priority: int = 0) -> bool:
    """Queue the reading of a saved document, unless its file is no PDF or is read already; return whether it is queued.

    A failed reading is queued again.
    """
    if not is_pdf(document):
        PdfContent.objects.filter(pk=document.pk).delete()
        return False
    file_hash = _hash(document)
    present = PdfContent.objects.filter(pk=document.pk).values("file_hash", "state").first()
    if present and present["file_hash"] == file_hash and present["state"] != State.FAILED:
        return False
    # The cover stays until the new one is drawn, and goes if there is none.
    waiting = {"state": State.WAITING, "file_hash": file_hash, "page_count": None, "text": "", "is_cut": False}
    PdfContent.objects.update_or_create(
        pk=document.pk, defaults={**waiting, "attempts": 0, "queued_at": timezone.now(), "read_at": None}
    )
    if present:  # the search still has the words of the former file
        pdfs_changed.send(sender=PdfContent, document_ids=[document.pk])
    read_pdf.using(priority=priority).enqueue(document.pk)
    return True


def queue_unread() -> tuple[int, int]:
    """Queue the PDFs that were never read, or whose file has changed since, and those that wait without a pending task.

    Return the number of queued PDFs, and of those given up because the worker ended during each attempt.
    """
    pdfs = SillonDocument.objects.filter(file__iendswith=".pdf")
    unread = pdfs.filter(Q(pdf=None) | ~Q(pdf__file_hash=F("file_hash")) & ~Q(file_hash=""))
    queued = sum(queue_reading(document, LATER) for document in unread.iterator(chunk_size=200))
    pending = {arguments[0] for arguments in pending_arguments(read_pdf) if arguments}
    given_up = 0
    for pk, attempts in PdfContent.objects.filter(state=State.WAITING).values_list("pk", "attempts"):
        if pk in pending:
            continue
        if attempts < ATTEMPTS:
            read_pdf.using(priority=LATER).enqueue(pk)
            queued += 1
        else:
            fail(pk)
            given_up += 1
    return queued, given_up


def _hash(document: SillonDocument) -> str:
    try:
        return document.get_file_hash()  # computed for documents that a program added without a hash
    except OSError:
        return ""
