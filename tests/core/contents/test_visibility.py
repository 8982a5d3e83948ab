"""No route, content or export shows a draft or a private page: not in lists, counts, steps, children or links."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, PageViewRestriction

from core.contents.registry import KINDS, page_kinds
from core.models import PageTheme, Theme
from core.visibility import version
from tests import remembered
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
SECRET, RESERVED = "Motsecret", "Pour les membres"
#: All types but the home page, which cannot be hidden.
TYPES = [kind for kind in page_kinds() if kind.code != "home"]


def text_of(client, address: str, **headers: str) -> str:
    """The body of an answer, streamed or not."""
    response = client.get(f"/api/v3/{address}", headers=headers)
    assert response.status_code == 200, address
    return b"".join(response).decode()


@pytest.fixture(scope="module")
def named(module_db) -> list[Page]:
    """The demonstration, and of each type one page whose title and slug say that it is hidden below."""
    remembered.load_demo()
    pages = []
    for kind in TYPES:
        page = kind.model.objects.live().order_by("-path").first()
        page.title = page.draft_title = f"{SECRET} {kind.code}"
        page.slug = f"{SECRET.lower()}-{kind.code}"
        page.save()
        pages.append(page)
    return [type(page).objects.get(pk=page.pk) for page in pages]


@pytest.fixture(params=["draft", "private"])
def hidden(request, named) -> Iterator[list[Page]]:
    with transaction.atomic():
        if request.param == "draft":
            Page.objects.filter(pk__in=[page.pk for page in named]).update(live=False)
        else:
            for page in named:
                PageViewRestriction.objects.create(page=page, restriction_type="login")
        version.bump()
        yield named
        transaction.set_rollback(True)


def test_the_walk_sees_what_is_not_hidden(client, named):
    routes = text_of(client, "routes/?limit=100") + text_of(client, "routes/?limit=100&type=tour&type=project")
    for kind in TYPES:
        assert f"{SECRET} {kind.code}" in text_of(client, f"content/export.ndjson?type={kind.code}&fields=title")
    assert SECRET in routes


@pytest.mark.parametrize("code", KINDS)
def test_no_export_shows_what_is_hidden(client, hidden, code):
    # The addresses of live pages below a draft contain its slug, as everywhere on the site.
    text = text_of(client, f"content/export.ndjson?type={code}")
    if code == "commitment":  # the history of a measure names evidence that was withdrawn
        contents = [json.loads(line) for line in text.splitlines()]
        text = json.dumps([content | {"data": content["data"] | {"history": []}} for content in contents])
    assert SECRET not in text


def test_no_list_of_routes_shows_or_counts_what_is_hidden(client, hidden):
    address, seen = "routes/?limit=100", 0
    while address:
        answer = json.loads(text_of(client, address))
        assert SECRET not in json.dumps(answer)
        seen, address = seen + len(answer["items"]), (answer["next"] or "").partition("/api/v3/")[2]
    assert answer["count"] == seen


def test_no_look_up_finds_what_is_hidden(client, hidden):
    for page in hidden:
        path = "/" + page.url_path.split("/", 2)[2]
        for address in (f"routes/?path={path}", f"content/?path={path}", f"content/{page.translation_key}/"):
            response = client.get(f"/api/v3/{address}")
            assert response.status_code == 404, address
            assert f"{SECRET} " not in response.text


def test_no_children_are_counted_that_are_hidden(client, hidden):
    for parent in {page.get_parent() for page in hidden}:
        response = client.get(f"/api/v3/content/{parent.translation_key}/?fields=children")
        if response.status_code == 200:
            children = response.json()["children"]
            public = Page.objects.child_of(parent).live().public()
            assert (children["count"], len(children["items"])) == (public.count(), min(public.count(), 100))


def test_a_member_s_answers_are_the_member_s_alone(client, home, member, token_of):
    theme = Theme.objects.create(title="Foncier", slug="foncier")
    shown, private = (StandardPageFactory(parent=home, title=title, slug=slugify(title)) for title in ("Vue", RESERVED))
    for page in (shown, private):
        page.page_themes = [PageTheme(theme=theme)]
        page.save_revision().publish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    outputs = (
        f"content/{shown.translation_key}/",
        f"content/{home.translation_key}/",
        "routes/?type=page",
        "content/export.ndjson?type=page",
    )
    for address in outputs:
        before = text_of(client, address)
        response = client.get(f"/api/v3/{address}", headers=token_of(member))
        assert RESERVED in b"".join(response).decode()
        assert response["Cache-Control"] == "private, no-store"
        assert text_of(client, address) == before
        assert RESERVED not in before
