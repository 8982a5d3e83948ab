"""Numbered editions of the guide, and the sheets that they recorded."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.models import Orderable

from core.fields import FuzzyDateData, FuzzyDateField, date_columns, date_data


class Edition(Orderable):
    """A numbered edition of the guide."""

    memento = ParentalKey("memento.MementoPage", on_delete=models.CASCADE, related_name="editions")
    number = models.CharField("numéro", max_length=20, help_text="Par exemple « 2 » ou « 2026 ».")
    title = models.CharField("titre", max_length=150, blank=True)
    date = FuzzyDateField("date", blank=True, help_text="Comme vous la connaissez : « mars 2026 », « mi-mai 2017 ».")
    date_earliest, date_latest, date_label = date_columns()
    note = models.TextField("ce qui change", blank=True, help_text="En une ou deux phrases.")
    records = models.BooleanField(
        "garder l’état des fiches",
        default=True,
        help_text="À la publication du mémento, les fiches publiées sont gardées telles quelles sous ce numéro : le "
        "lecteur saura ensuite ce qui a changé. Décochez pour une édition passée, parue avant ce site.",
    )

    panels = [
        FieldPanel("number"),
        FieldPanel("title"),
        FieldPanel("date"),
        FieldPanel("note"),
        FieldPanel("records"),
        HelpPanel(template="memento/edition_record.html"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "édition"
        verbose_name_plural = "éditions"

    def __str__(self) -> str:
        return f"Édition {self.number}"

    @property
    def record(self) -> dict[str, Any] | None:
        """Its recording, for the form: `day` and number of `sheets`; None if nothing was recorded."""
        recording = self.memento.records.get(self.pk) if self.pk else None
        return {"day": recording[0], "sheets": recording[1]} if recording else None

    @property
    def fuzzy_date(self) -> FuzzyDateData | None:
        """The date as plain values, for templates and the API."""
        return date_data(self, "date")


class EditionSheet(models.Model):
    """A sheet as it was when an edition recorded it. It outlives the sheet, so that withdrawn sheets can be listed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sheets")
    sheet = models.ForeignKey("memento.SheetPage", null=True, on_delete=models.SET_NULL, related_name="editions")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField(null=True)
    title = models.CharField(max_length=255)
    #: A list of `memento.editions.passages.Passage`: plain text, which stays readable when block types change.
    passages = models.JSONField(default=list)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=("edition", "sheet"), name="memento_editionsheet_unique")]

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"
