"""Files that someone has sent and nobody has accepted yet."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models, transaction

from core.gate import Audience, Reader
from core.models import SillonDocument, SillonImage

if TYPE_CHECKING:
    from members.models.user import User


def private_storage() -> Storage:
    return storages["private"]


def random_path(instance: Upload, filename: str) -> str:
    """A name that says nothing and cannot be guessed; only the extension is kept."""
    return f"{secrets.token_urlsafe(24)}{PurePosixPath(filename).suffix.lower()[:10]}"


def _sha1() -> Any:
    return hashlib.sha1(usedforsecurity=False)  # Wagtail finds the same file by it


class Upload(models.Model):
    """A file in the private store: its sender and the team may see it, until it is accepted or deleted."""

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
    #: Which files of the contribution's form these are (`core.contributions.Files.name`).
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
        """What it is, as the end of its name tells: « .jpg »."""
        return PurePosixPath(str(self.file.name)).suffix

    @property
    def download_name(self) -> str:
        """What it is called for who receives it: its own name in the store says nothing."""
        title = str(self)
        return title if title.lower().endswith(self.suffix) else f"{title}{self.suffix}"

    def may_be_read_by(self, user: User) -> bool:
        """Its sender, the author of what it belongs to, and whoever works in the admin."""
        if not user.is_authenticated:
            return False
        author = self.contribution.author_id if self.contribution else None
        return user.pk in (self.owner_id, author) or Reader.of(user).audience >= Audience.TEAM

    @transaction.atomic
    def accept(self) -> SillonImage | SillonDocument:
        """Move the file to the public store, as an image or a document, and forget the upload.

        The words that came with a picture say what it shows.
        """
        name = PurePosixPath(str(self.file.name)).name
        with self.file.open("rb") as source:  # a film is large: it is never held as a whole
            told = {"title": self.title or self._title(), "file": File(source, name), "uploaded_by_user": self.owner}
            accepted: SillonImage | SillonDocument
            if self.kind == self.Kind.IMAGE:
                accepted = SillonImage(description=self.title, **told)
            else:
                accepted = SillonDocument(**told)
            accepted.file_size = source.size
            accepted.file_hash = hashlib.file_digest(source, _sha1).hexdigest()
            source.seek(0)
            accepted.save()
        self.delete()
        return accepted

    def _title(self) -> str:
        """What is called so where nothing was said: after what it belongs to."""
        belongs = f" – {self.contribution}" if self.contribution else ""
        return f"{self}{belongs}"[:255]
