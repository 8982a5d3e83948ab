"""Signal receivers of the archive: what follows when an event is published."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from archive.events.status import UPCOMING
from archive.models import CalendarEntry, EventReportPage, Subscriber
from archive.notices.tasks import announce
from archive.registrations.tasks import follow_publication
from core.receivers import watch

watch(CalendarEntry)


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
