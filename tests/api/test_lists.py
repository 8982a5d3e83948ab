"""No list, feed or search shows a draft or a private page."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from core.setup import ensure_page
from home.models import HomePage, MenuItem, Navigation, StandardPage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
SECRET = "Motsecret"
LISTS = [
    "/", "/inventaire/", f"/recherche/?q={SECRET}", "/sitemap.xml", "/memento/", "/ressources/",
    "/ressources/evenements/", "/ressources/publications/", "/ressources/evenements/flux.atom",
    "/ressources/evenements/agenda.ics",
    "/ressources/publications/flux.atom", "/api/v3/places/", "/api/v3/memento/", "/api/v3/events/",
    "/api/v3/publications/", "/api/v3/testimonials/", f"/api/v3/search/?q={SECRET}",
    f"/api/v3/search/suggest/?q={SECRET}", "/api/v3/site/",
]  # fmt: skip


@pytest.fixture(scope="module")
def hidden(module_db) -> None:
    """Drafts, a place behind each kind of restriction, and a private page in the menu."""
    home = HomePage.objects.get()
    SiteProfilePageFactory(title=f"{SECRET} draft", draft=True)
    ensure_page(home, StandardPage, "brouillon", f"{SECRET} text draft", publish=False)
    for kind in ("login", "groups", "password"):
        place = SiteProfilePageFactory(title=f"{SECRET} {kind}")
        restriction = PageViewRestriction.objects.create(page=place, restriction_type=kind, password="x")
        restriction.groups.add(Group.objects.get(name="Membres"))
    page = ensure_page(home, StandardPage, "prive", f"{SECRET} text")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    MenuItem.objects.create(navigation=Navigation.objects.get(), page=page)


@pytest.mark.parametrize("path", LISTS)
def test_no_list_shows_a_draft_or_a_private_page(hidden, path):
    response = Client().get(path)
    assert response.status_code == 200
    assert SECRET not in _without_query(response.text)


@pytest.mark.parametrize("path", ["/inventaire/", f"/api/v3/search/?q={SECRET}"])
def test_a_list_shows_the_same_page_once_it_is_public(hidden, path):
    PageViewRestriction.objects.all().delete()
    assert f"{SECRET} login" in Client().get(path).text


def _without_query(text: str) -> str:
    """The answer without the words of the search itself."""
    text = re.sub(rf"«(?:\s|&nbsp;)*{SECRET}(?:\s|&nbsp;)*»", "", text)
    return re.sub(rf'(?:value|data-question)="{SECRET}"', "", text).replace(f"q={SECRET}", "")
