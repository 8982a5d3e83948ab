"""Data of an event for calendars, beside its page: the number of changes that matter to them, and the last date."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from archive.events.calendar import SHOWN_FIELDS, fingerprint
from archive.models.event import EventReportPage


class CalendarEntryQuerySet(models.QuerySet):
    """Entries, one per event that was published."""

    @transaction.atomic
    def record(self, event: int, at: datetime | None = None) -> None:
        """Update the entry of an event (by its page id) from its row, or create it.

        `at` is when it changed, if that is not when its page was last published.
        The entry is locked before the row is read: of two publications at once, the later one counts on the earlier.
        """
        entry, created = self.select_for_update().get_or_create(
            event_id=event, defaults={"changed_at": timezone.now(), "fingerprint": ""}
        )
        row = EventReportPage.objects.values(*SHOWN_FIELDS, "state", "last_published_at").get(pk=event)
        shown = fingerprint(row)
        if shown == entry.fingerprint:
            return
        entry.fingerprint = shown
        entry.sequence += not created
        entry.changed_at = at or row["last_published_at"] or entry.changed_at
        entry.save()


class CalendarEntry(models.Model):
    """The revision of an event in calendars. No part of the page, so that revisions do not bring an old one back."""

    event = models.OneToOneField(
        EventReportPage, verbose_name="évènement", on_delete=models.CASCADE, related_name="calendar_entry"
    )
    fingerprint = models.CharField("empreinte", max_length=32)
    sequence = models.PositiveIntegerField("révision", default=0)
    changed_at = models.DateTimeField("changé le")

    objects = CalendarEntryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "entrée d’agenda"
        verbose_name_plural = "entrées d’agenda"

    def __str__(self) -> str:
        return f"Évènement {self.event_id}, révision {self.sequence}"
