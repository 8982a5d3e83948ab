"""Signal receivers of the archive: what follows when an event, evidence or the file of a publication changes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from archive.commitments.axes import rename_axis
from archive.commitments.recording import record_changes
from archive.events.status import UPCOMING
from archive.models import (
    CalendarEntry,
    EventReportPage,
    EvidenceChange,
    EvidencePage,
    PlanAxis,
    PublicationPage,
    Subscriber,
)
from archive.notices.tasks import announce
from archive.pdf.publications import follow, hide_covers, publications_with
from archive.registrations.tasks import follow_publication
from core.bin.signals import pages_binned
from core.db.pages import path_above
from core.files.pdf.signals import pdfs_changed
from core.models import PdfContent, SillonDocument
from core.models.page import page_stored
from core.receivers import watch

watch(CalendarEntry, EvidenceChange)


@receiver(page_published, sender=EventReportPage, dispatch_uid="archive-calendar-entry")
def record_calendar_entry(instance: EventReportPage, **_: Any) -> None:
    """Record what calendars show of a published event. The signal is sent for pages that are only scheduled, too."""
    if instance.live:
        CalendarEntry.objects.record(instance.pk)


@receiver(page_published, sender=EventReportPage.place.field.related_model, dispatch_uid="archive-place")
def record_calendar_entries_at(instance: Page, **_: Any) -> None:
    """Record what calendars show of the events at a published place, whose name is part of it."""
    if instance.live:
        for event in EventReportPage.objects.live().filter(place=instance.pk).values_list("pk", flat=True):
            CalendarEntry.objects.record(event, at=timezone.now())


@receiver(page_published, sender=EventReportPage, dispatch_uid="archive-mails")
def queue_mails(instance: EventReportPage, **_: Any) -> None:
    """Queue the mails to registrants about what changed, and to subscribers about a new event."""
    if not instance.live or instance.alias_of_id:
        return
    if instance.registrations.exists():
        follow_publication.enqueue(instance.pk)
    if instance.status is UPCOMING and Subscriber.objects.filter(confirmed_at__isnull=False).exists():
        announce.enqueue(instance.pk)


@receiver(page_published, sender=PublicationPage, dispatch_uid="archive-withdrawn-covers")
def hide_withdrawn_covers(instance: PublicationPage, **_: Any) -> None:
    """Take the covers of a withdrawn publication off the public folder."""
    if instance.live and instance.withdrawn_on:
        hide_covers(instance)


@receiver(page_published, sender=EvidencePage, dispatch_uid="archive-evidence-published")
@receiver(page_unpublished, sender=EvidencePage, dispatch_uid="archive-evidence-unpublished")
def record_evidence(instance: EvidencePage, **_: Any) -> None:
    """Record in the history of a measure what changed in its evidence."""
    record_changes(_measure_above(instance.path))


@receiver(post_page_move, dispatch_uid="archive-evidence-moved")
def record_moved_evidence(instance: Page, **kwargs: Any) -> None:
    """Record the evidence of both measures, when a piece of evidence moves from one to another.

    On commit, since evidence that leaves the bin is live again only after its move.
    """
    if isinstance(instance.specific, EvidencePage):
        for parent in (kwargs["parent_page_before"], kwargs["parent_page_after"]):
            transaction.on_commit(partial(record_changes, parent.pk))


@receiver(pages_binned, dispatch_uid="archive-evidence-binned")
def record_binned_evidence(pages: list[Page], **_: Any) -> None:
    """Record that evidence was withdrawn, when it goes into the bin without its measure."""
    measures = {_measure_above(page.path) for page in pages if isinstance(page, EvidencePage)}
    for measure in measures - {page.pk for page in pages}:
        transaction.on_commit(partial(record_changes, measure))


@receiver(pre_save, sender=PlanAxis, dispatch_uid="archive-axis-before")
def remember_axis(instance: PlanAxis, **_: Any) -> None:
    """Remember the title that an axis has had until now."""
    instance._was = PlanAxis.objects.filter(pk=instance.pk).values_list("title", flat=True).first()


@receiver(post_save, sender=PlanAxis, dispatch_uid="archive-axis-renamed")
def follow_axis(instance: PlanAxis, **_: Any) -> None:
    """Rename the axis in its measures, which name it by its title."""
    was = getattr(instance, "_was", None)
    if was and was != instance.title:
        rename_axis(instance.plan_id, was, instance.title)


@receiver(pdfs_changed, dispatch_uid="archive-pdfs")
def follow_pdfs(document_ids: list[int], **_: Any) -> None:
    """Give the publications of these PDFs their covers and their words."""
    follow(publications_with(document_ids))


@receiver(page_stored, sender=PublicationPage, dispatch_uid="archive-publication-pdfs")
def follow_waiting_pdfs(instance: PublicationPage, update_fields: Any = None, **_: Any) -> None:
    """Look once more when a publication is stored: its PDF may just be read, by a task that does not see it yet."""
    documents = [row.document_id for row in instance.files.all()] if update_fields is None else []
    if documents and PdfContent.objects.filter(pk__in=documents, state=PdfContent.State.WAITING).exists():
        transaction.on_commit(partial(follow, [instance.pk], words_changed=False))


@receiver(pre_delete, sender=SillonDocument, dispatch_uid="archive-document-before")
def remember_publications(instance: SillonDocument, **_: Any) -> None:
    """Remember the publications of a document, which loses its rows before it is deleted itself."""
    instance._publications = publications_with([instance.pk])  # type: ignore[attr-defined]


@receiver(post_delete, sender=SillonDocument, dispatch_uid="archive-document-deleted")
def follow_deleted_document(instance: SillonDocument, **_: Any) -> None:
    """Give the publications of a deleted document the cover of another one, and forget its words."""
    if pages := vars(instance).pop("_publications", None):
        transaction.on_commit(partial(follow, pages))


def _measure_above(path: str) -> int:
    """Return the id of the page above a page, by the tree path of the latter."""
    return Page.objects.values_list("pk", flat=True).get(path=path_above(path))
