"""Small documents that are made to take much memory or time when they are cleaned."""

from __future__ import annotations

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from django.core.files.base import ContentFile

from core.files import documents, video
from core.files.inspection import UnfitFile
from tests.members.contributions.test_files import box

MEGA = 1024 * 1024


@pytest.fixture
def peak():
    """Return the most memory, in bytes, that Python has taken since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_segments_of_a_pdf_that_overlap_take_no_more_memory_than_the_pdf(peak):
    segments = b"\xff\xe1\xff\xffExif\0\0" * 4000
    content = b"%PDF-1.4\n" + segments + b"x" * 70_000 + b"\nstartxref\n0\n%%EOF"
    file = documents.cleaned(ContentFile(content, "a.pdf"), ".pdf")
    assert peak() < 4 * MEGA
    file.seek(0)
    cleaned = file.read()
    covered = content.rindex(b"\xff\xe1") + 2 + 0xFFFF
    assert cleaned == content[:19] + bytes(covered - 19) + content[covered:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"\xff\xd8" + b"\xff\xe0\0\2" * 100_000 + b"\xff\xd9"),
        ("a.jpg", b"\xff\xd8" + b"\xff\xfe\0\2" * 100_000 + b"\xff\xd9"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IDAT0000" * 100_000),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0tEXt0000" * 100_000),
    ],
    ids=["segments", "comments", "chunks", "texts"],
)
def test_a_photo_of_very_many_parts_in_an_archive_is_refused(name, content, peak):
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    with pytest.raises(UnfitFile, match="contient une photo"):
        documents.cleaned(ContentFile(output.getvalue(), "a.zip"), ".zip")
    assert peak() < 8 * MEGA


def test_a_film_of_very_many_boxes_is_refused(peak):
    content = box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", b"\0" * 8) + box(b"mdat", b"\0") + box(b"free", b"") * 40_000
    with pytest.raises(UnfitFile, match="trop de morceaux"):
        documents.cleaned(ContentFile(content, "a.mp4"), ".mp4")
    assert peak() < 4 * MEGA


def test_a_film_with_a_very_large_description_is_refused_before_it_is_read(peak, monkeypatch):
    monkeypatch.setattr(video, "MAX_DESCRIPTION", MEGA, raising=False)
    content = box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", b"\0" * 2 * MEGA) + box(b"mdat", b"\0")
    with pytest.raises(UnfitFile, match="trop de morceaux"):
        documents.cleaned(ContentFile(content, "a.mp4"), ".mp4")
