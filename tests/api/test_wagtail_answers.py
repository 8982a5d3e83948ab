"""Live answers of Wagtail's own routes, judged by the OpenAPI document: without a token, for a member, for the team."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import APIToken, Site

from config.api import document
from core.bin import moves
from home.models import StandardPage
from tests import remembered
from tests.api.document import Document
from tests.conftest import make_user
from tests.members.contributions.test_files import picture

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
DOCUMENT = Document(json.loads(json.dumps(document(), default=str)))
OPERATIONS = [
    (method, path)
    for path, methods in DOCUMENT.paths.items()
    for method in methods
    if (method, path) not in DOCUMENT.ours()
]
JSON = "application/json"
UNREADABLE = {JSON: (b"{", JSON), MULTIPART_CONTENT: (b"rien", "multipart/form-data; boundary=\xe9")}
#: Ids that no object has.
NOBODY = dict.fromkeys(("page_id", "revision_id", "site_id", "redirect_id", "image_id", "document_id"), 99999)
NOBODY["type_name"] = "rien"
HUGE = json.dumps({"title": "a" * 3_000_000}).encode()
#: A query that finds something, for the routes that look something up.
QUERIES = {"pages/find/": "?html_path=/", "redirects/find/": "?html_path=/autrefois"}


def multipart(**parts: Any) -> tuple[bytes, str]:
    return encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT


class Team:
    """A client of the API with the tokens of an administrator, an editor and a member, and an object of each kind."""

    def __init__(self) -> None:
        users = {
            "admin": make_user("une-admin", is_superuser=True, is_staff=True),
            "editor": make_user("une-editrice", "Éditeurs"),
            "member": make_user("un-membre", "Membres"),
        }
        self.keys = {name: APIToken.create_token(user=user, name="essai")[1] for name, user in users.items()}
        self.page, self.other, self.deleted = StandardPage.objects.live().filter(numchild=0).order_by("path")[:3]
        moves.put(self.deleted)
        self.page.save_revision(user=users["admin"])
        redirect = Redirect.objects.create(old_path="/autrefois", redirect_page=self.page, site=None)
        self.ids = {
            "page_id": self.page.pk,
            "revision_id": self.page.latest_revision_id,
            "site_id": Site.objects.get().pk,
            "redirect_id": redirect.pk,
            "image_id": get_image_model().objects.first().pk,
            "document_id": get_document_model().objects.first().pk,
            "type_name": "home.StandardPage",
        }
        #: A page that is the alias of another one.
        self.alias = self.page.create_alias(parent=self.other, update_slug="alias")
        #: What each route with a body accepts.
        self.bodies: dict[str, Any] = {
            "pages_create": {
                "title": "Nouvelle", "slug": "nouvelle-page",
                "meta": {"type": "home.StandardPage", "parent_id": self.page.get_parent().pk},
            },
            "pages_update": {"title": "Autre titre"},
            "pages_actions_unpublish": {"recursive": False},
            "pages_actions_copy": {"slug": "copie", "destination_id": self.page.get_parent().pk},
            "pages_actions_move": {"destination_id": self.other.pk},
            "pages_actions_revert": {"revision_id": self.page.latest_revision_id},
            "pages_actions_create_alias": {"slug": "alias", "destination_id": self.page.get_parent().pk},
            "pages_actions_copy_for_translation": {"locale": "fr"},
            "sites_create": {"hostname": "autre.test", "root_page_id": self.page.pk},
            "sites_update": {"hostname": "encore.test", "root_page_id": self.page.pk},
            "redirects_create": {"old_path": "/jadis", "redirect_page_id": self.page.pk},
            "redirects_update": {"old_path": "/jadis", "redirect_page_id": self.page.pk},
            "documents_update": {"title": "Autre titre"},
            "images_update": {"title": "Autre titre"},
        }  # fmt: skip

    def send(self, user: str, method: str, path: str, body: bytes = b"", media_type: str = JSON, **ids: object) -> Any:
        """Return an answer; what the request wrote is undone."""
        address = re.sub(r"\{(\w+)\}", lambda part: str({**self.ids, **ids}[part[1]]), path)
        headers = {"Authorization": f"Bearer {self.keys[user]}"} if user else {}
        with transaction.atomic():
            response = Client(headers=headers).generic(method.upper(), address, body, media_type)
            transaction.set_rollback(True)
        return response

    def body(self, name: str) -> tuple[bytes, str]:
        """Return the body of an operation that succeeds, and its media type."""
        if name in ("documents_create", "images_create"):
            content = picture() if name == "images_create" else b"%PDF-1.4 rien"
            file = SimpleUploadedFile("x.jpg" if name == "images_create" else "x.pdf", content)
            return multipart(title="X", file=file, collection=1)
        return (json.dumps(self.bodies[name]).encode() if name in self.bodies else b""), JSON


@pytest.fixture(scope="module")
def team(module_db) -> Team:
    remembered.load_demo()
    return Team()


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_route_of_wagtail_answers_as_documented(team, method, path):
    documented = DOCUMENT.statuses(method, path)
    body, media_type = team.body(DOCUMENT.paths[path][method]["operationId"])
    seen, faults = set(), []

    def judge(response: Any) -> Any:
        seen.add(response.status_code)
        faults.extend(f"{response.status_code}: {fault}" for fault in DOCUMENT.faults(method, path, response))
        return response

    query = QUERIES.get(path.removeprefix("/api/v3/"), "")
    own_ids = {"page_id": team.alias.pk} if "convert_alias" in path else {}
    for user in ("", "member", "editor", "admin"):
        judge(team.send(user, method, path + query, body, media_type, **own_ids))
    assert {401, 403} < seen
    judge(team.send("admin", method, f"{path}?limit=x&id=x&version=x"))
    if 404 in documented:
        judge(team.send("admin", method, path, body, media_type, **NOBODY))
    if method != "get":
        for refused in (b"[]", b'{"title": "\\u0000"}', b"{}", b'{"slug": "a b"}', HUGE):
            judge(team.send("admin", method, path, refused))
    if media_type == MULTIPART_CONTENT:
        judge(team.send("admin", method, path, *multipart(title="a" * 3_000_000)))
    if 400 in documented:
        judge(team.send("admin", method, path, *UNREADABLE[media_type]))
    if 409 in documented:
        judge(team.send("admin", method, path, body, page_id=team.deleted.pk))
    # Clients that follow redirections see the 200; the site has one language; some have no query string.
    unseen = {200} if query else {201} if "translation" in path else {422} if method == "get" else set()
    assert faults == []
    assert documented - seen <= unseen
