"""What a publication takes from the PDFs among its files: its cover, and words for the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import cached_property

from core.files.pdf.texts import distinct_words, public_covers, public_files

if TYPE_CHECKING:
    from archive.models.publications.rows import PublicationFile


class PublicationPdfs(models.Model):
    """For a page with `files`, an `image`, a derived `cover` and `withdrawn_on`: then its files are not offered."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page with the cover of its files. The draft that is published may name an older one."""
        if kwargs.get("update_fields") is None:
            self.cover_id = self.cover_of_files()
        super().save(*args, **kwargs)

    @property
    def picture_id(self) -> int | None:
        """The page's own image, or the cover of its first PDF."""
        return self.image_id or self.cover_id

    @cached_property
    def file_words(self) -> str:
        """The titles and the words of its files that everybody may download, for search; none once it is withdrawn.

        Computed once, since the index reads each field several times.
        """
        labels = {row.document_id: row.label for row in self._offered_files()}
        files = public_files(labels) if labels else {}
        in_order = [(labels[pk], files[pk]) for pk in labels if pk in files]
        titles = [label or file.title for label, file in in_order]
        return distinct_words([*titles, *(file.text for _, file in in_order)])

    def cover_of_files(self) -> int | None:
        """Return the cover (id of an image) of the first of its PDFs that has one and that everybody may download."""
        ids = [row.document_id for row in self._offered_files()]
        covers = public_covers(ids) if ids else {}
        return next((covers[pk] for pk in ids if pk in covers), None)

    def _offered_files(self) -> list[PublicationFile]:
        """Return its files in order; none once it is withdrawn."""
        return [] if self.withdrawn_on else list(self.files.all())
