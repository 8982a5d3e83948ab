"""The files that go with a contribution: what is taken, and under which conditions.

What somebody sends is looked through before it is kept, whatever its name says (`members.inspecting`). A store that
fails raises OSError: nothing was kept then, and whoever called says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NoReturn
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404

from core.contributions import Files
from core.typography import french
from members import contributing, inspecting, limits
from members.models import Contribution, Upload, User

MEGA = 1024 * 1024
#: All files of one contribution together.
TOTAL = 250 * MEGA
MAX_WORDS = 255


@dataclass(frozen=True)
class Sort:
    """A sort of files that `core.contributions.Files.kind` names."""

    kind: Upload.Kind
    suffixes: tuple[str, ...]
    formats: str
    largest: int


SORTS = {
    "image": Sort(
        Upload.Kind.IMAGE,
        (".jpg", ".jpeg", ".png", ".webp", ".avif"),
        "JPEG, PNG, WebP ou AVIF",
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE,
    ),
    "document": Sort(Upload.Kind.DOCUMENT, (".pdf",), "PDF", 20 * MEGA),
    "video": Sort(Upload.Kind.DOCUMENT, (".mp4", ".webm"), "MP4 ou WebM", 200 * MEGA),
}


def accept(declared: Files) -> str:
    """The `accept` attribute of an input for these files. It makes an iPhone send JPEG."""
    types = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif"}
    suffixes = SORTS[declared.kind].suffixes
    return ",".join(types.get(suffix, suffix) for suffix in suffixes if suffix != ".jpeg")


def rules(declared: Files) -> str:
    """What may be sent, in words: « JPEG, PNG, WebP ou AVIF, 15 Mo au plus par fichier ; 6 fichiers au plus. »"""
    sort = SORTS[declared.kind]
    many = f" par fichier ; {declared.maximum} fichiers au plus" if declared.maximum > 1 else ""
    return french(f"{sort.formats}, {sort.largest // MEGA} Mo au plus{many}.")


def add(
    contribution: Contribution, declared: Files, uploaded: UploadedFile, user: User | None, words: str = ""
) -> Upload:
    """Keep a file that somebody sends, in the private store; the same file sent twice is kept once.

    Raises ValidationError with a message that names the file, contributing.NotOpen, or OSError of the store. The code
    of the error is « too_large », « too_many », « too_often » or « unfit ».
    """
    sort, name = SORTS[declared.kind], _name(uploaded)
    if not contribution.is_open:
        raise contributing.NotOpen(contribution)
    if not limits.allows("file", user, ""):
        _refuse(
            f"« {name} » n’est pas pris : beaucoup de fichiers sont partis de ce compte en peu de temps. "
            "Réessayez dans une heure.",
            "too_often",
        )
    content, suffix = _looked_through(sort, uploaded, name)  # takes a second or two: nobody else waits meanwhile
    with transaction.atomic():
        _hold(contribution)
        kept = list(contribution.uploads.filter(field=declared.name))
        if twin := next((one for one in kept if _same(one, content)), None):
            return twin
        if len(kept) >= declared.maximum:
            _refuse(
                f"« {name} » est de trop : {declared.maximum} au plus ici. Retirez-en un avant d’en ajouter.",
                "too_many",
            )
        if content.size + sum(_size(one) for one in contribution.uploads.all()) > TOTAL:
            _refuse(
                f"« {name} » ne tient plus : tous les fichiers ensemble pèsent {TOTAL // MEGA} Mo au plus. "
                "Retirez-en un, ou envoyez-le en plus petit.",
                "too_large",
            )
        upload = Upload(
            kind=sort.kind,
            title=_words(words) or ("" if sort.kind == Upload.Kind.IMAGE else PurePosixPath(name).stem),
            owner=user,
            contribution=contribution,
            field=declared.name,
        )
        upload.file.save(f"fichier{suffix}", content, save=False)
        try:
            upload.save(force_insert=True)
        except BaseException:
            upload.file.delete(save=False)
            raise
    return upload


def remove(contribution: Contribution, upload_id: UUID | str) -> None:
    """Take a file away; it is deleted when the transaction is. Raises Http404, contributing.NotOpen."""
    with transaction.atomic():
        _hold(contribution)
        _find(contribution, upload_id).delete()


def describe(contribution: Contribution, upload_id: UUID | str, words: str) -> None:
    """Say what a picture shows, or how a document is called. Raises Http404, contributing.NotOpen, ValidationError."""
    with transaction.atomic():
        _hold(contribution)
        upload = _find(contribution, upload_id)
        upload.title = _words(words)
        if not upload.title and upload.kind == Upload.Kind.DOCUMENT:
            _refuse("Donnez un titre au document.", "required")
        upload.save(update_fields=["title"])


def _hold(contribution: Contribution) -> None:
    """Keep others from changing a contribution until the transaction ends."""
    held = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if not held.is_open:
        raise contributing.NotOpen(held)


def _find(contribution: Contribution, upload_id: UUID | str) -> Upload:
    try:
        return contribution.uploads.get(pk=upload_id)
    except (Upload.DoesNotExist, ValidationError) as error:  # ValidationError: no number at all
        raise Http404("Ce fichier n’est plus dans la contribution.") from error


def _words(words: str) -> str:
    words = " ".join(contributing.UNSTORABLE.sub("", words).split())
    if len(words) > MAX_WORDS:
        _refuse(f"Ces mots sont trop longs : {MAX_WORDS} caractères au plus, ils en ont {len(words)}.", "too_long")
    return words


def _name(uploaded: UploadedFile) -> str:
    """What the file is called where it comes from, as it is shown: a last part of reasonable length."""
    path = PurePosixPath(" ".join(contributing.UNSTORABLE.sub("", uploaded.name or "fichier").split()))
    return f"{path.stem[:60]}{path.suffix[:10]}"


def _looked_through(sort: Sort, uploaded: UploadedFile, name: str) -> tuple[File, str]:
    """What is kept of a file, and under which suffix. Raises ValidationError."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".svg" and sort.kind == Upload.Kind.IMAGE:
        _refuse(
            f"« {name} » est un dessin SVG, qui peut cacher un programme : le site ne les prend pas. "
            "Exportez-le en PNG et envoyez celui-ci."
        )
    if suffix in (".heic", ".heif") and sort.kind == Upload.Kind.IMAGE:
        _refuse(f"« {name} » est une photo HEIC, que beaucoup d’écrans ne savent pas montrer. Exportez-la en JPEG.")
    if suffix not in sort.suffixes:
        _refuse(f"« {name} » n’est pas d’un format que le site prend ici. Envoyez un fichier {sort.formats}.")
    if not uploaded.size:
        _refuse(f"« {name} » est vide. Choisissez le fichier de nouveau, ou enregistrez-le d’abord.")
    if uploaded.size > sort.largest:
        weight = f"{uploaded.size / MEGA:.1f}".replace(".", ",")
        _refuse(
            f"« {name} » pèse {weight} Mo : {sort.largest // MEGA} Mo au plus. Envoyez-le en plus petit.",
            "too_large",
        )
    uploaded.seek(0)
    try:
        if sort.kind == Upload.Kind.IMAGE:
            content, suffix = inspecting.picture(uploaded.read())
            return ContentFile(content), suffix
        if suffix == ".pdf":
            inspecting.pdf(uploaded)
        else:
            inspecting.film(uploaded, suffix)
    except inspecting.Unfit as unfit:
        _refuse(f"« {name} » {unfit}.")
    uploaded.seek(0)
    return uploaded, suffix


def _size(upload: Upload) -> int:
    """What a file weighs; nothing where the store has lost it."""
    name = str(upload.file.name)
    return upload.file.storage.size(name) if upload.file.storage.exists(name) else 0


def _same(upload: Upload, content: File) -> bool:
    """Whether what was kept before is this very file."""
    if _size(upload) != content.size:
        return False
    content.seek(0)
    with upload.file.open("rb") as kept:
        same = all(kept.read(len(chunk)) == chunk for chunk in content.chunks())
    content.seek(0)
    return same


def _refuse(message: str, code: str = "unfit") -> NoReturn:
    raise ValidationError(french(message), code=code)
