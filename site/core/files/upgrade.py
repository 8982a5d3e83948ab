"""Bring files of earlier releases under today's rules: clean originals, avatars and documents, remove public files with
metadata.

Each function can be interrupted and run again: it reads one file at a time, and a file that is clean stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.users.models import UserProfile
from wagtail.utils.file import hash_filelike

from core.files import documents, door
from core.files.fields import cleaned
from core.files.images import FALLBACK_SPEC, SVG_SPEC, make_fallback
from core.files.inspection import UnfitFile, has_metadata
from core.files.storage import is_missing, replace_content
from core.models import SillonDocument, SillonImage, SillonRendition
from core.tasks import render_images

DRAWING = Q(file__iendswith=".svg")
#: Number of rows read at a time.
BATCH = 100


@dataclass
class Report:
    """The results of a cleaning: counts of files, and a French message by the name of each refused or failed file."""

    cleaned: int = 0
    clean: int = 0
    missing: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return (
            f"nettoyés {self.cleaned}, déjà propres {self.clean}, absents {len(self.missing)}, "
            f"refusés {len(self.refused)}"
        )


def batches(rows: QuerySet) -> Iterator[Any]:
    """Yield the rows that exist when their batch is read, in the order of their ids."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk  # before the caller may delete the row
        yield from batch


def clean_originals(images: QuerySet[SillonImage]) -> Report:
    """Clean the originals of images. The renditions of a cleaned one are made anew: one at once, others by the worker.

    A refused original stays as it is. A refused drawing loses its public copy, so that pages no longer show it.
    """
    report = Report()
    for image in batches(images):
        key = f"image {image.pk}"
        if is_missing(image.file):
            report.missing.append(key)
            continue
        name, storage = str(image.file.name), image.file.storage
        try:
            with storage.open(name) as file:
                content = cleaned(name, file)[1]
                if _same(content, file):
                    report.clean += 1
                    continue
                _replace(image, content)
        except (ValidationError, OSError) as error:
            report.refused[key] = _message(error)
            if image.is_svg():
                image.renditions.all().delete()
            continue
        report.cleaned += 1
    return report


def _same(content: File, file: File) -> bool:
    if content is file:
        return True
    content.seek(0)
    file.seek(0)
    return content.size == file.size and content.read() == file.read()


@transaction.atomic
def _replace(image: SillonImage, content: File) -> None:
    """Store other content as a new file, then delete the old one: at any moment the row names a whole file."""
    old, storage, long_side = str(image.file.name), image.file.storage, max(image.width, image.height)
    image.file.save(PurePosixPath(old).name, content, save=False)
    scale = max(image.width, image.height) / long_side if long_side else 1
    for name in ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"):
        if (value := getattr(image, name)) is not None:
            setattr(image, name, round(value * scale))
    image.save()
    transaction.on_commit(lambda: storage.delete(old))


def clean_avatars() -> Report:
    """Clean the photos of profiles."""
    report = Report()
    for profile in batches(UserProfile.objects.exclude(avatar="")):
        key = f"profil {profile.pk}"
        if is_missing(profile.avatar):
            report.missing.append(key)
            continue
        old, storage = str(profile.avatar.name), profile.avatar.storage
        try:
            with storage.open(old) as file:
                name, content = cleaned(old, file)
                if _same(content, file):
                    report.clean += 1
                    continue
                with transaction.atomic():
                    profile.avatar.save(PurePosixPath(name).name, content)
                    transaction.on_commit(lambda storage=storage, old=old: storage.delete(old))
        except (ValidationError, OSError) as error:
            report.refused[key] = _message(error)
            continue
        report.cleaned += 1
    return report


def clean_documents() -> Report:
    """Clean the files of documents, which keep their names: these are part of their addresses."""
    report = Report()
    for document in batches(SillonDocument.objects.all()):
        key = f"document {document.pk}"
        if is_missing(document.file):
            report.missing.append(key)
            continue
        name, storage = str(document.file.name), document.file.storage
        try:
            with storage.open(name) as file:
                content = documents.cleaned(file, door.suffix_of(name))
                if content is not file:
                    replace_content(storage, name, content)
            file_hash = _hash(storage, name)
        except UnfitFile as error:
            report.refused[key] = f"« {door.shown_name(name)} » {error}."
            continue
        except OSError as error:
            report.refused[key] = _message(error)
            continue
        # Compared as well: an earlier run may have been interrupted between the file and its row.
        if content is file and document.file_hash in ("", file_hash):
            report.clean += 1
            continue
        SillonDocument.objects.filter(pk=document.pk).update(file_size=storage.size(name), file_hash=file_hash)
        report.cleaned += 1
    return report


def _hash(storage: Storage, name: str) -> str:
    with storage.open(name) as file:
        return hash_filelike(file)


def _message(error: ValidationError | OSError) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else type(error).__name__


def remove_leaking_renditions() -> int:
    """Delete public copies of originals and renditions that hold metadata; return their number.

    The worker makes the renditions of these images again.
    """
    removed, image_ids = 0, set()
    for rendition in batches(SillonRendition.objects.exclude(image__in=SillonImage.objects.filter(DRAWING))):
        if rendition.filter_spec == SVG_SPEC or _has_metadata(rendition):
            rendition.delete()
            removed += 1
            image_ids.add(rendition.image_id)
    if image_ids:
        render_images.enqueue(sorted(image_ids))
    return removed


def _has_metadata(rendition: SillonRendition) -> bool:
    if is_missing(rendition.file) or door.suffix_of(str(rendition.file.name)) == ".svg":
        return False
    with rendition.file.storage.open(str(rendition.file.name)) as file:
        return has_metadata(file.read())


def images_without_fallback() -> QuerySet[SillonImage]:
    """Return the images that lack the rendition without which pages leave them out."""
    spec_of_drawings = SillonRendition.objects.filter(image=OuterRef("pk"), filter_spec=SVG_SPEC)
    spec_of_others = SillonRendition.objects.filter(image=OuterRef("pk"), filter_spec=FALLBACK_SPEC)
    return SillonImage.objects.filter((DRAWING & ~Exists(spec_of_drawings)) | (~DRAWING & ~Exists(spec_of_others)))


def make_missing_fallbacks() -> tuple[int, int]:
    """Make the missing fallback renditions; return how many were made and how many could not be."""
    made = failed = 0
    for image in batches(images_without_fallback()):
        count = make_fallback(image)
        made, failed = made + count, failed + 1 - count
    return made, failed
