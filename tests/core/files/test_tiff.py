"""Photos within archives whose metadata is overwritten in place."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from core.files import documents
from core.files.inspection import UnfitFile
from tests.core.files import pictures
from tests.core.files.test_documents import archive, members


def cleaned(**photos: bytes) -> dict[str, bytes]:
    file = documents.cleaned(ContentFile(archive(**photos), "a.zip"), ".zip")
    file.seek(0)
    return members(file.read())


@pytest.mark.parametrize(
    ("name", "photo"),
    [
        ("a.heic", pictures.photo("HEIF")),
        ("a.avif", pictures.photo("AVIF")),
        ("a.jpg", pictures.photo("HEIF")),
    ],
    ids=["heic", "avif", "misnamed"],
)
def test_photos_lose_position_and_camera_and_keep_their_picture(name, photo):
    found = cleaned(**{name.replace(".", "_"): photo})[name]
    assert len(found) == len(photo)
    assert pictures.CAMERA.encode() not in found
    assert b"45,11N" not in found
    with Image.open(BytesIO(found)) as image, Image.open(BytesIO(photo)) as before:
        assert before.getexif().get_ifd(0x8825)
        assert not image.getexif().get_ifd(0x8825)
        assert image.tobytes() == before.tobytes()


def test_tiff_tables_lose_position_and_camera():
    tables = pictures.exif(orientation=6).tobytes().removeprefix(b"Exif\0\0")
    found = Image.Exif()
    found.load(cleaned(a_tif=tables)["a.tif"])
    assert found[0x0112] == 6
    assert pictures.CAMERA not in found.values()
    assert not found.get_ifd(0x8825)


def test_values_that_overlap_are_refused():
    entries = struct.pack("<HHII", 0x010F, 2, 100_000, 20_000) * 900
    with pytest.raises(UnfitFile, match="photo"):
        cleaned(a_tif=b"II*\0\x08\0\0\0" + struct.pack("<H", 900) + entries + bytes(90_000))
