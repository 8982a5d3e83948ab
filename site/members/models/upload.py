"""Files of contributions that are not accepted yet."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction

from core.files.storage import is_missing, private_storage
from core.models import SillonDocument, SillonImage
from core.text.typography import french
from core.visibility.gate import Audience, Reader

if TYPE_CHECKING:
    from members.models.user import User


def random_path(instance: Upload, filename: str) -> str:
    """Return a random name that cannot be guessed, with the extension of the original."""
    return f"{secrets.token_urlsafe(24)}{PurePosixPath(filename).suffix.lower()[:10]}"


def _sha1() -> Any:
    return hashlib.sha1(usedforsecurity=False)  # Wagtail finds duplicates by it


class Upload(models.Model):
    """A file in the private store, which only its sender and the team may read, until it is accepted or deleted."""

    class Kind(models.TextChoices):
        IMAGE = "image", "Image"
        DOCUMENT = "document", "Document"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    title = models.CharField("titre", max_length=255)
    file = models.FileField("fichier", storage=private_storage, upload_to=random_path)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="envoyé par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="uploads",
    )
    contribution = models.ForeignKey(
        "members.Contribution",
        verbose_name="contribution",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="uploads",
    )
    #: The part of the contribution's form that it belongs to (`core.contributions.kinds.Files.name`).
    field = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField("envoyé le", auto_now_add=True)

    class Meta:
        verbose_name = "fichier en attente"
        verbose_name_plural = "fichiers en attente"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title or str(self.Kind(self.kind).label)

    @property
    def suffix(self) -> str:
        """The extension of the stored file, such as « .jpg »."""
        return PurePosixPath(str(self.file.name)).suffix

    @property
    def download_name(self) -> str:
        """The file name for a download: its title with the extension."""
        title = str(self)
        return title if title.lower().endswith(self.suffix) else f"{title}{self.suffix}"

    def may_be_read_by(self, user: User) -> bool:
        """Whether a user is its sender, the author of its contribution, or on the team."""
        if not user.is_authenticated:
            return False
        author = self.contribution.author_id if self.contribution else None
        return user.pk in (self.owner_id, author) or Reader.of(user).audience >= Audience.TEAM

    @transaction.atomic
    def accept(self) -> SillonImage | SillonDocument:
        """Create an image or a document from the file, and delete the upload.

        The title of an image upload becomes the image's description. Raises ValidationError if the file is missing.
        """
        if is_missing(self.file):
            raise ValidationError(
                french(f"Le fichier « {self} » manque sur ce serveur : prévenez qui s’en occupe, puis recommencez.")
            )
        name = PurePosixPath(str(self.file.name)).name
        with self.file.open("rb") as source:  # read in chunks: a film is large
            values = {"title": self.title or self._title(), "file": File(source, name), "uploaded_by_user": self.owner}
            accepted: SillonImage | SillonDocument
            if self.kind == self.Kind.IMAGE:
                accepted = SillonImage(description=self.title, **values)
            else:
                accepted = SillonDocument(**values)
            accepted.file_size = source.size
            accepted.file_hash = hashlib.file_digest(source, _sha1).hexdigest()
            source.seek(0)
            accepted.save()
        self.delete()
        return accepted

    def _title(self) -> str:
        """Return a default title that names the contribution."""
        suffix = f" – {self.contribution}" if self.contribution else ""
        return f"{self}{suffix}"[:255]
