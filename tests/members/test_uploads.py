from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from core.models import SillonDocument, SillonImage
from members.models import Upload

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'


@pytest.fixture
def upload(member):
    return Upload.objects.create(
        kind="document", title="budget.txt", file=ContentFile(b"12", "Mon budget.TXT"), owner=member
    )


def test_a_file_lies_in_the_private_store_under_a_name_that_says_nothing(upload):
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
        assert response["Cache-Control"] == "private, no-store"
        response.close()


def test_an_accepted_document_moves_to_the_public_store(upload, django_capture_on_commit_callbacks):
    private = Path(upload.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        document = upload.accept()
    assert isinstance(document, SillonDocument)
    assert (document.title, document.file_size) == ("budget.txt", 2)
    assert Path(document.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert not private.exists()
    assert not Upload.objects.exists()


def test_an_accepted_image_is_an_image(member):
    upload = Upload.objects.create(kind="image", title="Dessin", file=ContentFile(SVG, "d.svg"), owner=member)
    image = upload.accept()
    assert isinstance(image, SillonImage)
    assert image.uploaded_by_user == member
