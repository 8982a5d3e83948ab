"""A disk without room: the present index stays, nothing half built stays, and it is said once, in plain words."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from search.index import disk, folder, writer
from search.index.failures import Damaged, is_intact
from search.management.commands import update_search
from tests.factories.inventory import SiteProfilePageFactory
from tests.forks import Fork
from tests.search.index.conftest import builds, path_of_build, publish, titles, update


@pytest.fixture
def small_disk(tmp_path, settings) -> Iterator[Path]:
    """The folder of the index on a disk of eight megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        settings.SEARCH_FOLDER = str(place / "search")
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(place: Path) -> Path:
    free = os.statvfs(place)
    path = place / "fill"
    path.write_bytes(b"x" * (free.f_bavail * free.f_frsize))
    return path


@pytest.mark.django_db
@pytest.mark.indexed
def test_no_room_for_an_update_or_a_build(forge, small_disk, monkeypatch):
    update()
    publish(forge, title="La Scierie")
    filled, before = fill(small_disk), folder.current()
    for command in ("update_search", "build_search"):
        with pytest.raises(CommandError, match=r"n’a pas pu être écrit, l’actuel reste : le disque est plein$"):
            call_command(command)
        assert folder.current() == before
        assert builds() == [path_of_build().name]
        assert is_intact(path_of_build())
    assert titles("ferronnerie") == ["La Scierie"]
    monkeypatch.setattr(writer, "update", lambda: pytest.fail("tried at once again"))
    with pytest.raises(CommandError, match="le disque est plein"):
        call_command("update_search")
    monkeypatch.undo()
    filled.unlink()
    monkeypatch.setattr(update_search, "_next_attempt", 0.0)
    call_command("update_search")
    assert titles("scierie") == ["La Scierie"]


@pytest.mark.django_db
@pytest.mark.indexed
def test_no_room_for_the_first_index(forge, small_disk, client):
    filled = fill(small_disk)
    with pytest.raises(CommandError, match="le disque est plein"):
        call_command("update_search")
    assert "La Forge" in client.get("/recherche/?q=forge").text
    assert [path for path in small_disk.rglob("*") if path.suffix in (".store", ".term")] == []
    filled.unlink()
    assert writer.update() is None
    assert titles("forge") == ["La Forge"]


def write_with_small_files(failed: Path, bytes_: int) -> None:
    """Try to write with a limit of the size of files, which the engine meets as it would a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    for write in (writer.update, writer.build):
        try:
            write()
        except (OSError, Damaged):
            (failed / write.__name__).mkdir(parents=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.indexed
@pytest.mark.parametrize("size", [0, 300, 3_000])
def test_files_that_cannot_be_written(forge, tmp_path, size):
    writer.update()
    SiteProfilePageFactory(title="Le Grenier", summary=" ".join(f"mot{number}" for number in range(3_000)))
    before = folder.current()
    Fork(write_with_small_files, tmp_path / "failed", size).wait()
    assert {"update", "build"} == {path.name for path in (tmp_path / "failed").iterdir()}
    assert folder.current() == before
    assert builds() == [path_of_build().name]
    assert titles("forge") == ["La Forge"]
    assert writer.update() == 1
    assert titles("grenier") == ["Le Grenier"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    message = disk.explain(PermissionError(13, "Permission denied", "/srv/search/lock"), tmp_path)
    assert str(tmp_path) in message
    assert "Permission denied" in message
