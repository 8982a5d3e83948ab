"""File storages: the public default one and the private one.

The private storage, which has no public URLs, holds documents, originals of images, avatars and pending uploads. The
default storage holds the renditions of images, which readers load from `/media/`.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import OperationalError
from django.db.models import FileField, Model
from django.db.models.fields.files import FieldFile
from django.urls import reverse

#: Folders of the private storage that the admin shows to the team (`core.files.views`).
ORIGINALS = "original_images/"
AVATARS = "avatar_images/"

#: Mode of folders in the public storage, so that the web server in front can read them.
PUBLIC_FOLDER = 0o755
#: Error numbers that mean: disk full, quota used up, or not writable.
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EACCES}


def make_folder(alias: str) -> Path:
    """Return the root folder of a storage; create it with the storage's folder mode if it is missing."""
    storage: Any = storages[alias]
    folder = Path(storage.location)
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(storage.directory_permissions_mode or PUBLIC_FOLDER)
    return folder


class WholeFileStorage(FileSystemStorage):
    """Django's FileSystemStorage, which leaves no partial file behind when the disk is full."""

    def _save(self, name: str, content: Any) -> str:
        path = self.path(name)
        # If the name is taken, the parent class writes under another name and this file must stay.
        before = os.path.exists(path)
        try:
            return super()._save(name, content)
        except OSError as error:
            if error.errno is not None:
                error.filename = error.filename or path  # an error of `write` has no file name
            if not before and os.path.isfile(path):
                os.remove(path)
            raise


def has_no_room(error: Exception) -> bool:
    """Whether an error means that a disk, of the files or of the database, is full or not writable."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    if isinstance(error, OperationalError):
        state = getattr(error.__cause__, "sqlstate", None)
        return state == "53100" or "disk is full" in str(error)
    return False


class PrivateStorage(WholeFileStorage):
    """Files below `PRIVATE_ROOT`, readable only by the user and the group of the process.

    It takes no arguments because Wagtail serialises a storage to JSON in the task that deletes a file.
    """

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o640, directory_permissions_mode=0o750)

    @property
    def base_location(self) -> str:  # type: ignore[override]
        return os.fspath(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:  # type: ignore[override]
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        """Return the admin's URL of an original or an avatar. Raise NotImplementedError for other files."""
        if name and name.startswith((ORIGINALS, AVATARS)):
            return reverse("core_private_file", args=[name])
        raise NotImplementedError("This file has no address of its own.")


def private_storage() -> Storage:
    """Return the private storage; as `storage=` of a field, so that migrations name this function and no folder."""
    return storages["private"]


def store_privately(field: FileField) -> None:
    """Make a field of another application store its files in the private storage.

    The field's `storage` attribute stays as declared, or Django would ask for a migration in that application.
    """
    attr_class: Any = field.attr_class

    class PrivateFile(attr_class):  # type: ignore[misc]
        def __init__(self, instance: Any, field: FileField, name: str | None) -> None:
            super().__init__(instance, field, name)
            self.storage = private_storage()

    field.attr_class = PrivateFile  # type: ignore[misc]


def file_columns() -> Iterator[tuple[type[Model], str, Storage]]:
    """Yield every file field of all applications as (model, field name, storage that is really used)."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and not model._meta.proxy:
                yield model, field.name, getattr(model(), field.name).storage


def replace_content(storage: Any, name: str, content: File) -> None:
    """Replace the content of a stored file under its name, at once: readers get the old file or the new one, whole."""
    path = Path(storage.path(name))
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as target:
            for chunk in content.chunks():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        shutil.copymode(path, partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def is_missing(file: FieldFile) -> bool:
    """Whether a field has no file, or its file is not on this host."""
    return not file or not file.storage.exists(str(file.name))
