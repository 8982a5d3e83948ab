"""The counters of rate limits; see `core.guards.throttling`."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The number of attempts within one window; `ends` is the end of the window in Unix seconds."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    ends = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        verbose_name = "compteur"

    def __str__(self) -> str:
        return f"{self.number} ({self.key[:8]}…)"
