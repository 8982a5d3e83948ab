"""Documents: the photos and films in them lose position and camera, everything else stays."""

from __future__ import annotations

import gc
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, UploadedFile

from core.files import documents
from core.files.inspection import UnfitFile
from core.models import SillonDocument
from tests.core.files import pictures
from tests.members.contributions.test_files import MP4, box

pytestmark = pytest.mark.django_db
XMP_OF_THE_PDF = (
    b'<rdf:Description exif:GPSLatitude="45,11.1N"><exif:GPSLongitude>5,43E</exif:GPSLongitude><dc:title>Jeanne'
)


def pdf(*parts: bytes) -> bytes:
    return (
        b"%PDF-1.4\n" + b"".join(b"<<>>stream\n" + part + b"\nendstream\n" for part in parts) + b"startxref\n9\n%%EOF\n"
    )


def archive(**members: bytes) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return output.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def add(client, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    data = {"title": "Rapport", "file": file, "collection": Collection.get_first_root_node().pk}
    return client.post(reverse("wagtaildocs:add"), data)


def add_several(client, name: str, content: bytes):
    data = {"files[]": SimpleUploadedFile(name, content), "collection": Collection.get_first_root_node().pk}
    return client.post(reverse("wagtaildocs:add_multiple"), data, headers={"X-Requested-With": "XMLHttpRequest"})


def add_in_the_chooser(client, name: str, content: bytes):
    data = {
        "document-chooser-upload-title": "Rapport",
        "document-chooser-upload-file": SimpleUploadedFile(name, content),
        "document-chooser-upload-collection": Collection.get_first_root_node().pk,
    }
    return client.post(reverse("wagtaildocs_chooser:create"), data)


def stored() -> bytes:
    one = SillonDocument.objects.get()
    content = Path(one.file.path).read_bytes()
    assert one.file_size == len(content)
    return content


WAYS = [add, add_several, add_in_the_chooser]


@pytest.mark.parametrize("way", WAYS)
def test_photos_in_a_pdf_lose_their_position(way, as_editor):
    whole = pdf(pictures.photo(), b"du texte", XMP_OF_THE_PDF)
    way(as_editor, "rapport.pdf", whole)
    content = stored()
    assert len(content) == len(whole)
    assert not any(secret in content for secret in pictures.SECRETS[:2])
    assert b"45,11" not in content
    assert b"du texte" in content
    assert b"<dc:title>Jeanne" in content
    start = content.index(b"\xff\xd8")
    with Image.open(BytesIO(content[start : content.index(b"\nendstream")])) as image:
        image.load()
        assert not image.getexif()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["bilan.docx", "bilan.odt", "photos.zip"])
def test_photos_in_an_archive_lose_their_position_and_stay_upright(way, name, as_editor):
    photos = {"word__media__a_jpeg": pictures.photo(orientation=6), "word__media__b_png": pictures.photo("PNG")}
    way(as_editor, name, archive(**photos, docProps__core_xml=b"<dc:creator>Jeanne</dc:creator>"))
    found = members(stored())
    assert [*found] == ["mimetype", "word/media/a.jpeg", "word/media/b.png", "docProps/core.xml"]
    assert found["docProps/core.xml"] == b"<dc:creator>Jeanne</dc:creator>"
    assert not any(secret in content for content in found.values() for secret in pictures.SECRETS[:2])
    with Image.open(BytesIO(found["word/media/a.jpeg"])) as image:
        image.load()
        assert dict(image.getexif()) == {0x0112: 6}


@pytest.mark.parametrize("way", WAYS)
def test_a_film_loses_its_position(way, as_editor):
    way(as_editor, "film.mp4", MP4)
    assert b"45.1885" not in stored()
    assert b"+00.0000+000.0000/" in stored()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bilan.pdf", pdf(b"du texte")),
        ("signé.pdf", pdf(pictures.photo(), b"/ByteRange [0 1 2 3]")),
        ("bilan.docx", archive(word__document_xml=b"<w:p/>")),
        ("abîmé.docx", b"PK\3\4 abime"),
        ("données.csv", b"a;b\n1;2\n"),
        ("film.mp4", box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"moov", b"\0" * 20) + box(b"mdat", b"\0" * 9)),
    ],
)
def test_a_document_without_photos_is_stored_as_it_is(name, content, as_editor):
    add(as_editor, name, content)
    assert stored() == content


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("film.mp4", pictures.photo(), "n’est pas un film MP4"),
        ("film.mp4", MP4[:-20], "n’est pas un film entier"),
        ("plan.exe", b"MZ", "pas d’un format que le site prend ici"),
        ("vide.pdf", b"", "vide"),
    ],
    ids=["other", "cut", "program", "empty"],
)
def test_a_document_that_is_refused_is_refused_in_a_sentence(way, name, content, words, as_editor):
    text = way(as_editor, name, content).text
    assert words in text.replace("\\u2019", "’").replace("\u00a0", " ")
    assert not SillonDocument.objects.exists()


