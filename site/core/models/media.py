"""Images and documents, with credit and licence.

The files of documents and the originals of images are private (`core.files.storage`); renditions are public.
"""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    SourceImageIOError,
    get_upload_to,
)

from core.files.fields import DocumentFile, OriginalField
from core.files.renditions import rendition_file
from core.files.storage import private_storage
from core.workarounds.internals import MeasuredFileMixin


class Licence(models.TextChoices):
    """Licences; codes are SPDX identifiers where one exists."""

    UNKNOWN = "", "Non précisée"
    ALL_RIGHTS = "all-rights", "Tous droits réservés"
    LICENCE_OUVERTE = "etalab-2.0", "Licence Ouverte 2.0"
    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    ODBL = "ODbL-1.0", "ODbL 1.0"


class Credited(models.Model):
    """Abstract fields: credit and licence of a file."""

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


class SillonImage(MeasuredFileMixin, Credited, AbstractImage):  # noqa: DJ008 -- AbstractImage has it
    """An image. `description` is the default alternative text."""

    file = OriginalField(
        "fichier", upload_to=get_upload_to, storage=private_storage, width_field="width", height_field="height"
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            # First, because saving the file sets other columns: its size and hash.
            self.file.save(self.file.name, self.file.file, save=False)
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self) -> str:
        """The description. Wagtail's fallback, the title, is often a file name, which is no alternative text."""
        return self.description

    def get_rendition(self, filter: Filter | str) -> SillonRendition:
        """Return a rendition; make it if it does not exist.

        « original » is the private file itself, except for SVG, so that no public copy is made. If the file is missing
        or damaged, return an unsaved placeholder, so that pages of the admin can still be shown.
        """
        spec = filter if isinstance(filter, str) else filter.spec
        if spec == SillonRendition.ORIGINAL and not self.is_svg():
            return SillonRendition(image=self, filter_spec=spec, width=self.width, height=self.height)
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            placeholder = SillonRendition(image=self, filter_spec=spec, width=0, height=0)
            placeholder.file.name = "not-found"  # set here, since Django would open a file given to `__init__`
            return placeholder

    def create_rendition(self, filter: Filter) -> SillonRendition:
        """Make a rendition. Raise SourceImageIOError if the original is missing or damaged."""
        rendition: SillonRendition = super().create_rendition(filter)
        rendition.file.close()  # Wagtail leaves its temporary file open
        return rendition

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Make the file of a rendition, without metadata. Raise SourceImageIOError if the original cannot be read."""
        return rendition_file(super().generate_rendition_file, self, filter, source)


class SillonRendition(AbstractRendition):
    """An image in one size and format; its file in the media folder is public."""

    #: The filter specification of the unchanged image.
    ORIGINAL = "original"

    image = models.ForeignKey(SillonImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="core_rendition_unique")
        ]
        verbose_name = "déclinaison d’image"

    @property
    def url(self) -> str:
        return self.file.url if self.file else self.image.file.url


class SillonDocument(Credited, AbstractDocument):  # noqa: DJ008 -- AbstractDocument has it
    """A file to download."""

    file = models.FileField("fichier", upload_to="documents", storage=private_storage)
    file.attr_class = DocumentFile  # set here, because a field class of our own would need a migration

    admin_form_fields = (*Document.admin_form_fields, "credit", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"

    def clean(self) -> None:
        """Check the suffix of the file, unless an upload that waits for its title adds the file afterwards."""
        if self.file:
            super().clean()
