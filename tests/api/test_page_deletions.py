"""Each type of page, with what is below, is moved, unpublished, deleted and restored, in the admin and in the API."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page, get_page_models

from core.bin import tree
from core.models import BinnedPage
from core.models.page import BasePage
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_admin(admin) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def one_of_each(everything, home) -> list[Page]:
    """A page of each type but the home page, those further down the tree first."""
    StandardPageFactory(parent=Page.objects.get(pk=home.pk), written=True)
    pages = Page.objects.filter(depth__gt=2).specific().order_by("-depth", "path")
    found = list({type(page): page for page in pages}.values())
    own = {model for model in get_page_models() if issubclass(model, BasePage)}
    assert {type(page) for page in found} == own - {type(home)}
    return found


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def states(page: Page) -> list[tuple]:
    pages = fresh(page).get_descendants(inclusive=True)
    return list(pages.values_list("pk", "live", "url_path"))


@pytest.mark.slow("six views for each type of page")
def test_every_type_of_page_can_be_unpublished_moved_deleted_and_restored(as_admin, one_of_each, home):
    for page in one_of_each:
        parent, before = page.get_parent(), states(page)
        assert as_admin.get(f"/admin/pages/{page.pk}/delete/").status_code == 200, page
        form = {"confirm_site_name": "Sillon"}
        assert as_admin.post(f"/admin/pages/{page.pk}/delete/", form).status_code == 302, page
        assert tree.is_in(fresh(page)), page
        assert not Page.objects.filter(path__startswith=tree.BIN, live=True).exists()
        response = as_admin.post(f"/admin/corbeille/{page.pk}/restaurer/")
        assert response.url == f"/admin/pages/{parent.pk}/", page
        assert states(page) == before, page
    assert Page.find_problems() == ([], [], [], [], [])
    for page in one_of_each:
        move = f"/admin/pages/{page.pk}/move/{page.get_parent().pk}/confirm/"
        assert as_admin.post(move).status_code == 302, page
        response = as_admin.post(f"/admin/pages/{page.pk}/unpublish/", {"include_descendants": "on"})
        assert response.status_code == 302, page
        assert not any(live for _, live, _ in states(page)), page


def test_programs_delete_into_the_bin_too(client, home, editor, token_of):
    place = SiteProfilePageFactory()
    headers = token_of(editor)
    assert client.delete(f"/api/v3/pages/{place.pk}/", headers=headers).status_code == 204
    entry = BinnedPage.objects.get(pk=place.pk)
    assert entry.deleted_by == editor
    assert client.get(f"/api/v3/pages/{place.pk}/", headers=headers).status_code == 404
    assert client.get("/api/v3/pages/?limit=100", headers=headers).json()["items"]
    assert str(place.pk) not in [item["id"] for item in client.get("/api/v3/pages/", headers=headers).json()["items"]]


@pytest.mark.parametrize("action", ["publish", "copy", "unpublish", "delete"])
def test_programs_cannot_touch_what_is_in_the_bin(client, home, admin, token_of, action):
    place = SiteProfilePageFactory()
    headers = token_of(admin)
    client.delete(f"/api/v3/pages/{place.pk}/", headers=headers)
    url = f"/api/v3/pages/{place.pk}/" + ("" if action == "delete" else f"actions/{action}/")
    method = client.delete if action == "delete" else client.post
    response = method(url, headers=headers)
    assert response.status_code == 409
    assert "corbeille" in response.text
    assert BinnedPage.objects.filter(pk=place.pk).exists()


def test_a_superusers_list_of_pages_has_none_of_the_bin(client, home, admin, token_of):
    place = SiteProfilePageFactory()
    headers = token_of(admin)
    client.delete(f"/api/v3/pages/{place.pk}/", headers=headers)
    ids = [item["id"] for item in client.get("/api/v3/pages/?limit=100", headers=headers).json()["items"]]
    assert ids
    assert not set(ids) & set(Page.objects.filter(path__startswith=tree.BIN).values_list("pk", flat=True))


def test_the_home_page_of_a_site_is_not_deleted(client, as_admin, home, admin, token_of):
    assert client.delete(f"/api/v3/pages/{home.pk}/", headers=token_of(admin)).status_code == 403
    assert "ne se supprime pas" in as_admin.get(f"/admin/pages/{home.pk}/delete/").text
    as_admin.post(f"/admin/pages/{home.pk}/delete/", {"confirm_site_name": "Sillon"})
    assert not tree.is_in(fresh(home))