def test_a_large_document_is_refused_in_a_sentence(as_editor, monkeypatch):
    from dataclasses import replace

    from core.files import door

    monkeypatch.setattr(door, "DOCUMENT", replace(door.DOCUMENT, largest=10))
    assert "« gros.pdf » pèse" in add(as_editor, "gros.pdf", pdf()).text.replace("\u00a0", " ")


def test_an_archive_that_unpacks_to_very_much_is_refused(as_editor, monkeypatch):
    monkeypatch.setattr(documents, "MAX_UNPACKED", 1000)
    assert "trop de fichiers" in add(as_editor, "bombe.zip", archive(a_bin=bytes(5000))).text
    assert not SillonDocument.objects.exists()


# Wagtail leaves the file open that it measures.
@pytest.mark.filterwarnings(r"ignore:unclosed file <_io:ResourceWarning")
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io:pytest.PytestUnraisableExceptionWarning")
def test_a_document_that_waits_for_its_title_is_cleaned_with_it(as_editor):
    data = {"title": "t" * 300, "files[]": SimpleUploadedFile("a.pdf", pdf(pictures.photo())), "collection": 1}
    headers = {"X-Requested-With": "XMLHttpRequest"}
    as_editor.post(reverse("wagtaildocs:add_multiple"), data, headers=headers)
    waiting = UploadedFile.objects.get()
    data = {f"uploaded-document-{waiting.pk}-title": "Plan", f"uploaded-document-{waiting.pk}-collection": 1}
    as_editor.post(
        reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[waiting.pk]), data, headers=headers
    )
    assert not any(secret in stored() for secret in pictures.SECRETS[:2])
    gc.collect()


def test_a_document_of_a_program_and_a_large_one_on_disk_are_cleaned(home):
    SillonDocument.objects.create(title="a", file=ContentFile(pdf(pictures.photo()), "a.pdf"))
    on_disk = TemporaryUploadedFile("b.pdf", "application/pdf", 0, None)
    on_disk.write(pdf(pictures.photo()))
    on_disk.seek(0)
    SillonDocument.objects.create(title="b", file=on_disk)
    for one in SillonDocument.objects.all():
        assert not any(secret in Path(one.file.path).read_bytes() for secret in pictures.SECRETS[:2])


def test_the_api_takes_a_document_through_the_same_door(client, editor, token_of):
    headers = token_of(editor)
    data = {"title": "Rapport", "file": SimpleUploadedFile("a.pdf", pdf(pictures.photo()))}
    assert client.post("/api/v3/documents/", data, headers=headers).status_code == 201
    assert not any(secret in stored() for secret in pictures.SECRETS[:2])
    data = {"title": "Film", "file": SimpleUploadedFile("a.mp4", b"x" * 99)}
    response = client.post("/api/v3/documents/", data, headers=headers)
    assert response.status_code == 422
    assert "n’est pas un film MP4" in response.text


@pytest.mark.parametrize(
    ("name", "photo"),
    [
        ("a.webp", pictures.photo("WEBP")),
        ("a.jfif", pictures.photo()),
        ("a.jpg", pictures.photo()[:2] + b"\xff\xff" + pictures.photo()[2:]),
        ("a.png", pictures.photo("PNG") + b"end"),
    ],
    ids=["webp", "jfif", "fill bytes", "appended data"],
)
def test_photos_of_other_forms_in_an_archive_lose_their_position(name, photo):
    content = archive(**{name.replace(".", "_"): photo})
    found = members(cleaned(content))[name]
    assert not any(secret in found for secret in pictures.SECRETS[:2])
    with Image.open(BytesIO(found)) as image, Image.open(BytesIO(photo)) as before:
        assert image.tobytes() == before.tobytes()
        assert not image.getexif()


def cleaned(content: bytes) -> bytes:
    file = documents.cleaned(ContentFile(content, "a.zip"), ".zip")
    file.seek(0)
    return file.read()


@pytest.mark.parametrize("damaged", ["a_txt", "a_jpg"])
def test_an_archive_with_a_damaged_member_beside_photos_is_refused(damaged):
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as made:
        made.writestr(damaged.replace("_", "."), b"Chez Jeanne")
        made.writestr("b.jpg", pictures.photo())
    with pytest.raises(UnfitFile, match="abîmé"):
        cleaned(output.getvalue().replace(b"Chez Jeanne", b"chez Jeanne", 1))


@pytest.mark.parametrize("name", [b"udta", b"meta", b"moov"])
def test_a_film_loses_the_position_in_every_description(name):
    secret = box(b"\xa9xyz", b"\0\x12\x15\xc7+45.1885+005.7245/") + box(b"loci", b"\0\0\0\0Grenoble")
    content = box(b"ftyp", b"isom\0\0\2\0") + box(name, bytes(4) * (name == b"meta") + secret)
    content += box(b"moov", box(b"mvhd", bytes(20))) + box(b"mdat", b"film")
    file = documents.cleaned(ContentFile(content, "a.mp4"), ".mp4")
    file.seek(0)
    found = file.read()
    assert len(found) == len(content)
    assert b"45.1885" not in found
    assert b"Grenoble" not in found
