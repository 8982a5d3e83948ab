"""Errors of a backup and of a restore: a missing folder, a file that cannot be read, a database in use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import ConnectionHandler, connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Collection

from config import backup as module
from config.backup import BackupError, backup, restore
from config.management.commands import restore as restore_command
from config.settings.environment import database
from core.db import instance as instance_module
from core.db.instance import require_instance
from core.models import SillonDocument
from tests.consistency.source import ROOT
from tests.copies import empty_database

NOBODY = 65534


@pytest.fixture
def instance(db, settings, tmp_path, monkeypatch) -> Path:
    """An instance with one private document; the database is copied elsewhere (test_backup.py)."""
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.MEDIA_ROOT.mkdir()
    document = SillonDocument(title="Compte rendu", collection=Collection.get_first_root_node())
    document.file.save("compte-rendu.txt", ContentFile(b"Bonjour."))
    for name in ("_dump_sqlite", "_dump_postgresql"):
        monkeypatch.setattr(module, name, lambda folder: None)
    return tmp_path


@pytest.mark.parametrize("name", ["media", "private"])
def test_a_folder_that_is_not_there_is_an_error(instance, name):
    shutil.rmtree(instance / name)
    with pytest.raises(BackupError, match=f"{name}.*n’existe pas"):
        backup(instance / "backup")
    assert not (instance / "backup").exists()


def test_a_folder_whose_disk_is_not_mounted_is_an_error(instance):
    shutil.rmtree(instance / "private")
    (instance / "private").mkdir()
    with pytest.raises(BackupError, match=r"private est vide.*monté"):
        backup(instance / "backup")
    assert not (instance / "backup").exists()


def test_a_file_of_which_a_row_knows_is_named_when_it_is_missing(instance):
    (instance / "private/documents/autre.txt").write_text("x")
    (instance / "private/documents/compte-rendu.txt").unlink()
    assert backup(instance / "backup").missing == ["documents/compte-rendu.txt"]


def test_nothing_is_missing_from_a_whole_backup(instance):
    made = backup(instance / "backup")
    assert (made.files, made.missing) == ({"media": 0, "private": 1}, [])
    assert (instance / "backup/private/documents/compte-rendu.txt").read_bytes() == b"Bonjour."


@pytest.mark.parametrize("call", ["scandir", "copy2"])
def test_what_cannot_be_read_is_an_error_that_names_it(instance, monkeypatch, call):
    """`os.walk` reads folders by `scandir`, and calls the original where the path is another."""
    owner = os if call == "scandir" else shutil
    original = getattr(owner, call)

    def refuse(path: object, *args: object):
        if "private/documents" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return original(path, *args)

    monkeypatch.setattr(owner, call, refuse)
    with pytest.raises(BackupError, match="private/documents"):
        backup(instance / "backup")
    assert not (instance / "backup").exists()


def test_a_full_disk_is_an_error_and_leaves_no_half(instance, monkeypatch):
    (instance / "backup").mkdir()

    def full(source: object, target: object) -> None:
        Path(str(target)).write_bytes(b"half")
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(BackupError, match="No space left"):
        backup(instance / "backup")
    assert list((instance / "backup").iterdir()) == []


def test_a_backup_is_not_made_within_what_it_copies(instance):
    with pytest.raises(BackupError, match="ailleurs"):
        backup(instance / "private/backup")
    assert not (instance / "private/backup").exists()


def test_the_command_names_what_is_missing_and_what_it_is_a_backup_of(instance, settings, capsys):
    (instance / "private/documents/autre.txt").write_text("x")
    (instance / "private/documents/compte-rendu.txt").unlink()
    settings.SITE_URL = "https://sillon.exemple.fr"
    call_command("backup", str(instance / "backup"))
    output = capsys.readouterr()
    assert "https://sillon.exemple.fr" in output.out
    assert str(settings.DATABASES["default"]["NAME"]) in output.out
    assert "1 fichier" in output.err
    assert "documents/compte-rendu.txt" in output.err


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder outside of pytest's own, which each run of pytest closes to other users again."""
    folder = Path(tempfile.mkdtemp(prefix="sillon-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
def test_a_user_outside_the_group_gets_an_error(instance, elsewhere, settings):
    target = elsewhere / "backups"
    target.mkdir()
    target.chmod(0o777)
    settings.MEDIA_ROOT = elsewhere / "media"
    settings.PRIVATE_ROOT = shutil.copytree(instance / "private", elsewhere / "private")
    settings.MEDIA_ROOT.mkdir()
    assert settings.PRIVATE_ROOT.stat().st_mode & 0o777 == 0o750
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        with pytest.raises(BackupError, match=f"Permission denied.*{elsewhere}/private"):
            backup(target / "today")
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)
    assert list(target.iterdir()) == []


# --- Restore ----------------------------------------------------------------------------------------------------


@pytest.fixture
def made(instance, monkeypatch) -> Path:
    """A backup of the instance. Whatever a restore would write with is out of its reach."""
    backup(instance / "backup")
    for name in ("_load_sqlite", "_load_postgresql", "call_command"):
        monkeypatch.setattr(module, name, lambda *args, **options: pytest.fail("the restore was not refused"))
    return instance / "backup"


def test_what_is_in_use_is_not_written_over(made, monkeypatch):
    with pytest.raises(BackupError, match="base de DATABASE_URL n’est pas vide"):
        restore(made)
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(BackupError, match=r"private n’est pas vide"):
        restore(made)
    with pytest.raises(BackupError, match="backup n’est pas vide"):
        backup(made)


def test_half_a_backup_and_that_of_another_database_are_refused(made, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "oracle")
    with pytest.raises(BackupError, match="DATABASE_URL nomme oracle"):
        restore(made)
    (made / module.NOTE).unlink()
    with pytest.raises(BackupError, match="n’est pas une sauvegarde achevée"):
        restore(made)


@pytest.mark.parametrize("same", [True, False], ids=["same", "another"])
def test_another_secret_key_than_that_of_the_backup_is_reported(made, settings, monkeypatch, capsys, same):
    note = json.loads((made / module.NOTE).read_text())
    monkeypatch.setattr(restore_command, "restore", lambda folder: note)
    if not same:
        settings.SECRET_KEY = f"another-{settings.SECRET_KEY}"
    call_command("restore", str(made))
    assert ("SECRET_KEY n’est pas celle" in capsys.readouterr().err) is not same


# --- Commands on a database that is no instance's -----------------------------------------------------------------


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", **variables}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.slow("a command in a process of its own, as cron runs it without the variables of the instance")
def test_an_empty_database_is_refused_by_what_cron_runs(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), empty_database(tmp_path, "empty") as url:
        result = run("backup", str(tmp_path / "backup"), DATABASE_URL=url.replace("postgres:@", "postgres:hushhush@"))
    assert result.returncode == 1, result.stdout
    assert "n’est pas celle d’une instance" in result.stderr
    assert "DJANGO_SETTINGS_MODULE" in result.stderr
    assert "hushhush" not in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("name", ["backup", "send_outbox", "publish_scheduled", "check_links", "db_worker", "beside"])
def test_each_command_of_cron_refuses_an_empty_database(db, monkeypatch, name):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {})
    with pytest.raises(CommandError, match=r"n’est pas celle d’une instance.*DJANGO_SETTINGS_MODULE"):
        load_command_class(get_commands()[name], name).execute()


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_reported_without_its_password(monkeypatch):
    """A command of Django prints a CommandError as one line."""
    away = ConnectionHandler({"default": database("postgres://postgres:hushhush@127.0.0.1:1/sillon")})["default"]
    monkeypatch.setattr(instance_module, "connection", away)
    with pytest.raises(CommandError, match="ne répond pas") as error:
        require_instance()
    assert "hushhush" not in str(error.value)


def test_the_migrations_of_another_application_are_no_instance(db, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {("auth", "0001_initial"): 1})
    with pytest.raises(CommandError, match="n’est pas celle d’une instance"):
        require_instance()
