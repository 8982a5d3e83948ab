"""`GET preview/`: one object for the holder of a token, and nothing of it for anybody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import signing

from core.preview import tokens
from core.preview.tokens import Subject
from tests.core.preview.conftest import token_of, typed
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
URL = "/api/v3/preview/"
HIDDEN = "Brouillon caché"


@pytest.fixture
def token(page, editor) -> str:
    page.title = HIDDEN
    return tokens.issue(editor.pk, Subject(page.pk, revision_id=page.save_revision().pk))


def with_token(token: str) -> dict[str, str]:
    return {"Authorization": f"Preview {token}"}


def refused(response) -> bool:
    is_problem = response["Content-Type"] == "application/problem+json"
    return response.status_code == 403 and is_problem and HIDDEN not in response.text


def test_the_draft_in_the_shape_of_the_content(client, page, token):
    public = client.get(f"/api/v3/content/{page.translation_key}/").json()
    answer = client.get(URL, headers=with_token(token))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    draft = answer.json()
    assert (public.pop("title"), draft.pop("title")) == ("La démarche", HIDDEN)
    public["seo"]["title"] = HIDDEN
    assert draft == public


def test_a_page_that_was_never_published_or_saved(client, home, as_editor):
    url = f"/admin/pages/add/home/standardpage/{home.pk}/preview/"
    as_editor.post(url, typed(slug="nouvelle"))
    headers = with_token(token_of(as_editor.get(url)))
    content = client.get(URL, headers=headers).json()
    assert client.get(URL, headers=headers).json()["id"] == content["id"]
    assert (content["type"], content["title"], content["path"]) == ("page", "Titre tapé", "/nouvelle/")
    assert [step["title"] for step in content["breadcrumb"]] == [home.title]
    assert content["published_at"] is None


def test_a_read_without_the_token_shows_nothing_of_it(client, page, token):
    """The same client and the same addresses, after a preview."""
    client.get(URL, headers=with_token(token))
    addresses = ["/la-demarche/", f"/api/v3/content/{page.translation_key}/", "/api/v3/routes/", "/sitemap.xml"]
    assert [path for path in addresses if HIDDEN in client.get(path).text] == []
    assert client.get(URL).status_code == 401


def test_an_expired_token_is_refused(client, token, monkeypatch):
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + tokens.LIFETIME + 1)
    assert refused(client.get(URL, headers=with_token(token)))


@pytest.mark.parametrize("altered", ["{0}x", "x{0}", "", "é", "{0} {0}"])
def test_an_altered_token_is_refused(client, token, altered):
    assert refused(client.get(URL, headers=with_token(altered.format(token).encode().decode("latin-1"))))


def test_a_token_for_another_page_is_refused(client, home, page, token):
    other = StandardPageFactory(parent=home, title="Autre")
    assert refused(client.get(URL, {"id": str(other.translation_key)}, headers=with_token(token)))
    assert refused(client.get(URL, {"id": str(uuid4())}, headers=with_token(token)))
    assert client.get(URL, {"id": str(page.translation_key)}, headers=with_token(token)).status_code == 200


@pytest.mark.parametrize("path", ["content/?path=/la-demarche/", "routes/", "places/", "search/?q=a", "site/"])
def test_a_public_use_of_the_token_is_refused(client, token, path):
    assert refused(client.get(f"/api/v3/{path}", headers=with_token(token)))


def test_a_revoked_token_is_refused(client, token, as_editor):
    as_editor.post("/admin/logout/")
    assert refused(client.get(URL, headers=with_token(token)))


def test_the_right_to_edit_is_checked_each_time(client, token, editor):
    assert client.get(URL, headers=with_token(token)).status_code == 200
    editor.groups.clear()
    assert refused(client.get(URL, headers=with_token(token)))


def test_a_token_of_the_api_is_none_of_a_preview(client, editor, token_of):
    response = client.get(URL, headers={"Authorization": f"Bearer {token_of(editor)}"})
    assert response.status_code == 401


def test_a_session_alone_reads_nothing(as_editor, token):
    assert as_editor.get(URL).status_code == 401


def test_what_surrounds_the_page_is_what_everyone_sees(client, home, page, token, editor):
    """Not what the editor may see: a page below it that is not published stays hidden."""
    StandardPageFactory(parent=page, title="Sous-page cachée", live=False)
    assert "Sous-page cachée" not in client.get(URL, headers=with_token(token)).text


def test_head_and_unknown_parameters(client, token):
    head = client.head(URL, headers=with_token(token))
    assert (head.status_code, head.content, head["Cache-Control"]) == (200, b"", "private, no-store")
    assert client.get(URL, {"revision": 1}, headers=with_token(token)).status_code == 422
