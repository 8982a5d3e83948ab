"""The card of a page: a derived row for lists, timelines and theme pages."""

from __future__ import annotations

from django.db import models


class Card(models.Model):
    """The data that a listing shows of a page, written in the transaction that changes the page.

    Cards hold no visibility and no URL. To read them, filter them through the gate (`prefix="page__"`), and take the
    URL path from the page, which stays right when the page is moved.
    """

    page = models.OneToOneField("wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="card")
    kind = models.CharField(max_length=20, db_index=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    label = models.CharField(max_length=150, blank=True, help_text="What stands above the title: a commune, a date.")
    image = models.ForeignKey("core.SillonImage", null=True, on_delete=models.SET_NULL, related_name="+")
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True, db_index=True)
    verified_on = models.DateField(null=True, db_index=True)

    class Meta:
        verbose_name = "vignette"
        verbose_name_plural = "vignettes"

    def __str__(self) -> str:
        return self.title
