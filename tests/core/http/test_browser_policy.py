"""What answers let a browser do, by address."""

import pytest
from django.core.files.base import ContentFile

from config.settings.base import image_hosts
from core.models import SillonDocument
from search import views as search_views

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}


def policy(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/inventaire/", pytest.param("/recherche/?q=x", marks=pytest.mark.indexed), "/compte/login/", "/rien/",
        "/api/v3/docs", "/api/v3/site/", "/sante/",
    ],
)  # fmt: skip
def test_a_public_answer_loads_from_this_site_alone_and_runs_nothing_inline(client, home, path):
    response = client.get(path)
    assert policy(response) == STRICT
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_error_of_the_server_is_no_less_strict(client, home, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(search_views, "search_context", None)
    response = client.get("/recherche/?q=x")
    assert response.status_code == 500
    assert policy(response) == STRICT


def test_the_admin_may_what_wagtail_needs_and_no_more(as_editor):
    found = policy(as_editor.get("/admin/"))
    assert {name: value for name, value in found.items() if STRICT.get(name) != value} == {
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "frame-src": "'self'",
    }


def test_an_address_that_only_looks_like_the_admin_s_is_public(client, home):
    assert policy(client.get("/administration/")) == STRICT


def test_a_document_keeps_the_policy_of_its_view(client, home):
    document = SillonDocument.objects.create(title="Note", file=ContentFile(b"%PDF-1.4", name="note.pdf"))
    response = client.get(document.url)
    assert b"".join(response) == b"%PDF-1.4"
    assert policy(response)["default-src"] == "'none'"
    assert "script-src" not in policy(response)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("", []),
        ("/tuiles/{z}/{x}/{y}.png", []),
        ("https://tuiles.example/{z}/{x}/{y}.png", ["https://tuiles.example"]),
        ("https://{s}.tuiles.example:8443/{z}/{x}/{y}.png", ["https://*.tuiles.example:8443"]),
    ],
)
def test_images_may_come_from_the_host_of_the_tiles(url, hosts):
    assert image_hosts(url) == hosts
