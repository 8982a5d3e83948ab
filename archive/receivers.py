"""Signal receivers of the archive: the calendar entries of published events."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from archive.models import CalendarEntry, EventReportPage
from core.receivers import watch

watch(CalendarEntry)


@receiver(page_published, sender=EventReportPage, dispatch_uid="archive-calendar-entry")
def record_calendar_entry(instance: EventReportPage, **_: Any) -> None:
    """Record what calendars show of a published event. The signal is sent for pages that are only scheduled, too."""
    if instance.live:
        CalendarEntry.objects.record(instance.pk)
