"""The file fields of images and documents, which clean files before they are stored, and record size and hash."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from wagtail.utils.file import hash_filelike

from core.files import documents, door
from core.files.inspection import UnfitFile, clean_suffix
from core.files.renditions import FAILURES

#: Seconds to wait for other images. Forms have cleaned the file before, so that this wait is for programs.
PATIENCE = 120


def cleaned(name: str, content: File) -> tuple[str, File]:
    """Return name and content of an image to be stored. Raise ValidationError."""
    content.seek(0)
    if door.suffix_of(name) != ".svg" and (suffix := clean_suffix(content.read())):
        return door.with_suffix(name, suffix), content
    image = door.image(name, content, PATIENCE)
    return str(image.name), image


class OriginalFile(WagtailImageFieldFile):
    """The original of an image. Every upload passes through `save`, whether from a form or the API."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height; those stored in the row if the file is missing or damaged."""
        try:
            return super().get_image_dimensions()
        except FAILURES:
            if not self._committed:
                raise
            return self.instance.width, self.instance.height

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Store the file, set its size and hash, and set `instance.has_new_file` until its renditions are made."""
        name, content = cleaned(name, content)
        content.seek(0)
        self.instance.file_size = content.size
        self.instance.file_hash = hash_filelike(content)
        self.instance.has_new_file = True
        super().save(name, content, save)


class OriginalField(WagtailImageField):
    attr_class = OriginalFile


class DocumentFile(FieldFile):
    """The file of a document. Of programs it is stored even if `documents.cleaned` refuses it."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Store the file without positions and cameras. Set size and hash if this changes it."""
        try:
            cleaned_content = documents.cleaned(content, door.suffix_of(name))
        except UnfitFile:
            cleaned_content = content
        if cleaned_content is not content:
            self.instance.file_size = cleaned_content.size
            self.instance.file_hash = hash_filelike(cleaned_content)
        cleaned_content.seek(0)
        super().save(name, cleaned_content, save)
