"""A disk that is full: a message, nothing half written, nothing lost. On a real small disk where one can be mounted."""

from __future__ import annotations

import errno
import os
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from PIL import Image

from core.files.images import make_renditions
from core.files.storage import has_no_room
from core.models import SillonImage


class Full:
    """A file whose second half meets a full disk."""

    def __init__(self, name: str = "x.txt") -> None:
        self.name = name

    def chunks(self):
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")


def png() -> SimpleUploadedFile:
    data = BytesIO()
    Image.frombytes("RGB", (400, 400), os.urandom(480_000)).save(data, "PNG")
    return SimpleUploadedFile("photo.png", data.getvalue(), "image/png")


@pytest.fixture
def small_disk(tmp_path, settings) -> Path:
    """The folders of files on a disk of one megabyte that is all but full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        (folder / "fill").write_bytes(b"x" * 900_000)
        settings.MEDIA_ROOT, settings.PRIVATE_ROOT = folder / "media", folder / "private"
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("name", ["default", "private"])
def test_no_half_of_a_file_stays(name):
    storage = storages[name]
    with pytest.raises(OSError, match="No space"):
        storage._save("half.txt", Full())
    assert not storage.exists("half.txt")


def test_another_s_file_of_that_name_stays():
    storage = storages["default"]
    name = storage.save("there.txt", ContentFile(b"old"))
    with pytest.raises(OSError, match="No space"):
        storage._save(name, Full())
    with storage.open(name) as file:
        assert file.read() == b"old"
    storage.delete(name)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "field"), [("add/", "file"), ("multiple/add/", "files[]")])
def test_an_image_that_finds_no_room_is_a_message(as_editor, small_disk, path, field):
    response = as_editor.post(f"/admin/images/{path}", {"title": "Photo", "description": "x", field: png()},
                              headers={"X-Requested-With": "XMLHttpRequest"})  # fmt: skip
    assert response.status_code == 507
    assert "plein" in response.text
    assert SillonImage.objects.count() == 0
    assert [item.name for item in small_disk.rglob("*") if item.is_file()] == ["fill"]


@pytest.mark.django_db
def test_sizes_that_find_no_room_fail_where_editors_see_it(admin, small_disk):
    """The task fails and is run again once there is room, instead of being done without its files."""
    (small_disk / "fill").write_bytes(b"")
    image = SillonImage.objects.create(title="x", file=png(), width=400, height=400)
    free = os.statvfs(small_disk)
    (small_disk / "rest").write_bytes(b"x" * (free.f_bavail * free.f_frsize))
    with pytest.raises(OSError, match="No space"):
        make_renditions(image)


@pytest.mark.django_db
def test_the_log_says_which_file_found_no_room_and_when(as_editor, small_disk, caplog):
    as_editor.post("/admin/images/add/", {"title": "Photo", "description": "x", "file": png()})
    assert f"No room on the disk: OSError ({small_disk}/" in caplog.text
    assert "{asctime}" in django_settings.LOGGING["formatters"]["line"]["format"]


def test_a_full_database_is_known():
    assert has_no_room(OperationalError("database or disk is full"))
    assert not has_no_room(OperationalError("database is locked"))
    assert has_no_room(OSError(errno.EROFS, "read-only"))
    assert not has_no_room(FileNotFoundError(errno.ENOENT, "x"))
