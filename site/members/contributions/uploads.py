"""The files of a contribution: add, describe, remove, and the rules they must meet.

The content of a file is inspected before it is stored, whatever its name says (`core.files.door`). If the storage
fails, OSError is raised and nothing is stored: callers catch it and show a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NoReturn, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404

from core.contributions.kinds import Files
from core.files import documents, door, video
from core.files.door import MEGA, refuse
from core.files.inspection import UnfitFile
from core.text.lengths import UNSTORABLE, too_long
from core.text.typography import french
from members.contributions import drafts, limits
from members.models import Contribution, Upload, User

#: Maximum size of all files of one contribution, in bytes.
MAX_TOTAL = 250 * MEGA
#: Maximum length of the description or title of a file, in characters.
MAX_TITLE = 255


@dataclass(frozen=True)
class FileType:
    """The rules for one value of `core.contributions.kinds.Files.kind`."""

    kind: Upload.Kind
    format: door.Format


FILE_TYPES = {
    "image": FileType(Upload.Kind.IMAGE, door.PHOTO),
    "document": FileType(Upload.Kind.DOCUMENT, door.Format((".pdf",), "PDF", 20 * MEGA)),
    "video": FileType(Upload.Kind.DOCUMENT, door.Format((".mp4", ".webm"), "MP4 ou WebM", 200 * MEGA)),
}


class ShownUpload(TypedDict):
    """A stored file as pages show it to its author. `size` is in bytes, None if the storage has lost the file."""

    pk: UUID
    field: str
    image: bool
    title: str
    name: str
    size: int | None


def uploads_of(contribution: Contribution) -> list[ShownUpload]:
    """Return the files of a contribution, oldest first."""
    return [
        ShownUpload(
            pk=upload.pk,
            field=upload.field,
            image=upload.kind == Upload.Kind.IMAGE,
            title=upload.title,
            name=str(upload),
            size=_size(upload),
        )
        for upload in contribution.uploads.order_by("created_at", "pk")
    ]


def accept(files: Files) -> str:
    """Return the `accept` attribute of the file input."""
    return FILE_TYPES[files.kind].format.accept


def largest(files: Files) -> int:
    """Return the maximum size of one file, in bytes."""
    return FILE_TYPES[files.kind].format.largest


def rules(files: Files) -> str:
    """Describe the accepted files: « JPEG, PNG, WebP ou AVIF, 15 Mo au plus par fichier ; 6 fichiers au plus. »"""
    format_ = FILE_TYPES[files.kind].format
    many = f" par fichier ; {files.maximum} fichiers au plus" if files.maximum > 1 else ""
    return french(f"{format_.names}, {format_.megabytes} Mo au plus{many}.")


def add(contribution: Contribution, files: Files, uploaded: UploadedFile, user: User | None, words: str = "") -> Upload:
    """Store an uploaded file in the private store; a file sent twice to one field is stored once.

    `words` is the description of an image, or the title of a document (by default the file name). Raises
    ValidationError with a code of `core.files.door`, « too_many », « too_often » or « too_long », whose message names
    the file except for « too_long »; drafts.NotOpen; OSError from the storage. Call it outside a transaction: decoding
    an image takes seconds.
    """
    file_type, name = FILE_TYPES[files.kind], door.shown_name(uploaded.name)
    if not contribution.is_open:
        raise drafts.NotOpen(contribution)
    if usage := limits.exceeded("file", user):
        refuse(
            f"« {name} » n’est pas pris : beaucoup de fichiers sont partis de ce compte en peu de temps. "
            f"Réessayez à partir de {usage.reopens}.",
            "too_often",
        )
    if file_type.kind == Upload.Kind.IMAGE and contribution.uploads.filter(field=files.name).count() >= files.maximum:
        refuse_more(files, uploaded)  # before it is decoded
    content, suffix = _inspect(file_type, uploaded, name)
    with transaction.atomic():
        drafts.lock_if_open(contribution)
        stored = list(contribution.uploads.filter(field=files.name))
        if duplicate := next((upload for upload in stored if _has_content(upload, content)), None):
            return duplicate
        if len(stored) >= files.maximum:
            refuse_more(files, uploaded)
        if content.size + sum(_size(other) or 0 for other in contribution.uploads.all()) > MAX_TOTAL:
            refuse(
                f"« {name} » ne tient plus : tous les fichiers ensemble pèsent {MAX_TOTAL // MEGA} Mo au plus. "
                "Retirez-en un, ou envoyez-le en plus petit.",
                "too_large",
            )
        upload = Upload(
            kind=file_type.kind,
            title=_words(words) or ("" if file_type.kind == Upload.Kind.IMAGE else PurePosixPath(name).stem),
            owner=user,
            contribution=contribution,
            field=files.name,
        )
        upload.file.save(f"fichier{suffix}", content, save=False)
        try:
            upload.save(force_insert=True)
        except BaseException:
            upload.file.delete(save=False)
            raise
    return upload


def refuse_more(files: Files, uploaded: UploadedFile) -> NoReturn:
    """Raise ValidationError for a file beyond the maximum number."""
    refuse(
        f"« {door.shown_name(uploaded.name)} » est de trop : {files.maximum} au plus ici. "
        "Retirez-en un avant d’en ajouter.",
        "too_many",
    )


def remove(contribution: Contribution, upload_id: UUID | str) -> None:
    """Remove a file from a contribution; the stored file is deleted on commit. Raises Http404, drafts.NotOpen."""
    with transaction.atomic():
        drafts.lock_if_open(contribution)
        _find(contribution, upload_id).delete()


def describe(contribution: Contribution, upload_id: UUID | str, words: str) -> None:
    """Set the description of an image, or the title of a document. Raises Http404, drafts.NotOpen, ValidationError."""
    with transaction.atomic():
        drafts.lock_if_open(contribution)
        upload = _find(contribution, upload_id)
        upload.title = _words(words)
        if not upload.title and upload.kind == Upload.Kind.DOCUMENT:
            refuse("Donnez un titre au document.", "required")
        upload.save(update_fields=["title"])


def _find(contribution: Contribution, upload_id: UUID | str) -> Upload:
    try:
        return contribution.uploads.get(pk=upload_id)
    except (Upload.DoesNotExist, ValidationError) as error:  # ValidationError: not a UUID
        raise Http404("Ce fichier n’est plus dans la contribution.") from error


def _words(words: str) -> str:
    words = " ".join(UNSTORABLE.sub("", words).split())
    if len(words) > MAX_TITLE:
        refuse(too_long(MAX_TITLE, len(words)), "too_long")
    return words


def _inspect(file_type: FileType, uploaded: UploadedFile, name: str) -> tuple[File, str]:
    """Check an uploaded file; return the content to store and its suffix. Raises ValidationError.

    An image may be re-encoded, so its content and suffix may change. A video's location is overwritten in `uploaded`.
    """
    suffix = door.suffix_of(name)
    if suffix == ".svg" and file_type.kind == Upload.Kind.IMAGE:
        refuse(
            f"« {name} » est un dessin SVG, qui peut cacher un programme : le site ne les prend pas. "
            "Exportez-le en PNG et envoyez celui-ci."
        )
    door.check(uploaded, file_type.format)
    if file_type.kind == Upload.Kind.IMAGE:
        content = door.image(name, uploaded)
        return content, door.suffix_of(str(content.name))
    try:
        if suffix == ".pdf":
            documents.check_pdf(uploaded)
        else:
            video.clean_video(uploaded, suffix)
    except UnfitFile as unfit:
        refuse(f"« {name} » {unfit}.")
    uploaded.seek(0)
    return uploaded, suffix


def _size(upload: Upload) -> int | None:
    """Return the size in bytes; None if the storage has lost the file."""
    try:
        return upload.file.size
    except OSError:
        return None


def _has_content(upload: Upload, content: File) -> bool:
    """Whether a stored file has this content."""
    if _size(upload) != content.size:
        return False
    content.seek(0)
    with upload.file.open("rb") as stored:
        same = all(stored.read(len(chunk)) == chunk for chunk in content.chunks())
    content.seek(0)
    return same
