"""The URLs that the guide cites, with the results of their last check."""

from __future__ import annotations

from django.db import models


class CheckedLink(models.Model):
    """A URL that a published sheet cites, and the result of its last check."""

    url = models.URLField(max_length=2000, unique=True)
    checked_at = models.DateTimeField()
    #: Why the URL does not work, in French; empty if it works.
    problem = models.CharField(max_length=200, blank=True)
    broken_since = models.DateField(null=True)
    #: Whether editors were mailed since it broke.
    reported = models.BooleanField(default=False)

    class Meta:
        verbose_name = "adresse vérifiée"
        verbose_name_plural = "adresses vérifiées"

    def __str__(self) -> str:
        return self.url
