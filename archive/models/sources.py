"""The abstract source, from which the sources of each page type derive."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from core.fields import FuzzyDateField, date_columns


class AbstractSource(Orderable):
    """Abstract fields of a source: a document that a page is based on."""

    title = models.CharField("titre", max_length=250, help_text="Comme on la citerait : « La démarche, AUEG ».")
    date = FuzzyDateField("date", blank=True, help_text="Date de la source, même approchée : « mi-janvier 2017 ».")
    date_earliest, date_latest, date_label = date_columns()
    url = models.URLField("adresse", blank=True, max_length=500, help_text="La page où cette source peut être lue.")
    note = models.CharField(
        "note", max_length=250, blank=True, help_text="Ce que cette source apporte, une page, un lieu."
    )

    panels = [FieldPanel("title"), FieldPanel("date"), FieldPanel("url"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title
