"""Backup and restore of an instance: its database and its files, in one folder, while the site runs.

Files are copied before the database and again after it. Since a file never changes under its name, the first pass
catches files that are deleted during the dump, and the second those that are added; only a file that is added and
deleted between the two can be missing. At the end, the file names in the database are compared with the copies.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.db.statistics import analyze
from core.files.move import names_of
from core.files.storage import PUBLIC_FOLDER, file_columns, make_folder
from core.visibility import version

#: File names in the folder of a backup, then its subfolders of files by storage alias.
SQLITE, POSTGRESQL, NOTE = "database.sqlite3", "database.dump", "backup.json"
FOLDERS = {"media": "default", "private": "private"}


class BackupError(Exception):
    """The backup or the restore cannot be done; the message says why, in French."""


# --- Backup -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Backup:
    """The result of a backup: the number of files by folder, and the names in the database of missing files."""

    files: dict[str, int]
    missing: list[str]


def backup(folder: Path) -> Backup:
    """Copy the database and all files into a new folder, readable by its owner alone.

    Raise BackupError, after emptying the folder. A folder without `backup.json` is an interrupted backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"Le dossier {folder} n’est pas vide : une sauvegarde prend un dossier neuf.")
    for alias in FOLDERS.values():
        if folder.resolve().is_relative_to(_root(alias).resolve()):
            raise BackupError(f"{folder} est dans {_root(alias)} : faites la sauvegarde ailleurs.")
    existed = folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        return _fill(folder)
    except BaseException as error:
        _empty(folder)
        if not existed:
            folder.rmdir()
        if isinstance(error, OSError):
            raise BackupError(f"La sauvegarde n’a pas pu être faite : {error.strerror} ({error.filename}).") from error
        raise


def _fill(folder: Path) -> Backup:
    _copy_files(folder)
    (_dump_sqlite if connection.vendor == "sqlite" else _dump_postgresql)(folder)
    names = _names_in_rows()  # before the second pass, which then copies all of them
    _copy_files(folder)
    files = {name: sum(1 for _ in _files(folder / name)) for name in FOLDERS}
    for name, alias in FOLDERS.items():
        if names[name] and not files[name]:
            raise BackupError(
                f"Le dossier {_root(alias)} est vide, et la base y nomme {len(names[name])} fichiers : son disque "
                "est-il monté ?"
            )
    note = {
        "made": timezone.localtime().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "site": settings.SITE_URL,
        "files": files,
        "secret_key": _fingerprint(),
    }
    (folder / NOTE).write_text(json.dumps(note, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    missing = sorted(name for part in FOLDERS for name in names[part] if not (folder / part / name).is_file())
    return Backup(files, missing)


def _empty(folder: Path) -> None:
    """Delete the content of the folder of a failed backup, which was empty before."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _copy_files(folder: Path) -> None:
    """Copy those files of each storage that have not been copied yet."""
    for name, alias in FOLDERS.items():
        source, target = _root(alias), folder / name
        if not source.is_dir():
            raise BackupError(f"Le dossier {source} n’existe pas : son disque est-il monté ?")
        target.mkdir(exist_ok=True)
        for path in _files(source):
            copy = target / path.relative_to(source)
            try:
                if copy.exists() and copy.stat().st_size == path.stat().st_size:
                    continue
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
            except FileNotFoundError:  # deleted meanwhile, with its row
                continue


def _names_in_rows() -> dict[str, set[str]]:
    """Return the file names stored in the database, by folder of the backup."""
    folders = {_root(alias): name for name, alias in FOLDERS.items()}
    names: dict[str, set[str]] = {name: set() for name in FOLDERS}
    for model, column, storage in file_columns():
        names[folders[Path(storage.location)]].update(names_of([(model, column)]))  # type: ignore[attr-defined]
    return names


def _dump_sqlite(folder: Path) -> None:
    """Copy the database with SQLite's backup API; a copy of the file would lose what is still in the WAL."""
    with (
        closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)) as source,
        closing(sqlite3.connect(folder / SQLITE)) as target,
    ):
        source.backup(target)
        (result,) = target.execute("PRAGMA integrity_check").fetchone()
    if result != "ok":
        raise BackupError(f"La copie de la base est abîmée : {result}")


