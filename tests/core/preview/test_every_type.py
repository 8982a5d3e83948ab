"""A preview of every page type: a draft of a page that is online, and a page that does not exist yet."""

from __future__ import annotations

import pytest
from django.test import Client
from pydantic import TypeAdapter

from core.contents.common import page_contents
from core.contents.registry import PageKind, page_kinds
from core.contents.schemas import any_content
from core.preview import tokens
from core.preview.tokens import Subject
from core.visibility.gate import Gate
from inventory.models import SiteProfilePage
from members.models import User
from tests.conftest import make_user
from tests.remembered import load_demo

URL = "/api/v3/preview/"


@pytest.fixture(scope="module")
def superuser(module_db) -> User:
    load_demo()
    return make_user("toute-puissante", is_superuser=True)


def read(user: User, subject: Subject) -> dict:
    response = Client().get(URL, headers={"Authorization": f"Preview {tokens.issue(user.pk, subject)}"})
    assert response.status_code == 200, response.text
    return response.json()


def kinds() -> list[PageKind]:
    return list(page_kinds())


@pytest.mark.parametrize("code", [kind.code for kind in kinds()])
def test_a_draft_reads_like_the_page_with_its_changes(superuser, code):
    kind = next(kind for kind in kinds() if kind.code == code)
    page = Gate.public().pages(kind.model).order_by("pk").first()
    public = Client().get(f"/api/v3/content/{page.translation_key}/").json()
    page.title = "Titre du brouillon"
    page.show_in_menus = not page.show_in_menus
    draft = read(superuser, Subject(page.pk, revision_id=page.save_revision().pk))
    TypeAdapter(any_content([kind])).validate_python(draft)
    assert draft["title"] == draft["data"].get("title", draft["title"]) == "Titre du brouillon"
    assert Client().get(f"/api/v3/content/{page.translation_key}/").json() == public


def same_but_title(public: dict, draft: dict) -> list[str]:
    """The fields of the common part that differ, and of the data their names."""
    differs = [name for name in public if name not in ("title", "seo", "data") and public[name] != draft[name]]
    return differs + [f"data.{name}" for name in set(public["data"]) ^ set(draft["data"])]


@pytest.mark.parametrize("code", [kind.code for kind in kinds()])
def test_a_page_that_does_not_exist_yet(superuser, code):
    kind = next(kind for kind in kinds() if kind.code == code)
    sibling = Gate.public().pages(kind.model).order_by("pk").first()
    page = kind.model(title="Nouvelle", slug="nouvelle", path=sibling.path[:-4] + "zzzz", depth=sibling.depth)
    page.set_url_path(sibling.get_parent())
    (content,) = page_contents(Gate.public(), kind, [page])
    TypeAdapter(any_content([kind])).validate_python(content)
    assert (content["title"], content["children"]["count"], content["published_at"]) == ("Nouvelle", 0, None)


def test_a_place_with_corrections_that_wait(superuser):
    """What a moderator has taken into the draft, and nothing of it in public."""
    page = Gate.public().pages(SiteProfilePage).order_by("pk").first()
    before = Client().get(f"/api/v3/places/{page.slug}/").json()
    page.summary = "Une correction du résumé."
    page.families = ["fablab"]
    data = read(superuser, Subject(page.pk, revision_id=page.save_revision().pk))["data"]
    assert data["summary"] == "Une correction du résumé."
    assert [family["code"] for family in data["families"]] == ["fablab"]
    assert Client().get(f"/api/v3/places/{page.slug}/").json() == before
