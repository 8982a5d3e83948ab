"""What has changed for readers: a row for each change, which the search index and other programs follow."""

from __future__ import annotations

from django.db import models


class Change(models.Model):
    """A visible change of a page, a snippet or a setting.

    `number` is that of the content version that the change made, so that rows are numbered in the order of their
    commits; `stamp` is the version's (see `ContentVersion`). A page that moves with its descendants is one row: a row
    with a path is about the page and all pages below it. `core.visibility.changes` writes and reads the rows.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", "publié ou modifié"
        REMOVED = "removed", "retiré"
        MOVED = "moved", "déplacé"

    number = models.PositiveBigIntegerField(primary_key=True)
    stamp = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    model = models.CharField(max_length=100, help_text="« wagtailcore.page » for pages of all types.")
    object_id = models.PositiveBigIntegerField()
    path = models.CharField(max_length=255, blank=True, help_text="The tree path of a page: its new one after a move.")
    former_path = models.CharField(max_length=255, blank=True, help_text="The tree path before a move.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["number"]
        verbose_name = "changement"

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.model} {self.object_id}"
