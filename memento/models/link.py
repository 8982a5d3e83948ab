"""What is known of the addresses that the guide cites."""

from __future__ import annotations

from django.db import models


class CheckedLink(models.Model):
    """An address that a published sheet cites, and what it answered last."""

    url = models.URLField(max_length=2000, unique=True)
    checked_at = models.DateTimeField()
    #: Why a reader gets nothing there, in French; empty where all is well.
    problem = models.CharField(max_length=200, blank=True)
    broken_since = models.DateField(null=True)
    #: Whether editors were told of it since it broke.
    reported = models.BooleanField(default=False)

    class Meta:
        verbose_name = "adresse vérifiée"
        verbose_name_plural = "adresses vérifiées"

    def __str__(self) -> str:
        return self.url
