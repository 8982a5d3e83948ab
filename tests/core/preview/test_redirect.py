"""« Aperçu » leads to the front end, with a token for what the editor sees, and for no other address."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Site

from core.preview import tokens
from core.preview.loading import load
from members.models import User
from tests.conftest import make_user
from tests.core.preview.conftest import FRONT, token_of, typed
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


def shown(response) -> str:
    """The title of the page that the front end may read."""
    return load(tokens.read(token_of(response))).title


def test_the_panel_shows_what_is_typed_and_not_saved(as_editor, page):
    url = f"/admin/pages/{page.pk}/edit/preview/"
    assert as_editor.post(url, typed()).json() == {"is_valid": True, "is_available": True}
    assert shown(as_editor.get(url, {"in_preview_panel": "true", "mode": ""})) == "Titre tapé"
    page.refresh_from_db()
    assert page.title == "La démarche"


def test_a_page_that_does_not_exist_yet(as_editor, home):
    url = f"/admin/pages/add/home/standardpage/{home.pk}/preview/"
    as_editor.post(url, typed(slug="nouvelle"))
    page = load(tokens.read(token_of(as_editor.get(url))))
    assert (page.pk, page.title, page.get_parent().pk) == (None, "Titre tapé", home.pk)


def test_a_draft_without_a_form(as_editor, page):
    page.title = "Brouillon"
    page.save_revision()
    assert shown(as_editor.get(f"/admin/pages/{page.pk}/view_draft/")) == "Brouillon"


def test_a_page_that_has_no_revision(as_editor, page):
    assert page.latest_revision is None
    assert shown(as_editor.get(f"/admin/pages/{page.pk}/view_draft/")) == "La démarche"


def test_an_older_revision(as_editor, page):
    page.title = "Première version"
    first = page.save_revision()
    page.title = "Deuxième version"
    page.save_revision()
    assert shown(as_editor.get(f"/admin/pages/{page.pk}/revisions/{first.pk}/view/")) == "Première version"


def test_the_query_of_the_preview_leads_nowhere(as_editor, page):
    url = f"/admin/pages/{page.pk}/view_draft/?next=https://ailleurs.example&mode="
    token_of(as_editor.get(url))


def test_a_front_end_that_may_not_be_framed_is_offered_as_a_link(as_editor, page, settings):
    settings.FRONTEND_PREVIEW_FRAME = False
    url = f"/admin/pages/{page.pk}/edit/preview/"
    as_editor.post(url, typed())
    response = as_editor.get(url, {"in_preview_panel": "true", "mode": ""})
    assert f'<a href="{url}" target="_blank"' in response.text
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert FRONT not in response.text
    token_of(as_editor.get(url, {"mode": ""}))  # the tab


def test_without_a_path_sillon_shows_the_preview(as_editor, page, settings):
    settings.FRONTEND_PREVIEW_PATH = ""
    response = as_editor.get(f"/admin/pages/{page.pk}/view_draft/")
    assert (response.status_code, "La démarche" in response.text) == (200, True)


def test_a_page_of_another_site_is_shown_by_sillon(as_editor, home):
    other = home.get_root().add_child(instance=StandardPageFactory.build(title="Ailleurs", slug="ailleurs"))
    Site.objects.create(hostname="autre.example", port=80, root_page=other)
    User.objects.update(is_superuser=True)
    assert as_editor.get(f"/admin/pages/{other.pk}/view_draft/").status_code == 200


def test_a_reviewer_who_may_not_edit_sees_the_preview_of_sillon(page, client):
    """Wagtail lets those who may publish see a draft."""
    Group.objects.create(name="Relecture").permissions.add(Permission.objects.get(codename="access_admin"))
    user = make_user("relectrice", "Relecture")
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=user.groups.get(), page=page, permission=publish)
    client.force_login(user)
    assert client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200
