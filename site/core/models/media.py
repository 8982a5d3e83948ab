"""Images and documents: who made them and under which licence they may be used."""

from __future__ import annotations

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Licence(models.TextChoices):
    """Licences as SPDX writes them where it knows them."""

    UNKNOWN = "", "Non précisée"
    ALL_RIGHTS = "all-rights", "Tous droits réservés"
    LICENCE_OUVERTE = "etalab-2.0", "Licence Ouverte 2.0"
    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    ODBL = "ODbL-1.0", "ODbL 1.0"


class Credited(models.Model):
    """Where a file comes from."""

    credit = models.CharField(
        "crédit", max_length=255, blank=True, help_text="L’auteur ou l’organisme à citer, par exemple « AUEG »."
    )
    licence = models.CharField(
        "licence",
        max_length=20,
        blank=True,
        choices=Licence.choices,
        default=Licence.UNKNOWN,
        help_text="Ce que d’autres peuvent faire du fichier. En cas de doute, laissez « Non précisée ».",
    )

    class Meta:
        abstract = True


class SillonImage(Credited, AbstractImage):  # noqa: DJ008 -- AbstractImage has it
    """An image. `description` says what it shows and is the default alternative text."""

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    @property
    def default_alt_text(self) -> str:
        """The description; never the file's name, which says nothing to who cannot see the image."""
        return self.description


class SillonRendition(AbstractRendition):
    """A size and format of an image, made when it is published."""

    image = models.ForeignKey(SillonImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="core_rendition_unique")
        ]
        verbose_name = "déclinaison d’image"


class SillonDocument(Credited, AbstractDocument):  # noqa: DJ008 -- AbstractDocument has it
    """A file to download."""

    admin_form_fields = (*Document.admin_form_fields, "credit", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"
