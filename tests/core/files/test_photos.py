"""Every way for a photo to come in: position and camera go, and what cannot be shown is refused in a sentence."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.files import images
from core.models import SillonImage
from tests.core.files import pictures
from tests.core.files.test_doors import WAYS, stored
from tests.members.contributions.test_files import bomb, png_of

pytestmark = pytest.mark.django_db


def replace(client, file):
    image = SillonImage.objects.create(
        title="Avant", file=ContentFile(pictures.saved(pictures.drawn(), "PNG"), "a.png")
    )
    data = {"title": "Plan", "file": file, "collection": image.collection_id}
    response = client.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    if response.status_code != 302:
        image.delete()  # so that nothing is stored when the file is refused
    return response


ALL_WAYS = [*WAYS, replace]


def sent(content: bytes, name: str = "col.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def colour_at(content: bytes | Path, x: float, y: float) -> tuple[int, ...]:
    """The colour of an image at these shares of its width and height."""
    with Image.open(BytesIO(content) if isinstance(content, bytes) else content) as image:
        return image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))


def is_red(colour: tuple[int, ...]) -> bool:
    return colour[0] > 200 and colour[1] < 60 and colour[2] < 60


# --- What is stored ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ALL_WAYS)
def test_a_photo_loses_its_position_and_its_camera(way, as_editor):
    way(as_editor, sent(pictures.photo()))
    image = SillonImage.objects.get()
    assert not pictures.has_secrets(stored(image))
    assert image.file_size == len(stored(image))
    images.make_renditions(image)
    for rendition in image.renditions.all():
        assert not pictures.has_secrets(Path(rendition.file.path).read_bytes())


@pytest.mark.parametrize("format_", pictures.FORMATS)
def test_no_metadata_of_any_format_is_stored(format_, as_editor):
    content = pictures.photo(format_)
    assert pictures.has_secrets(content)
    WAYS[0](as_editor, sent(content, f"col{pictures.SUFFIX[format_]}"))
    image = SillonImage.objects.get()
    assert not pictures.has_secrets(stored(image))
    assert Path(image.file.name).suffix in (".jpg", ".png", ".webp")
    with Image.open(image.file.path) as picture:
        assert picture.size == (image.width, image.height) == (600, 400)
        assert getattr(picture, "n_frames", 1) == 1
    assert is_red(colour_at(stored(image), 0.2, 0.5))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_photo_taken_upright_stays_upright(format_, as_editor):
    content = pictures.photo(format_, orientation=6)
    WAYS[0](as_editor, sent(content, f"col{pictures.SUFFIX[format_]}"))
    image = SillonImage.objects.get()
    assert (image.width, image.height) == (400, 600)
    rendition = image.renditions.get()
    assert (rendition.width, rendition.height) == (400, 600)
    # Turned clockwise, the left half is at the top.
    for path in (image.file.path, rendition.file.path):
        assert is_red(colour_at(Path(path), 0.5, 0.2))
        assert not is_red(colour_at(Path(path), 0.5, 0.8))


def test_a_scan_in_16_bits_is_not_white(as_editor):
    WAYS[0](as_editor, sent(pictures.grey_16_bits(), "scan.png"))
    image = SillonImage.objects.get()
    for path in (image.file.path, image.renditions.get().file.path):
        dark, middle, light = (colour_at(Path(path), x, 0.5)[0] for x in (0.02, 0.5, 0.98))
        assert dark < 20 < 100 < middle < 160 < 235 < light


@pytest.mark.parametrize("with_profile", [False, True])
def test_an_image_for_print_is_stored_for_screens(with_profile, as_editor):
    image = Image.new("CMYK", (60, 40), (0, 255, 255, 0))
    options = {"icc_profile": pictures.profile()} if with_profile else {}  # no CMYK profile: it cannot be applied
    WAYS[0](as_editor, sent(pictures.saved(image, "JPEG", **options), "affiche.jpg"))
    with Image.open(SillonImage.objects.get().file.path) as picture:
        assert picture.mode == "RGB"
        assert "icc_profile" not in picture.info
    assert is_red(colour_at(stored(SillonImage.objects.get()), 0.5, 0.5))


def test_the_profile_of_a_print_is_applied(monkeypatch):
    """There is no CMYK profile at hand: what is tested is that the conversion is asked for, and its result stored."""
    from core.files import inspection

    seen = []

    def convert(image, source, target, outputMode):
        seen.append((image.mode, source, outputMode))
        return Image.new(outputMode, image.size, (10, 20, 30))

    monkeypatch.setattr(inspection.ImageCms, "ImageCmsProfile", lambda file: file.read())
    monkeypatch.setattr(inspection.ImageCms, "profileToProfile", convert)
    content = pictures.saved(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG", icc_profile=b"profil" * 40_000)
    cleaned, suffix = inspection.clean_image(content)
    assert seen == [("CMYK", b"profil" * 40_000, "RGB")]
    assert suffix == ".jpg"
    assert max(abs(a - b) for a, b in zip(colour_at(cleaned, 0.5, 0.5), (10, 20, 30), strict=True)) < 4


def test_a_colour_profile_for_screens_is_kept_and_another_is_not(as_editor):
    for name, mode in (("rouge.jpg", "RGB"), ("gris.jpg", "L")):
        content = pictures.saved(pictures.drawn().convert(mode), "JPEG", icc_profile=pictures.profile())
        WAYS[0](as_editor, sent(content, name))
    coloured, grey = SillonImage.objects.order_by("pk")
    for image, kept in ((coloured, True), (grey, False)):
        for path in (image.file.path, image.renditions.get().file.path):
            with Image.open(path) as picture:
                assert ("icc_profile" in picture.info) == kept


def test_a_picture_without_secrets_is_stored_as_it_is(as_editor):
    content = pictures.saved(pictures.drawn(), "JPEG", quality=70)
    WAYS[0](as_editor, sent(content))
    assert stored(SillonImage.objects.get()) == content


@pytest.mark.parametrize(
    ("name", "format_", "suffix"),
    [
        ("col.png", "JPEG", ".jpg"),
        ("col.jpg", "HEIF", ".jpg"),
        ("col.JPG", "WEBP", ".webp"),
        ("col.jpeg", "JPEG", ".jpg"),
    ],
)
def test_a_photo_under_the_suffix_of_another_format_is_stored_under_its_own(name, format_, suffix, as_editor):
    WAYS[0](as_editor, sent(pictures.photo(format_), name))
    image = SillonImage.objects.get()
    assert Path(image.file.name).suffix == suffix
    assert image.title == "Plan"
    assert image.renditions.exists()


def test_a_photo_of_a_program_loses_its_position(home):
    image = SillonImage.objects.create(title="Le col", file=ContentFile(pictures.photo("HEIF", 6), "col.heic"))
    assert image.file.name.endswith(".jpg")
    assert not pictures.has_secrets(stored(image))
    assert (image.width, image.height) == (400, 600)


# --- What is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_cut_image_is_refused_in_a_sentence(format_, share, as_editor):
    noise = Image.effect_noise((200, 150), 90).convert("RGB")
    whole = pictures.saved(noise, format_)
    response = WAYS[0](as_editor, sent(whole[: int(len(whole) * share)], f"col{pictures.SUFFIX[format_]}"))
    assert response.status_code == 200
    assert not SillonImage.objects.exists()
    assert "n’est pas une image entière" in response.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("géante.png", png_of(20_000, 10_000), "52 millions de points au plus"),
        ("infinie.png", png_of(2_000_000_000, 2_000_000_000), "52 millions de points au plus"),
        ("bombe.png", bomb(), "n’est pas une image entière"),
    ],
    ids=["large", "without end", "text"],
)
def test_an_image_that_unpacks_to_very_much_is_refused_in_a_sentence(name, content, words, as_editor):
    assert words in WAYS[0](as_editor, sent(content, name)).text.replace("\u202f", " ").replace("\u00a0", " ")
    assert not SillonImage.objects.exists()


@pytest.mark.parametrize(
    "image",
    [
        Image.new("LA", (60, 40), (9, 128)),
        Image.new("RGBA", (60, 40), (9, 9, 9, 128)),
        Image.new("P", (60, 40)),
        Image.new("1", (60, 40)),
        Image.new("PA", (60, 40)).convert("LA"),
    ],
    ids=lambda image: image.mode,
)
@pytest.mark.parametrize("size", [(60, 40), (4100, 30)])
def test_every_kind_of_png_is_taken_with_its_metadata_gone(image, size, as_editor):
    content = pictures.saved(image.resize(size), "PNG", exif=pictures.exif(3).tobytes())
    WAYS[0](as_editor, sent(content, "plan.png"))
    one = SillonImage.objects.get()
    assert not pictures.has_secrets(stored(one))
    assert one.renditions.exists()
    with Image.open(one.file.path) as picture:
        assert picture.has_transparency_data == ("A" in image.mode)


def test_a_cut_image_without_metadata_is_refused_too(as_editor):
    whole = pictures.saved(Image.effect_noise((200, 150), 90).convert("RGB"), "PNG")
    at = whole.index(b"IDAT") + 400
    broken = whole[:at] + bytes(200) + whole[at + 200 :]
    assert "n’est pas une image entière" in WAYS[0](as_editor, sent(broken, "col.png")).text


@pytest.mark.parametrize("way", ALL_WAYS)
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("col.jpg", pictures.photo()[:3000], "n’est pas une image entière"),
        ("col.jpg", b"MZ" + bytes(900), "n’est pas une image entière"),
        ("col.tiff", pictures.saved(pictures.drawn(), "TIFF"), "pas d’un format que le site prend ici"),
        ("col.jpg", bytes(15 * 1024 * 1024 + 1), "15 Mo au plus"),
    ],
    ids=["cut", "program", "other format", "large"],
)
def test_a_file_that_cannot_be_shown_is_refused_in_a_sentence(way, name, content, words, as_editor):
    response = way(as_editor, sent(content, name))
    assert response.status_code == 200
    answer = json.loads(response.text) if response.text.startswith("{") else {"html": response.text}
    text = answer.get("error_message") or answer.get("htmlFragment") or answer["html"]
    assert words in text.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert name in text
    assert not SillonImage.objects.exists()


def test_the_api_takes_a_photo_through_the_same_door(client, editor, token_of):
    headers = token_of(editor)
    response = client.post(
        "/api/v3/images/", {"title": "Col", "file": sent(pictures.photo("HEIF"), "c.heic")}, headers=headers
    )
    assert response.status_code == 201
    assert not pictures.has_secrets(stored(SillonImage.objects.get()))
    response = client.post("/api/v3/images/", {"title": "Col", "file": sent(pictures.photo()[:2000])}, headers=headers)
    assert response.status_code == 422
    assert "n’est pas une image entière" in response.text


def test_a_busy_site_says_so(as_editor, monkeypatch):
    from core.files import inspection

    monkeypatch.setattr(inspection, "decoding", type("Busy", (), {"acquire": lambda self, timeout: False})())
    assert "reçoit beaucoup d’images" in WAYS[0](as_editor, sent(pictures.photo())).text
    assert not SillonImage.objects.exists()
