"""The private folder stands apart from what servers give to everybody, and may be sent by one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from wagtail.utils import sendfile

from core.checks import private_files_are_apart
from tests.core.files.test_serving import document, drawing, lose, photo


@pytest.mark.parametrize(
    ("private", "media", "errors"),
    [
        ("private", "media", 0),
        ("media/private", "media", 1),
        ("media", "media", 1),
        ("files", "files/media", 1),
        ("static/private", "media", 1),
        ("media-private", "media", 0),
        ("media/../private", "media", 0),
        ("link", "media", 1),
    ],
)
def test_neither_folder_lies_in_the_other(private, media, errors, settings, tmp_path):
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path / "static", []
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path / private, tmp_path / media
    (tmp_path / "media").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "media")
    messages = private_files_are_apart(None)
    assert [message.id for message in messages] == ["sillon.E004"] * errors


@pytest.fixture
def nginx(settings, home):
    settings.SENDFILE_BACKEND = "django_sendfile.backends.nginx"
    settings.SENDFILE_ROOT, settings.SENDFILE_URL = settings.PRIVATE_ROOT, "/fichiers-prives"
    sendfile._get_sendfile.clear()
    yield
    sendfile._get_sendfile.clear()


def test_the_front_server_sends_private_files_when_they_are_allowed(nginx, client, as_editor):
    one, image = document(name="été (1).pdf"), photo()
    for response, name in ((client.get(one.url), "documents/%C3%A9t%C3%A9_1"), (as_editor.get(image.file.url), "ori")):
        assert response.status_code == 200
        assert response["X-Accel-Redirect"].startswith(f"/fichiers-prives/{name}")
        assert response["Content-Length"] == "0"
        assert "Content-Encoding" not in response
        assert response["Cache-Control"].startswith("private")
        assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "X-Accel-Redirect" not in client.get(image.file.url)
    part = client.get(one.url, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.has_header("Content-Range")) == (200, False)  # nginx cuts it


def test_a_missing_file_is_a_404_before_the_front_server_looks(nginx, client, as_editor):
    one, svg = document(), drawing()
    lose(one, svg)
    for response in (client.get(one.url), as_editor.get(svg.file.url)):
        assert response.status_code == 404
        assert "X-Accel-Redirect" not in response
        assert "manque sur ce serveur" in response.text


def test_the_address_of_the_private_folder_cannot_be_asked_for(nginx, client):
    assert client.get("/fichiers-prives/documents/x.pdf").status_code == 404
    assert not Path("/fichiers-prives").exists()
