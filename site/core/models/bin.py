"""A page in the bin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class BinnedPage(models.Model):
    """A deleted page that can still be restored with the pages below it, and where it stood. See `core.bin`."""

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="binned")
    parent = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.CharField(max_length=500, help_text="Where it stood: « Accueil › Inventaire ».")
    slug = models.SlugField(max_length=255)
    path = models.CharField(max_length=255, help_text="Its position in the tree.")
    page_count = models.PositiveIntegerField(help_text="The page and those below it.")
    live_pages: Any = models.JSONField(default=list, help_text="The ids of those pages that were published.")
    restrictions: Any = models.JSONField(default=list, help_text="The ids of the view restrictions that came along.")
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="supprimée par"
    )
    deleted_at = models.DateTimeField("supprimée le", db_index=True)

    class Meta:
        verbose_name = "page dans la corbeille"
        verbose_name_plural = "pages dans la corbeille"

    def __str__(self) -> str:
        return str(self.page)
