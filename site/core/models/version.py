"""The content version: one row that changes whenever something that readers can see changes."""

from __future__ import annotations

from django.db import models


class ContentVersion(models.Model):
    """A single row (pk 1). `number` grows with each change.

    The random `stamp` distinguishes two databases, such as one and its restored backup, that reach the same number.
    """

    number = models.PositiveBigIntegerField(default=1)
    stamp = models.CharField(max_length=12)

    class Meta:
        verbose_name = "version du contenu"

    def __str__(self) -> str:
        return f"{self.number}.{self.stamp}"
