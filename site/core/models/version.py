"""The content version: one row that says whether anything a reader can see has changed."""

from __future__ import annotations

from django.db import models


class ContentVersion(models.Model):
    """One row (pk 1). `number` grows with each change; `stamp` keeps two histories with one number apart."""

    number = models.PositiveBigIntegerField(default=1)
    stamp = models.CharField(max_length=12)

    class Meta:
        verbose_name = "version du contenu"

    def __str__(self) -> str:
        return f"{self.number}.{self.stamp}"
