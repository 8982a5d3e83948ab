"""Child models of tours: steps and sources."""

from __future__ import annotations

from datetime import date as Day

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from archive.models.sources import AbstractSource
from core.fields import FuzzyDateField, date_columns, date_data
from core.geo.fields import PointField

#: Maximum number of characters of a step's summary.
LONGEST_SUMMARY = 1000
PLACE_AND_POINT = (
    "Choisissez la fiche d’un lieu ou écrivez un point, pas les deux : c’est la fiche qui donne la position."
)


class TourStep(Orderable):
    """A step of a tour. Its position is that of a place of the inventory, or a point of its own."""

    tour = ParentalKey("archive.TourPage", on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(
        "intitulé", max_length=200, help_text="Ce qui s’est passé là, en quelques mots : « Visite de la Filature »."
    )
    date = FuzzyDateField(
        "date",
        blank=True,
        help_text="Un jour (« 22/11/2016 »), ou ce que l’on sait : « mars 2017 ». Laissez vide si vous l’ignorez.",
    )
    date_earliest, date_latest, date_label = date_columns()
    place = models.ForeignKey(
        "inventory.SiteProfilePage",
        verbose_name="fiche du lieu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Quand l’étape s’est faite dans un lieu de l’inventaire ; sa fiche donne la position.",
    )
    locality = models.CharField(
        "commune ou lieu-dit", max_length=150, blank=True, help_text="En toutes lettres : « Die (Drôme) »."
    )
    point = PointField(
        "point sur la carte",
        blank=True,
        help_text="Latitude puis longitude, comme « 45,19 ; 5,72 », pour une étape sans fiche de lieu.",
    )
    report = models.ForeignKey(
        "archive.EventReportPage",
        verbose_name="compte rendu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="La page de l’évènement qui raconte cette étape.",
    )
    summary = models.TextField(
        "en quelques phrases",
        max_length=LONGEST_SUMMARY,
        blank=True,
        help_text="Qui l’on a rencontré, ce que l’on a vu ; le reste va dans le compte rendu.",
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("date"),
        FieldPanel("place"),
        FieldRowPanel([FieldPanel("locality"), FieldPanel("point")]),
        FieldPanel("summary"),
        FieldPanel("report"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "étape du tour"
        verbose_name_plural = "étapes du tour"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.place_id and self.point:
            raise ValidationError({"point": PLACE_AND_POINT})

    @property
    def days(self) -> tuple[Day | None, Day | None]:
        """The first and the last possible day, also of a step that is not saved yet."""
        days = date_data(self, "date")
        return (days["earliest"], days["latest"]) if days else (None, None)

    @property
    def order(self) -> tuple[bool, Day, Day, int]:
        """The sort key of steps: by date (the first possible day, then the last), those without a date at the end."""
        earliest, latest = self.days
        day = earliest or latest
        return day is None, day or Day.max, latest or Day.max, self.sort_order or 0


class TourSource(AbstractSource):
    """A source of a tour."""

    tour = ParentalKey("archive.TourPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source du tour"
        verbose_name_plural = "sources du tour"