def _dump_postgresql(folder: Path) -> None:
    _client("pg_dump", "--format=custom", f"--file={folder / POSTGRESQL}")


# --- Restore ----------------------------------------------------------------------------------------------------


def restore(folder: Path) -> dict[str, Any]:
    """Restore a backup into an empty database and empty folders, then migrate it; return the content of its note.

    Raise BackupError; nothing has been written if the instance is not empty or the database engines differ.
    """
    if not (folder / NOTE).is_file():
        raise BackupError(f"{folder} n’est pas une sauvegarde achevée : il n’y a pas de {NOTE}.")
    note: dict[str, Any] = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    if note["database"] != connection.vendor:
        raise BackupError(f"La sauvegarde vient de {note['database']} ; DATABASE_URL nomme {connection.vendor}.")
    if connection.introspection.table_names():
        raise BackupError("La base de DATABASE_URL n’est pas vide : restaurez dans une base neuve, sans `migrate`.")
    for alias in FOLDERS.values():
        if any(_files(make_folder(alias))):
            raise BackupError(f"Le dossier {_root(alias)} n’est pas vide : restaurez dans un dossier neuf.")
    for name, alias in FOLDERS.items():
        shutil.copytree(folder / name, _root(alias), dirs_exist_ok=True)
        _set_modes(alias)
    (_load_sqlite if connection.vendor == "sqlite" else _load_postgresql)(folder)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    cache.clear()
    with transaction.atomic():
        version.bump()
    analyze()
    return note


def _set_modes(alias: str) -> None:
    """Set the modes of a storage's folders, since those of a backup are readable by their owner only."""
    storage: Any = storages[alias]
    for parent, _, _ in os.walk(_root(alias)):
        os.chmod(parent, storage.directory_permissions_mode or PUBLIC_FOLDER)


def has_same_secret(note: dict[str, Any]) -> bool:
    """Whether this instance has the SECRET_KEY of the one that was backed up."""
    return bool(note["secret_key"] == _fingerprint())


def _load_sqlite(folder: Path) -> None:
    connection.close()
    with (
        closing(sqlite3.connect(folder / SQLITE)) as source,
        closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=20)) as target,
    ):
        source.backup(target)


def _load_postgresql(folder: Path) -> None:
    connection.close()
    name = str(connection.settings_dict["NAME"])
    options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _client("pg_restore", *options, f"--dbname={name}", str(folder / POSTGRESQL))


# --- Helpers ----------------------------------------------------------------------------------------------------


def _root(alias: str) -> Path:
    return Path(storages[alias].location)  # type: ignore[attr-defined]


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder. Raise OSError for an unreadable folder, which `Path.rglob` would skip."""

    def fail(error: OSError) -> None:
        raise error

    for parent, _, names in os.walk(folder, onerror=fail, followlinks=True):
        yield from (Path(parent, name) for name in names)


def _fingerprint() -> str:
    """Return an HMAC that differs between SECRET_KEYs and does not reveal them."""
    return salted_hmac("config.backup", "fingerprint", algorithm="sha256").hexdigest()


def _client(program: str, *options: str) -> None:
    """Run a PostgreSQL client program on the database. The password goes into its environment, hidden from `ps`."""
    database = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    variables = {variable: str(database[name]) for variable, name in names.items() if database[name]}
    try:
        result = subprocess.run(
            [program, *options], env={**os.environ, **variables}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupError(f"Le programme {program} manque : installez le paquet postgresql-client.") from error
    if result.returncode:
        raise BackupError(f"{program} a échoué : {result.stderr.strip()[:1000]}")
