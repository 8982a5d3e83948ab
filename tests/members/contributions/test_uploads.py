import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from core.contributions import kinds
from core.models import SillonDocument, SillonImage
from members.contributions import drafts
from members.models import Upload

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'


@pytest.fixture
def upload(member):
    return Upload.objects.create(
        kind="document", title="budget.txt", file=ContentFile(b"12", "Mon budget.TXT"), owner=member
    )


def test_file_is_in_the_private_store_under_a_random_name(upload):
    path = Path(upload.file.path)
    assert path.is_relative_to(settings.PRIVATE_ROOT)
    assert "budget" not in path.name
    assert path.suffix == ".txt"


@pytest.mark.parametrize(
    ("who", "status"), [(None, 302), ("member", 200), ("other", 404), ("moderator", 200), ("editor", 200)]
)
def test_a_file_is_served_by_rights(client, request, upload, moderator, editor, who, status):
    from tests.conftest import make_user

    if who:
        client.force_login(make_user("un-autre", "Membres") if who == "other" else request.getfixturevalue(who))
    response = client.get(f"/compte/fichiers/{upload.pk}/")
    assert response.status_code == status
    if status == 200:
        assert b"".join(response) == b"12"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Cache-Control"] == "private, no-store"
        response.close()


def test_author_sees_files_of_others_in_their_contribution(client, member, moderator):
    contribution = drafts.start(kinds.kind("lieu"), member, uuid.uuid4())
    added = Upload.objects.create(
        kind="image", file=ContentFile(b"x", "a.jpg"), owner=moderator, contribution=contribution
    )
    client.force_login(member)
    response = client.get(f"/compte/fichiers/{added.pk}/")
    assert response.status_code == 200
    response.close()


@pytest.mark.parametrize(
    ("kind", "name", "type_", "shown"),
    [
        ("image", "a.jpg", "image/jpeg", True),
        ("image", "a.png", "image/png", True),
        ("image", "a.webp", "image/webp", True),
        ("image", "a.svg", "application/octet-stream", False),
        ("document", "a.pdf", "application/octet-stream", False),
        ("document", "a.jpg", "application/octet-stream", False),
        ("document", "a.mp4", "application/octet-stream", False),
        ("document", "a.html", "application/octet-stream", False),
    ],
)
def test_only_encoded_pictures_are_shown_inline(client, member, kind, name, type_, shown):
    content = ContentFile(b"<script>alert(1)</script>", name)
    upload = Upload.objects.create(kind=kind, title="La cour", file=content, owner=member)
    client.force_login(member)
    response = client.get(f"/compte/fichiers/{upload.pk}/")
    response.close()
    assert response["Content-Type"] == type_
    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert f'filename="La cour{upload.suffix}"' in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"


def test_accepted_document_leaves_the_private_store(upload, django_capture_on_commit_callbacks):
    private = Path(upload.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        document = upload.accept()
    assert isinstance(document, SillonDocument)
    assert (document.title, document.file_size) == ("budget.txt", 2)
    assert Path(document.file.path).parent == settings.PRIVATE_ROOT / "documents"
    assert not private.exists()
    assert not Upload.objects.exists()


def test_accepted_image_is_in_the_library(member):
    upload = Upload.objects.create(kind="image", title="Dessin", file=ContentFile(SVG, "d.svg"), owner=member)
    image = upload.accept()
    assert isinstance(image, SillonImage)
    assert (image.uploaded_by_user, image.title, image.description) == (member, "Dessin", "Dessin")


def test_image_without_words_has_the_title_of_its_contribution(member):
    contribution = drafts.start(kinds.kind("lieu"), member, uuid.uuid4())
    drafts.save(contribution, {"title": ["La Scierie"]})
    upload = Upload.objects.create(
        kind="image", file=ContentFile(SVG, "d.svg"), owner=member, contribution=contribution
    )
    image = upload.accept()
    assert (image.title, image.description) == ("Image – La Scierie", "")


def test_a_file_stays_where_it_is_when_accepting_fails(upload, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        upload.accept()
        transaction.set_rollback(True)
    assert Path(Upload.objects.get().file.path).exists()
