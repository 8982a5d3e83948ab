"""Wagtail's routes that write: whatever the body or the id is, the answer is no 5xx."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from wagtail.models import APIToken, Page, Site

from config import api
from tests.conftest import make_user
from tests.factories.archive import ThemeFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
METHODS = ("post", "put", "patch", "delete")
HUGE = 10**30
BODIES = (
    "x", "", [], [{}], 1, 3.5, None, True, {}, {"meta": "x"}, {"meta": []}, {"meta": [1]}, {"meta": None}, {"meta": 3},
    {"meta": {"type": 3}}, {"meta": {"type": ["x"]}}, {"meta": {"type": {}}}, {"meta": {"type": "x"}},
    {"meta": {"type": "wagtailcore.Page", "parent_id": 1}, "title": "x"},
    {"meta": {"type": "wagtailcore.Page", "parent_id": 1}, "title": "x", "slug": "x"},
    {"meta": {"type": "home.StandardPage", "parent_id": HUGE}, "title": "x"},
    {"meta": {"type": "home.StandardPage", "parent_id": 1}, "title": "x", "slug": "x"},
    {"destination_id": HUGE}, {"destination_id": 1}, {"destination_id": 1, "recursive": True}, {"revision_id": HUGE},
    {"destination_id": 1, "position": "left"}, {"destination_id": 1, "position": "first-child"}, {"slug": "a b"},
    {"destination_id": "01"}, {"destination_id": 1.0, "position": "right"}, {"destination_id": True}, {"a": ["\0"]},
    {"slug": "\0"}, {"title": "\0"}, {"title": "\ud800"}, {"locale": "fr", "alias": True}, {"recursive": True},
)  # fmt: skip
RAW = (b"", b"{", b"\xff", b'"\\ud800"', b"[" * 100_000, b'{"title": ' + b"9" * 5000 + b"}", b"NaN",
       b'{"title": ' + b"[" * 900 + b"]" * 900 + b"}", b'{"destination_id": 1e999}')  # fmt: skip
IDS = ("1", "0", "-1", "x", "1.5", "9" * 19, "9" * 30, "9" * 5000, "²", "%D9%A3", "%00", "None")


@pytest.fixture(scope="module")
def program(module_db) -> Client:
    """A client with the token of an administrator, which gets errors of the server as answers."""
    _, key = APIToken.create_token(user=make_user("une-admin", is_superuser=True, is_staff=True), name="test")
    client = Client(headers={"Authorization": f"Bearer {key}"})
    client.raise_request_exception = False
    return client


class Objects(NamedTuple):
    """The ids of what the addresses name."""

    page: int
    site: int


def addresses() -> list[str]:
    """Wagtail's addresses, as `/api/v3/pages/{page_id}/`."""
    patterns = [str(pattern.pattern) for pattern in api.urls[0]]
    wagtail = [path for path in patterns if not path.startswith(("contributions/", "openapi", "docs"))]
    return sorted({"/api/v3/" + path.replace("<int:", "{").replace("<", "{").replace(">", "}") for path in wagtail})


def at(path: str, page: object, site: object = 0) -> str:
    values = {"page_id": page, "site_id": site, "type": "core.Theme"}
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], page)), path)


def status(client: Client, method: str, path: str, content: bytes = b"") -> int:
    """The status of an answer; what the request wrote is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(path, content, "application/json")
        transaction.set_rollback(True)
    if answer.status_code >= 400 and answer.status_code != 405:
        assert answer["Content-Type"] == "application/problem+json", (method, path)
    return answer.status_code


@pytest.fixture(scope="module")
def writes(program) -> list[tuple[str, str]]:
    """Each method and address that Wagtail writes at."""
    known = [(method, path) for path in addresses() for method in METHODS]
    writes = [(method, path) for method, path in known if status(program, method, at(path, 0)) != 405]
    assert ("patch", "/api/v3/pages/{page_id}/") in writes
    assert ("post", "/api/v3/pages/{page_id}/actions/create_alias/") in writes
    assert ("put", "/api/v3/sites/{site_id}/") in writes
    assert ("patch", "/api/v3/snippets/{type}/{pk}/") in writes
    assert ("patch", "/api/v3/images/{image_id}/") in writes
    return writes


@pytest.fixture(scope="module")
def objects(program) -> Objects:
    """A place and a theme of the same id, and the site."""
    place = SiteProfilePageFactory()
    ThemeFactory(pk=place.pk)
    return Objects(place.pk, Site.objects.get().pk)


#: The addresses that read the most of a body get all of them.
READ_MOST = {
    ("post", "/api/v3/pages/"), ("patch", "/api/v3/pages/{page_id}/"),
    *(("post", f"/api/v3/pages/{{page_id}}/actions/{name}/") for name in ("copy", "move", "create_alias")),
}  # fmt: skip
#: Each other address gets one body in as many, and its neighbours the next ones; every other one about the root.
SHARES = 5


@pytest.mark.parametrize("part", range(SHARES))
def test_no_body_makes_an_error_of_the_server(program, writes, objects, part):
    contents = [*(json.dumps(body).encode() for body in BODIES), *RAW]
    assert set(writes) >= READ_MOST
    failures = []
    for rank, (method, path) in enumerate(writes):
        shared = contents[(rank + part) % SHARES :: SHARES]
        for number, content in enumerate(shared if (method, path) in READ_MOST else shared[:: SHARES - 1]):
            page = 1 if "{page_id}" in path and number % 2 else objects.page
            if status(program, method, at(path, page, objects.site), content) >= 500:
                failures.append((method, path, page, content[:60]))
    assert failures == []


@pytest.mark.parametrize("method", METHODS)
def test_no_id_makes_an_error_of_the_server(program, writes, method):
    failures = [
        (path, number)
        for path in [path for one, path in writes if one == method and "{" in path]
        for number in IDS
        if status(program, method, at(path, number, number), b'{"title": "x"}') >= 500
    ]
    assert failures == []


@pytest.mark.parametrize("content", ['"x"', "[]", "1", "null", "3"])
@pytest.mark.parametrize("path", ["pages/", "pages/{}/actions/copy/", "pages/{}/actions/create_alias/", "sites/"])
def test_a_body_that_is_no_object_is_refused(program, home, path, content):
    response = program.post(f"/api/v3/{path.format(home.pk)}", content, "application/json")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert "un objet JSON est attendu" in response.json()["detail"]


def test_an_id_that_is_no_number_is_not_found(program, home):
    for method, path in (("patch", "pages/x/"), ("post", "pages/²/actions/copy/"), ("get", "sites/x/")):
        response = getattr(program, method)(f"/api/v3/{path}")
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_an_uploaded_file_may_be_larger_than_a_body(program, home, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    file = SimpleUploadedFile("rapport.pdf", b"%PDF-1.4" + b"x" * 50_000, "application/pdf")
    response = program.post("/api/v3/documents/", {"title": "Rapport", "file": file, "collection": 1})
    assert response.status_code == 201, response.text


@pytest.mark.parametrize("action", ["copy", "create_alias"])
def test_the_root_is_not_copied(program, home, action):
    root = Page.objects.get(depth=1)
    response = program.post(f"/api/v3/pages/{root.pk}/actions/{action}/", "{}", "application/json")
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert "racine" in response.json()["detail"]


def test_a_request_without_a_token_is_refused_whatever_its_body(client, home):
    assert client.post("/api/v3/pages/", "[]", "application/json").status_code == 401
    assert client.patch(f"/api/v3/pages/{home.pk}/", "1", "application/json").status_code == 401
