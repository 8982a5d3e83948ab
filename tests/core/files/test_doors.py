"""Every way for an image to come in: an SVG is stored without its script, or refused in French."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, UploadedFile
from wagtail.users.models import UserProfile

from core.models import SillonImage

pytestmark = pytest.mark.django_db
NS = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'
EVIL = f'<svg {NS} onload="alert(1)"><script>alert(2)</script><rect width="5" height="5"/></svg>'.encode()
OBSCURE = f'<svg {NS}><style>a{{background:u\\72l(//evil.example)}}</style><rect width="5" height="5"/></svg>'.encode()


def upload(content: bytes = EVIL, name: str = "plan.svg", type_: str = "image/svg+xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, type_)


def png() -> bytes:
    content = BytesIO()
    Image.new("RGB", (20, 10), "steelblue").save(content, "PNG")
    return content.getvalue()


def add(client, file):
    data = {"title": "Plan", "file": file, "collection": Collection.get_first_root_node().pk}
    return client.post(reverse("wagtailimages:add"), data)


def add_several(client, file):
    data = {"title": "Plan", "files[]": file, "collection": Collection.get_first_root_node().pk}
    return client.post(reverse("wagtailimages:add_multiple"), data, headers={"X-Requested-With": "XMLHttpRequest"})


def add_in_the_chooser(client, file):
    data = {
        "image-chooser-upload-title": "Plan",
        "image-chooser-upload-file": file,
        "image-chooser-upload-collection": Collection.get_first_root_node().pk,
    }
    return client.post(reverse("wagtailimages_chooser:create"), data)


WAYS = [add, add_several, add_in_the_chooser]


def stored(image: SillonImage) -> bytes:
    return Path(image.file.path).read_bytes()


def is_safe(image: SillonImage) -> bool:
    public = [Path(rendition.file.path).read_bytes() for rendition in image.renditions.all()]
    return bool(public) and not any(
        b"script" in content or b"onload" in content for content in (stored(image), *public)
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_drawing_loses_its_script(way, as_editor):
    way(as_editor, upload())
    image = SillonImage.objects.get()
    assert is_safe(image)
    assert image.file_size == len(stored(image))
    assert (image.width, image.height) == (9, 9)


@pytest.mark.parametrize("way", WAYS)
def test_a_drawing_that_cannot_be_judged_is_refused_in_french(way, as_editor):
    response = way(as_editor, upload(OBSCURE))
    assert not SillonImage.objects.exists()
    text = response.json()["error_message"] if way is add_several else response.text
    assert "plan.svg" in text
    assert "styles que le site ne sait pas" in text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.png", EVIL),
        ("plan.svg", b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"),
        ("plan.svg", png()),
        ("plan.svgz", EVIL),
        ("plan.html", EVIL),
        ("plan.svg", b"\x1f\x8b\x08" + EVIL),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(way, name, content, as_editor):
    response = way(as_editor, upload(content, name))
    assert response.status_code == 200
    assert not SillonImage.objects.exists()


def test_a_file_that_takes_the_place_of_another_is_cleaned_and_the_old_one_goes(
    as_editor, django_capture_on_commit_callbacks
):
    image = SillonImage.objects.create(title="Plan", file=ContentFile(png(), "plan.png"))
    old, renditions = image.file.path, [rendition.file.path for rendition in image.renditions.all()]
    assert renditions
    data = {"title": "Plan", "file": upload(), "collection": image.collection_id}
    with django_capture_on_commit_callbacks(execute=True):
        as_editor.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    image = SillonImage.objects.get()
    assert image.is_svg()
    assert is_safe(image)
    assert image.renditions.count() == 1
    assert not any(Path(path).exists() for path in (old, *renditions))


def test_a_drawing_sent_to_the_api_loses_its_script(client, editor, token_of):
    response = client.post("/api/v3/images/", {"title": "Plan", "file": upload()}, headers=token_of(editor))
    assert response.status_code == 201
    assert is_safe(SillonImage.objects.get())
    response = client.post("/api/v3/images/", {"title": "Plan", "file": upload(OBSCURE)}, headers=token_of(editor))
    assert response.status_code == 422
    assert "styles" in response.text
    assert SillonImage.objects.count() == 1


def test_a_drawing_of_a_program_loses_its_script(home):
    assert is_safe(SillonImage.objects.create(title="Plan", file=ContentFile(EVIL, "plan.svg")))


def test_an_upload_that_waits_for_its_form_is_private_and_cleaned_with_it(as_editor, settings):
    long = {"title": "t" * 300, "files[]": upload(), "collection": Collection.get_first_root_node().pk}
    as_editor.post(reverse("wagtailimages:add_multiple"), long, headers={"X-Requested-With": "XMLHttpRequest"})
    waiting = UploadedFile.objects.get()
    assert Path(waiting.file.path).is_relative_to(settings.PRIVATE_ROOT)
    data = {f"uploaded-image-{waiting.pk}-title": "Plan", f"uploaded-image-{waiting.pk}-collection": 1}
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    as_editor.post(address, data, headers={"X-Requested-With": "XMLHttpRequest"})
    assert is_safe(SillonImage.objects.get())
    assert not Path(waiting.file.path).exists()


def test_an_avatar_is_private_and_shown_to_the_team(as_editor, editor, client, member, settings):
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("moi.png", ContentFile(png(), "moi.png"))
    assert Path(profile.avatar.path).is_relative_to(settings.PRIVATE_ROOT)
    assert profile.avatar.url in as_editor.get(reverse("wagtailadmin_home")).text
    response = as_editor.get(profile.avatar.url)
    assert (response.status_code, response["Content-Type"], response.getvalue()) == (200, "image/png", png())
    assert client.get(profile.avatar.url).status_code == 302
    client.force_login(member)
    assert client.get(profile.avatar.url).status_code in (302, 403)
