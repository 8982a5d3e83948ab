"""The history of the evidence of a measure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from archive.choices import EvidenceAction


class EvidenceChange(models.Model):
    """One change of the evidence of a measure: who validated, corrected or withdrew which evidence, and when.

    Rows are written by `archive.commitments.recording` and never changed. `evidence` is a page id, which outlives the
    page; the other columns are a copy of what the evidence said, and whether all readers could see it.
    """

    commitment = models.ForeignKey(
        "archive.CommitmentPage", verbose_name="mesure", on_delete=models.CASCADE, related_name="evidence_changes"
    )
    action = models.CharField("action", max_length=10, choices=EvidenceAction.choices)
    at = models.DateTimeField("le", default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    evidence = models.PositiveBigIntegerField("preuve")
    title = models.CharField("intitulé", max_length=255)
    date_label = models.CharField("date", max_length=100, blank=True)
    date_earliest = models.DateField()
    establishes = models.CharField("établit", max_length=16)
    was_public = models.BooleanField("publique", default=True)
    validated_at = models.DateTimeField("validée le")

    class Meta:
        verbose_name = "changement de preuve"
        verbose_name_plural = "changements de preuves"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} : {self.title}"
