"""Child models of a place about its identity: photos, social networks, labels, sources."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from inventory.choices import Label, Network


class PlacePhoto(Orderable):
    """A photo of a place, with alternative text unless it is decorative."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("core.SillonImage", verbose_name="photo", on_delete=models.CASCADE, related_name="+")
    alt = models.CharField(
        "ce que montre la photo", max_length=255, blank=True, help_text="Pour qui ne la voit pas : une phrase."
    )
    decorative = models.BooleanField(
        "n’apporte aucune information",
        default=False,
        help_text="À cocher pour une image d’ambiance : elle ne sera pas décrite à qui ne la voit pas.",
    )
    caption = models.CharField(
        "légende", max_length=200, blank=True, help_text="Paraît sous la photo : qui, où, quand."
    )

    panels = [FieldPanel("image"), FieldPanel("alt"), FieldPanel("decorative"), FieldPanel("caption")]

    class Meta(Orderable.Meta):
        verbose_name = "photo"
        verbose_name_plural = "photos"

    def __str__(self) -> str:
        return self.alt or self.caption

    def clean(self) -> None:
        if self.image_id and not self.alt and not self.decorative and not self.image.description:
            raise ValidationError(
                {"alt": "Dites ce que montre la photo, ou cochez qu’elle n’apporte aucune information."}
            )


class PlaceLink(Orderable):
    """The page of a place on a social network."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="links")
    network = models.CharField("réseau", max_length=20, choices=Network.choices, default=Network.OTHER)
    url = models.URLField("adresse", max_length=500, help_text="L’adresse complète de la page du lieu sur ce réseau.")

    panels = [FieldPanel("network"), FieldPanel("url")]

    class Meta(Orderable.Meta):
        verbose_name = "réseau social"
        verbose_name_plural = "réseaux sociaux"

    def __str__(self) -> str:
        return self.url


class PlaceLabel(Orderable):
    """A label that a place has received."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="labels")
    label = models.CharField("label", max_length=30, choices=Label.choices, db_index=True)
    other = models.CharField("autre label", max_length=100, blank=True, help_text="Si vous avez choisi « Autre ».")
    year = models.PositiveSmallIntegerField("année d’obtention", null=True, blank=True, help_text="Quatre chiffres.")
    expires = models.PositiveSmallIntegerField("échéance", null=True, blank=True, help_text="L’année où il se termine.")
    source = models.CharField("source", max_length=200, blank=True, help_text="Où l’on a lu que le lieu a ce label.")

    panels = [FieldPanel("label"), FieldPanel("other"), FieldPanel("year"), FieldPanel("expires"), FieldPanel("source")]

    class Meta(Orderable.Meta):
        verbose_name = "label"
        verbose_name_plural = "labels"

    def __str__(self) -> str:
        return self.other if self.label == Label.OTHER and self.other else self.get_label_display()

    def clean(self) -> None:
        if self.label == Label.OTHER and not self.other:
            raise ValidationError({"other": "Écrivez le nom de ce label."})
        if self.year and self.expires and self.expires < self.year:
            raise ValidationError({"expires": "L’échéance précède l’année d’obtention."})


class PlaceSource(Orderable):
    """A source of information about a place. With an identifier, imports use it to match the place."""

    place = ParentalKey("inventory.SiteProfilePage", on_delete=models.CASCADE, related_name="sources")
    source = models.CharField("source", max_length=100, help_text="Par exemple « CGET 2019 ».")
    identifier = models.CharField(
        "identifiant dans cette source", max_length=100, blank=True, help_text="Laissez vide s’il n’y en a pas."
    )
    url = models.URLField("adresse", max_length=500, blank=True, help_text="La page où cette source peut être lue.")
    date = models.DateField("date", null=True, blank=True, help_text="Le jour où la source disait cela.")
    licence = models.CharField(
        "licence",
        max_length=100,
        blank=True,
        help_text="Par exemple « Licence Ouverte 2.0 », quand la source la donne.",
    )
    #: The values of the last import by field: a different current value means that an editor changed it.
    imported = models.JSONField(default=dict, editable=False, blank=True)

    panels = [
        FieldPanel("source"),
        FieldPanel("identifier"),
        FieldPanel("url"),
        FieldPanel("date"),
        FieldPanel("licence"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=("source", "identifier"),
                condition=~models.Q(identifier=""),
                name="inventory_source_unique",
                violation_error_message="Un autre lieu porte déjà cet identifiant dans cette source.",
            )
        ]
        verbose_name = "source"
        verbose_name_plural = "sources"

    def __str__(self) -> str:
        return f"{self.source} {self.identifier}".strip()

    def validate_constraints(self, exclude: Any = None) -> None:
        # In the form of a new place, rows have no place yet: `PlaceAdminForm` checks the sources itself.
        if self.place_id is not None:
            super().validate_constraints(exclude)
