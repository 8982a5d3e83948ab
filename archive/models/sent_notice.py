"""The notices that were sent about an event, so that each is sent once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archive.models.event import EventReportPage


class SentNotice(models.Model):
    """A notice that was sent about an event: `date` is that of the event, for which another may follow."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", "Annonce aux abonnés"
        REPORT_MISSING = "report_missing", "Compte rendu à écrire"

    event = models.ForeignKey(
        EventReportPage, verbose_name="évènement", on_delete=models.CASCADE, related_name="sent_notices"
    )
    kind = models.CharField("avis", max_length=16, choices=Kind.choices)
    date = models.DateField("date de l’évènement", null=True)
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "avis envoyé"
        verbose_name_plural = "avis envoyés"
        constraints = [
            models.UniqueConstraint(fields=["event", "kind", "date"], name="notice_sent_once"),
            models.UniqueConstraint(fields=["event"], condition=Q(kind="announced"), name="event_announced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, évènement {self.event_id}"
