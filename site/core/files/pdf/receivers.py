"""Signal receivers of PDFs: they are read when a document gets one, and hidden when its collection is closed.

They are connected after those of `core.receivers`, which bump the content version that they read.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction

from core.files.pdf import covers
from core.files.pdf.queue import queue_reading
from core.files.pdf.signals import pdfs_changed
from core.models import PdfContent, SillonDocument


@receiver(pre_save, sender=SillonDocument, dispatch_uid="pdf-before")
def remember_document(instance: SillonDocument, raw: bool = False, **_: Any) -> None:
    """Before a document is saved, remember the title and the collection that it has had until now."""
    if not raw and instance.pk:
        before = SillonDocument.objects.filter(pk=instance.pk).values("title", "collection_id").first()
        instance._before = before  # type: ignore[attr-defined]


@receiver(post_save, sender=SillonDocument, dispatch_uid="pdf")
def document_was_saved(instance: SillonDocument, raw: bool = False, **_: Any) -> None:
    """Queue the reading of a PDF, unless it was read before. Its new collection may be closed, or open."""
    if raw:
        return
    before = vars(instance).pop("_before", None)
    if queue_reading(instance) or before is None:
        return
    if before["title"] != instance.title:
        covers.rename(instance, before["title"])
    if any(getattr(instance, name) != value for name, value in before.items()):
        pdfs_changed.send(sender=SillonDocument, document_ids=[instance.pk])


@receiver(post_delete, sender=PdfContent, dispatch_uid="pdf-cover")
def pdf_was_deleted(instance: PdfContent, **_: Any) -> None:
    """Delete the cover of a PDF together with what was read in it."""
    if instance.cover:
        covers.remove(instance.cover)


@receiver(post_save, sender=CollectionViewRestriction, dispatch_uid="pdf-restriction")
@receiver(post_delete, sender=CollectionViewRestriction, dispatch_uid="pdf-restriction-deleted")
def collection_was_restricted(instance: CollectionViewRestriction, raw: bool = False, **_: Any) -> None:
    """Hide the texts and covers of PDFs in a collection that is closed, or show them again."""
    if not raw:
        _change_pdfs_in(instance.collection_id)


@receiver(post_save, sender=Collection, dispatch_uid="pdf-collection")
def collection_was_saved(instance: Collection, created: bool, raw: bool = False, **_: Any) -> None:
    """Do the same for a collection that moves into another one. Wagtail moves it after saving it."""
    if not raw and not created:
        transaction.on_commit(partial(_change_pdfs_in, instance.pk, instance.path))


def _change_pdfs_in(collection_id: int, old_path: str = "") -> None:
    """Send `pdfs_changed` for the PDFs in a collection and in those below it, unless it is still where it was."""
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection is None or collection.path == old_path:
        return
    contents = PdfContent.objects.filter(document__collection__path__startswith=collection.path)
    if ids := list(contents.values_list("pk", flat=True)):
        pdfs_changed.send(sender=Collection, document_ids=ids)
