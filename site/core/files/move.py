"""Move documents, originals of images and avatars from the public media folder to the private one.

Used by a migration and by the command `move_private_files`. It can be interrupted and run again: a file is copied to
a temporary name, compared, put in its place, and only then deleted from the old folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage, storages
from django.db.models import Model, Q

from core.files.storage import PrivateStorage, file_columns

#: Models (current or historical ones), each with the name of its field of private files.
Columns = Sequence[tuple[type[Model], str]]
#: Subfolders of the media folder that used to hold private files.
FOLDERS = ("documents", "original_images", "avatar_images", "wagtail_uploads")


@dataclass
class Report:
    """The results of a move: counts of files, and the names of those that were not moved."""

    moved: int = 0
    in_place: int = 0
    missing: list[str] = field(default_factory=list)
    #: Files whose name belongs to another file in the private folder; both files stay as they are.
    conflicts: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"déplacés {self.moved}, déjà en place {self.in_place}, absents {len(self.missing)}, "
            f"en conflit {len(self.conflicts)}, en échec {len(self.failed)}"
        )


def names_of(columns: Columns) -> Iterator[str]:
    """Yield the file names stored in all rows."""
    for model, column in columns:
        rows = model._base_manager.exclude(Q(**{column: ""}) | Q(**{column: None}))
        yield from rows.values_list(column, flat=True).distinct().iterator()


def make_private(columns: Columns) -> Report:
    """Move every private file out of the media folder, and remove the private folder's permissions for others."""
    report = move(names_of(columns), default_storage, storages["private"])
    root = Path(storages["private"].location)
    if root.is_dir():
        root.chmod(storages["private"].directory_permissions_mode)
    return report


def make_public(columns: Columns) -> Report:
    """Move the files back, for an older release that reads the media folder only."""
    return move(names_of(columns), storages["private"], default_storage)


def move(names: Iterable[str], source: Any, target: Any) -> Report:
    """Move these files from one `FileSystemStorage` to another, under the same names."""
    report = Report()
    for name in names:
        try:
            _move(name, source, target, report)
        except (OSError, SuspiciousFileOperation) as error:
            report.failed.append(f"{name} ({type(error).__name__})")
    return report


def _move(name: str, source: Any, target: Any, report: Report) -> None:
    here, there = Path(source.path(name)), Path(target.path(name))
    if not here.is_file():
        if there.is_file():
            report.in_place += 1
        else:
            report.missing.append(name)
        return
    if there.exists():
        if _digest(here) != _digest(there):
            report.conflicts.append(name)
            return
    else:
        _make_folder(there.parent, target.directory_permissions_mode)
        _copy(here, there, target.file_permissions_mode)
    here.unlink()
    report.moved += 1


def _copy(here: Path, there: Path, mode: int | None) -> None:
    """Copy a file completely or not at all, and never over an existing one. Raise OSError."""
    partial = there.with_name(f".{there.name}.part")
    try:
        shutil.copyfile(here, partial)
        shutil.copystat(here, partial)
        if mode is not None:
            partial.chmod(mode)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        if _digest(here) != _digest(partial):
            raise OSError("The copy differs from the file.")
        os.link(partial, there)  # unlike `rename`, fails if the target exists by now
    finally:
        partial.unlink(missing_ok=True)


def _make_folder(folder: Path, mode: int | None) -> None:
    if mode is None:
        folder.mkdir(parents=True, exist_ok=True)
    elif not folder.is_dir():
        _make_folder(folder.parent, mode)
        folder.mkdir(mode=mode, exist_ok=True)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def leftover_files(source: Any) -> list[str]:
    """Return the files that remain in the old folders, because no row names them or because of a conflict."""
    root = Path(source.location)
    return sorted(
        str(path.relative_to(root)) for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()
    )


def unreferenced_files() -> list[str]:
    """Return the names of private files, older than a day, that no row names.

    They stem from interrupted uploads or from rows deleted without their file. Younger files are left out because an
    upload is stored before its row is committed.
    """
    root = Path(storages["private"].location)
    stored = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    private = [(model, name) for model, name, storage in file_columns() if isinstance(storage, PrivateStorage)]
    limit = time.time() - 24 * 3600
    return sorted(name for name in stored.difference(names_of(private)) if (root / name).stat().st_mtime < limit)
