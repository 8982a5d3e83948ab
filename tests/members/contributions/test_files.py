"""What is taken of the files that people send, whatever their names say."""

from __future__ import annotations

import struct
import uuid
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image, ImageCms

from core.contributions import kinds
from core.contributions.kinds import Files
from members.contributions import drafts, uploads
from members.models import Contribution, Upload

pytestmark = pytest.mark.django_db
PHOTOS = Files("photos", "Photos", "image", 2)
REPORT = Files("fichier", "Document", "document", 2, words="Le titre")
FILM = Files("film", "Film", "video", 1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(format_: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **told) -> bytes:
    output = BytesIO()
    image = Image.new(mode, size, 120 if mode in ("L", "P") else (200, 80, 40, 128)[: len(mode)])
    image.save(output, format_, **told)
    return output.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says to be of this size, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """A small file that holds a great comment, compressed."""
    data = b"comment\0\0" + zlib.compress(b"a" * 8_000_000)
    text = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    whole = picture("PNG")
    return whole[:33] + text + whole[33:]


def box(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(data) + 8, name) + data


MP4 = (
    box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
    + box(b"moov", b"\xa9xyz+45.1885+005.7245/ ...")
    + box(b"mdat", b"\0" * 64)
)


def archive() -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as made:
        made.writestr("index.html", "<script>alert(1)</script>")
    return output.getvalue()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def contribution(member) -> Contribution:
    return drafts.start(kinds.kind("lieu"), member, uuid.uuid4())


def kept(upload: Upload) -> bytes:
    return Path(upload.file.path).read_bytes()


def shown(upload: Upload) -> Image.Image:
    return Image.open(BytesIO(kept(upload)))


# --- What is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "name", "content", "words"),
    [
        (PHOTOS, "logo.svg", SVG, "dessin SVG"),
        (PHOTOS, "logo.png", SVG, "pas une image entière"),
        (PHOTOS, "photo.jpg", b"MZ\x90\0" + b"\0" * 900, "pas une image entière"),
        (PHOTOS, "photo.exe", picture(), "pas d’un format que le site prend ici"),
        (PHOTOS, "photo.jpg.exe", picture(), "pas d’un format que le site prend ici"),
        (PHOTOS, "photo", picture(), "pas d’un format que le site prend ici"),
        (PHOTOS, "photo.heic", b"x", "pas une image entière"),
        (PHOTOS, "photo.gif", picture("GIF"), "JPEG, PNG, WebP, AVIF ou HEIC"),
        (PHOTOS, "page.jpg", b"<html><script>alert(1)</script>", "pas une image entière"),
        (PHOTOS, "coupée.jpg", picture(size=(800, 800))[:2000], "pas une image entière"),
        (PHOTOS, "coupée.png", picture("PNG", (300, 300), "RGB")[:200], "pas une image entière"),
        (PHOTOS, "vide.jpg", b"", "est vide"),
        (PHOTOS, "géante.png", png_of(20_000, 10_000), "52 millions de points au plus"),
        (PHOTOS, "énorme.png", png_of(9_000, 8_000), "52 millions de points au plus"),
        (PHOTOS, "infinie.png", png_of(2_000_000_000, 2_000_000_000), "52 millions de points au plus"),
        (PHOTOS, "bombe.png", bomb(), "pas une image entière"),
        (PHOTOS, "lourde.jpg", b"\0" * (15 * 1024 * 1024 + 1), "15,0 Mo : 15 Mo au plus"),
        (REPORT, "vide.pdf", b"", "est vide"),
        (REPORT, "coupé.pdf", PDF[:30], "pas un PDF entier"),
        (REPORT, "page.pdf", b"<html>%PDF-1.4 %%EOF startxref", "pas un PDF, malgré son nom"),
        (REPORT, "photo.pdf", picture(), "pas un PDF, malgré son nom"),
        (REPORT, "double.pdf", PDF + archive(), "contient une archive"),
        (REPORT, "fermé.pdf", PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R"), "mot de passe"),
        (REPORT, "suite.pdf", PDF + b"<script>" * 900, "pas un PDF entier"),
        (REPORT, "macro.docm", archive(), "Envoyez un fichier PDF"),
        (FILM, "film.mp4", b"MZ\x90\0" + b"\0" * 900, "pas un film MP4, malgré son nom"),
        (FILM, "film.mp4", box(b"ftyp", b"avif\0\0\0\0") + box(b"moov"), "pas un film MP4, malgré son nom"),
        (FILM, "film.mp4", MP4[:-20], "pas un film entier"),
        (FILM, "film.mp4", MP4 + b"<html>", "pas un film entier"),
        (FILM, "film.webm", MP4, "pas un film WebM, malgré son nom"),
        (FILM, "film.mov", MP4, "MP4 ou WebM"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_of_another_format_than_its_name_is_refused(contribution, member, declared, name, content, words):
    with pytest.raises(ValidationError) as refusal:
        uploads.add(contribution, declared, sent(name, content), member)
    (message,) = refusal.value.messages
    assert message.startswith(f"«\u00a0{name}\u00a0» ")
    assert words in message.replace("\u00a0", " ")
    assert message.endswith(".")
    assert not Upload.objects.exists()


def test_a_name_is_shortened_and_can_be_stored(contribution, member):
    with pytest.raises(ValidationError) as refusal:
        uploads.add(contribution, PHOTOS, sent("a" * 300 + ".php", b"x"), member)
    assert refusal.value.messages[0].startswith(f"«\u00a0{'a' * 60}.php\u00a0»")
    upload = uploads.add(contribution, REPORT, sent("bi\ud800lan.pdf", PDF), member)
    assert upload.title == "bilan"


def test_no_more_files_than_the_form_takes(contribution, member):
    for number in (1, 2):
        uploads.add(contribution, PHOTOS, sent("a.jpg", picture(size=(50 + number, 40))), member)
    with pytest.raises(ValidationError, match="2 au plus") as refusal:
        uploads.add(contribution, PHOTOS, sent("b.jpg", picture(size=(90, 40))), member)
    assert refusal.value.code == "too_many"
    uploads.add(contribution, REPORT, sent("bilan.pdf", PDF), member)


def test_all_files_together_have_a_limit(contribution, member, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_TOTAL", len(PDF) + 10)
    uploads.add(contribution, REPORT, sent("un.pdf", PDF), member)
    with pytest.raises(ValidationError, match="tous les fichiers ensemble") as refusal:
        uploads.add(contribution, REPORT, sent("deux.pdf", PDF + b"\n"), member)
    assert refusal.value.code == "too_large"


def test_files_of_a_waiting_contribution_cannot_change(contribution, member):
    upload = uploads.add(contribution, PHOTOS, sent("a.jpg", picture()), member)
    Contribution.objects.update(state="published")
    stale = contribution  # read before the answer came
    for attempt in (
        lambda: uploads.add(stale, PHOTOS, sent("b.jpg", picture(size=(9, 9))), member),
        lambda: uploads.remove(stale, upload.pk),
        lambda: uploads.describe(stale, upload.pk, "Vue"),
    ):
        with pytest.raises(drafts.NotOpen):
            attempt()
    assert Upload.objects.get().title == ""


def test_failing_store_raises_and_leaves_no_row(contribution, member, monkeypatch):
    def full(self, name, content):
        raise OSError("No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    with pytest.raises(OSError, match="No space"):
        uploads.add(contribution, PHOTOS, sent("a.jpg", picture()), member)
    assert not Upload.objects.exists()


# --- What is kept -----------------------------------------------------------------------------------------------


def test_photo_loses_its_position_comments_and_trailing_data(contribution, member):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "Appareil secret"
    exif.get_ifd(0x8825)[2] = (45.0, 11.0, 18.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = picture(exif=exif, comment=b"Mon adresse", icc_profile=profile, xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    polyglot = content + archive() + b"<script>alert(1)</script>"
    assert b"Appareil" in polyglot
    upload = uploads.add(contribution, PHOTOS, sent("photo.JPG", polyglot), member, " La  cour\n")
    image = shown(upload)
    assert (image.size, image.format) == ((40, 60), "JPEG")
    assert not image.getexif()
    assert image.info["icc_profile"] == profile
    assert not {"comment", "exif", "xmp"} & image.info.keys()
    assert not any(secret in kept(upload) for secret in (b"Appareil", b"adresse", b"secret", b"PK\3\4", b"script"))
    assert (upload.kind, upload.title, upload.owner, upload.field) == ("image", "La cour", member, "photos")


@pytest.mark.parametrize(
    ("name", "content", "format_", "mode"),
    [
        ("a.png", picture("PNG", mode="RGBA"), "PNG", "RGBA"),
        ("a.png", picture("PNG", mode="P", transparency=0), "PNG", "P"),
        ("a.webp", picture("WEBP", mode="RGBA"), "WEBP", "RGBA"),
        ("a.avif", picture("AVIF", mode="RGBA"), "WEBP", "RGBA"),
        ("a.jpeg", picture("JPEG", mode="L"), "JPEG", "L"),
        ("a.jpg", picture("JPEG", mode="CMYK"), "JPEG", "RGB"),
        ("a.jpg", picture("MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))]), "JPEG", "RGB"),
        ("a.jpg", picture("PNG"), "PNG", "RGB"),
        ("a.png", picture("GIF", mode="P"), "PNG", "P"),
        ("a.heic", picture("HEIF"), "JPEG", "RGB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_image_format_is_encoded_again(contribution, member, name, content, format_, mode):
    upload = uploads.add(contribution, PHOTOS, sent(name, content), member)
    image = shown(upload)
    assert (image.format, image.mode, image.size) == (format_, mode, (60, 40))
    assert upload.suffix == {"PNG": ".png", "WEBP": ".webp", "JPEG": ".jpg"}[format_]
    assert getattr(image, "n_frames", 1) == 1


def test_large_picture_is_scaled_down(contribution, member):
    upload = uploads.add(contribution, PHOTOS, sent("a.png", picture("PNG", (5000, 20), "P")), member)
    assert shown(upload).size == (4000, 16)


def test_data_in_a_colour_profile_is_removed(contribution, member):
    content = picture("PNG", icc_profile=b"\0" * 36 + b"acsp" + b"secret" * 20_000)
    image = shown(uploads.add(contribution, PHOTOS, sent("a.png", content), member))
    assert "icc_profile" not in image.info


def test_document_is_stored_unchanged_under_the_title_of_its_file(contribution, member):
    upload = uploads.add(contribution, REPORT, sent("Bilan 2025.pdf", PDF), member)
    assert (kept(upload), upload.kind, upload.title, upload.suffix) == (PDF, "document", "Bilan 2025", ".pdf")
    assert "Bilan" not in str(upload.file.name)


def test_film_loses_its_position(contribution, member):
    upload = uploads.add(contribution, FILM, sent("film.mp4", MP4), member)
    assert len(kept(upload)) == len(MP4)
    assert b"+00.0000+000.0000/" in kept(upload)
    assert b"45.1885" not in kept(upload)


LOCI = box(b"loci", b"\0\0\0\0\x15\xc7Grenoble\0\0" + struct.pack(">iii", 5 << 16, 45 << 16, 0) + b"earth\0\0")
XMP = box(
    b"uuid",
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<rdf exif:GPSLatitude='45,11N' exif:Place='Grenoble'/>",
)
OTHER = box(b"uuid", b"\1" * 16 + b"kept as it is")
TABLES = box(b"stbl", b"\0\0\0\x0cloci\0\0\0\1")  # four bytes of a table that only look like a name
END = b"\0\0\0\0"  # QuickTime's end of user data
PLACED = {
    "in the film": box(b"moov", box(b"udta", LOCI + END) + TABLES),
    "in a track": box(b"moov", box(b"mvhd", b"\0" * 20) + box(b"trak", TABLES + box(b"udta", OTHER + LOCI))),
    "in the metadata": box(b"moov", TABLES + box(b"udta", box(b"meta", b"\0\0\0\0" + box(b"hdlr", b"\0" * 8) + XMP))),
    "in QuickTime's metadata": box(b"moov", TABLES + box(b"meta", box(b"hdlr", b"\0" * 8) + box(b"XMP_", XMP[24:]))),
    "in a film in 64 bits": struct.pack(">I4sQ", 1, b"moov", len(TABLES + LOCI) + 24) + TABLES + box(b"udta", LOCI),
    "beside the film": box(b"moov", TABLES) + XMP,
    "beside the film, in 64 bits": box(b"moov", TABLES) + struct.pack(">I4sQ", 1, b"uuid", len(XMP) + 8) + XMP[8:],
}


@pytest.mark.parametrize("parts", PLACED.values(), ids=PLACED)
def test_film_loses_every_box_with_a_position(contribution, member, parts):
    content = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + parts + OTHER + box(b"mdat", b"Grenoble" * 9)
    found = kept(uploads.add(contribution, FILM, sent("film.mp4", content), member))
    assert len(found) == len(content)
    assert b"Grenoble" not in found.partition(b"mdat")[0]
    assert b"GPSLatitude" not in found
    assert (TABLES in found, found.count(OTHER)) == (True, content.count(OTHER))
    assert found.endswith(box(b"mdat", b"Grenoble" * 9))


def test_deeply_nested_boxes_are_no_error(contribution, member):
    nested = b""
    for _ in range(5_000):
        nested = box(b"udta", nested)
    content = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"moov", nested) + box(b"mdat")
    assert kept(uploads.add(contribution, FILM, sent("film.mp4", content), member)) == content


def test_a_film_in_webm(contribution, member):
    content = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + b"\0" * 99
    assert kept(uploads.add(contribution, FILM, sent("film.webm", content), member)) == content


@pytest.mark.parametrize(
    ("declared", "name", "content"), [(PHOTOS, "a.jpg", picture()), (FILM, "a.mp4", MP4)], ids=["photo", "film"]
)
def test_file_sent_twice_is_stored_once(contribution, member, declared, name, content):
    first = uploads.add(contribution, declared, sent(name, content), member)
    assert uploads.add(contribution, declared, sent(name, content), member) == first
    assert Upload.objects.count() == 1


# --- Afterwards -------------------------------------------------------------------------------------------------


def test_words_are_changed(contribution, member):
    photo = uploads.add(contribution, PHOTOS, sent("a.jpg", picture()), member)
    report = uploads.add(contribution, REPORT, sent("a.pdf", PDF), member)
    uploads.describe(contribution, photo.pk, "  La\0 cour ")
    assert Upload.objects.get(pk=photo.pk).title == "La cour"
    uploads.describe(contribution, photo.pk, "")
    assert Upload.objects.get(pk=photo.pk).title == ""
    with pytest.raises(ValidationError, match="titre"):
        uploads.describe(contribution, report.pk, " ")
    with pytest.raises(ValidationError, match="255 caractères au plus"):
        uploads.describe(contribution, photo.pk, "a" * 256)


def test_file_is_deleted_with_its_row_after_the_commit(contribution, member, django_capture_on_commit_callbacks):
    photo = uploads.add(contribution, PHOTOS, sent("a.jpg", picture()), member)
    path = Path(photo.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.remove(contribution, photo.pk)
        assert path.exists()
    assert not path.exists()
    other = uploads.add(contribution, PHOTOS, sent("a.jpg", picture()), member)
    with django_capture_on_commit_callbacks(execute=True):
        contribution.delete()
    assert not Path(other.file.path).exists()


@pytest.mark.parametrize("ref", ["rien", uuid.uuid4(), "00000000-0000-0000-0000-000000000000"])
def test_unknown_file_is_404(contribution, ref):
    with pytest.raises(Http404):
        uploads.remove(contribution, ref)
    with pytest.raises(Http404):
        uploads.describe(contribution, ref, "Vue")


def test_file_of_another_contribution_is_404(contribution, member):
    other = drafts.start(kinds.kind("lieu"), member, uuid.uuid4())
    upload = uploads.add(other, PHOTOS, sent("a.jpg", picture()), member)
    with pytest.raises(Http404):
        uploads.remove(contribution, upload.pk)


def test_lost_file_does_not_prevent_sending(contribution, member):
    Upload.objects.create(kind="image", contribution=contribution, field="photos", file=ContentFile(b"x", "a.jpg"))
    Path(Upload.objects.get().file.path).unlink()
    assert uploads.add(contribution, PHOTOS, sent("a.jpg", picture()), member)


def test_rules_for_files_in_words():
    assert uploads.rules(PHOTOS).replace("\u202f", " ") == (
        "JPEG, PNG, WebP, AVIF ou HEIC, 15 Mo au plus par fichier ; 2 fichiers au plus."
    )
    assert uploads.rules(FILM) == "MP4 ou WebM, 200 Mo au plus."
    assert uploads.accept(PHOTOS) == "image/jpeg,image/png,image/webp,image/avif,.heic,.heif"
    assert uploads.accept(REPORT) == ".pdf"
