"""Profile photos: made small and upright, without position, or refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from wagtail.users.models import UserProfile

from tests.core.files import pictures
from tests.core.files.test_photos import colour_at, is_red, sent

pytestmark = pytest.mark.django_db


def post(client, user, **data):
    names = {"name_email-first_name": user.first_name or "Ada", "name_email-last_name": user.last_name or "B"}
    names |= {"name_email-email": user.email, "theme-theme": "system", "theme-contrast": "system"}
    names |= {"theme-density": "default", "locale-current_time_zone": "Europe/Paris"}
    return client.post(reverse("wagtailadmin_account"), names | data)


def avatar(user) -> Path:
    return Path(UserProfile.objects.get(user=user).avatar.path)


@pytest.mark.parametrize("size", [(300, 200), (1200, 800)])
def test_a_profile_photo_is_small_upright_and_bare(size, as_editor, editor):
    content = pictures.photo(orientation=6, image=pictures.drawn(size))
    assert post(as_editor, editor, **{"avatar-avatar": sent(content, "moi.jpg")}).status_code == 302
    with Image.open(avatar(editor)) as picture:
        assert picture.size == ((200, 300) if size[0] == 300 else (267, 400))
    assert not pictures.has_secrets(avatar(editor).read_bytes())
    assert is_red(colour_at(avatar(editor), 0.5, 0.2))


def test_a_profile_photo_of_a_telephone_is_taken(as_editor, editor):
    assert post(as_editor, editor, **{"avatar-avatar": sent(pictures.photo("HEIF"), "moi.heic")}).status_code == 302
    assert avatar(editor).suffix == ".jpg"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("moi.jpg", pictures.photo(image=pictures.drawn((900, 900)))[:3000], "pas une image entière"),
        ("moi.pdf", b"%PDF-1.4", "pas d’un format"),
        ("moi.jpg", bytes(15 * 1024 * 1024 + 1), "15 Mo au plus"),
    ],
    ids=["cut", "other format", "large"],
)
def test_a_profile_photo_that_cannot_be_shown_is_refused_in_a_sentence(name, content, words, as_editor, editor):
    response = post(as_editor, editor, **{"avatar-avatar": sent(content, name)})
    assert response.status_code == 200
    assert words in response.text.replace("\u00a0", " ")
    assert not UserProfile.objects.exclude(avatar="").exists()


def test_a_profile_photo_can_be_taken_away(as_editor, editor):
    profile = UserProfile.get_for_user(editor)
    profile.avatar.save("moi.png", ContentFile(pictures.saved(pictures.drawn(), "PNG")))
    path = avatar(editor)
    assert post(as_editor, editor).status_code == 302
    assert path.exists()
    assert post(as_editor, editor, **{"avatar-avatar-clear": "on"}).status_code == 302
    assert not UserProfile.objects.get(user=editor).avatar
    assert not path.exists()
