"""A page that is deleted, locked or taken away from its editor while she writes: she reads why, and keeps her text."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from core.bin import moves
from core.models import BinnedPage, Partner
from core.setup import ensure_page
from home.models import StandardPage
from members.sessions.origin import sign_account
from tests.conftest import make_user
from tests.members.sessions.test_recovery import OWN_PAGE, browser, data_of, token_of

pytestmark = pytest.mark.django_db

AUTOSAVE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
BODY = json.dumps({"blocks": [{"text": "Un paragraphe entier.", "type": "unstyled"}], "entityMap": {}})
TYPED = {
    "title": "La démarche",
    "slug": "la-demarche",
    "introduction": "Une phrase écrite.",
    "body-count": "1",
    "body-0-deleted": "",
    "body-0-order": "0",
    "body-0-type": "text",
    "body-0-id": "",
    "body-0-value": BODY,
    "page_themes-TOTAL_FORMS": "0",
    "page_themes-INITIAL_FORMS": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
}


def text_of(response) -> str:
    return unescape(response.text).replace("\xa0", " ").replace("\u202f", " ")


@pytest.fixture
def about(home) -> StandardPage:
    return ensure_page(home, StandardPage, "la-demarche", "La démarche")


@pytest.fixture
def alix(home):
    return make_user("alix", "Modérateurs", first_name="Alix", last_name="Roy")


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def put_in_bin(about, alix) -> None:
    moves.put(about, alix)


def delete_for_good(about, alix) -> None:
    about.delete()


def withdraw_rights(about, alix) -> None:
    GroupPagePermission.objects.filter(group__name="Éditeurs").delete()


def move_away(about, alix) -> None:
    """To a section where editors have no rights."""
    GroupPagePermission.objects.filter(group__name="Éditeurs").update(
        page=ensure_page(about.get_parent(), StandardPage, "a", "A")
    )


def lock(about, alix) -> None:
    Page.objects.filter(pk=about.pk).update(locked=True, locked_by=alix, locked_at=timezone.now())


OBSTACLES = [
    (put_in_bin, "Cette page est dans la corbeille depuis"),
    (delete_for_good, "Cette page a été supprimée définitivement"),
    (withdraw_rights, "Vous n’avez plus le droit de modifier cette page"),
    (move_away, "Vous n’avez plus le droit de modifier cette page"),
    (lock, "Alix Roy"),
]


@pytest.mark.parametrize(("happen", "message"), OBSTACLES)
def test_autosave_says_in_french_why_it_does_not_save(as_editor, about, alix, happen, message):
    happen(about, alix)
    response = as_editor.post(edit_url(about), TYPED, headers=AUTOSAVE)
    assert response.status_code == 403
    assert response["X-Sillon-Session"] == "blocked"
    assert response.json()["error_code"] == "locked"
    assert message in response.json()["error_message"].replace("\xa0", " ")


@pytest.mark.parametrize(("happen", "message"), OBSTACLES)
def test_form_that_arrives_comes_back_with_the_texts_to_copy(as_editor, about, alix, happen, message):
    happen(about, alix)
    response = as_editor.post(edit_url(about), {**TYPED, "action-publish": "on"}, headers=OWN_PAGE)
    text = text_of(response)
    assert response.status_code == 403
    assert message in text
    assert "La démarche\n\nla-demarche\n\nUne phrase écrite.\n\nUn paragraphe entier.</textarea>" in text
    assert data_of(response)["body-0-value"] == [BODY]
    assert data_of(response)["action-publish"] == ["on"]


@pytest.mark.parametrize(("happen", "message"), OBSTACLES)
def test_state_tells_the_open_form_what_is_in_its_way(as_editor, about, alix, happen, message):
    state = f"/admin/session/?form={edit_url(about)}"
    assert as_editor.get(state).json()["obstacle"] is None
    happen(about, alix)
    assert message in as_editor.get(state).json()["obstacle"]["message"].replace("\xa0", " ")


def test_form_is_saved_from_its_page_once_the_page_is_restored(editor, about, alix):
    client = browser(editor)
    entry = moves.put(about, alix)
    token = token_of(client)
    first = client.post(edit_url(about), {**TYPED, "csrfmiddlewaretoken": token}, headers=OWN_PAGE)
    again = client.post(edit_url(about), data_of(first), headers=OWN_PAGE)
    assert "est dans la corbeille" in again.text
    moves.restore(entry, alix)
    response = client.post(edit_url(about), data_of(again), headers=OWN_PAGE)
    assert response.status_code == 302
    assert StandardPage.objects.get(pk=about.pk).get_latest_revision_as_object().introduction == "Une phrase écrite."


def test_who_may_restore_reads_when_and_by_whom_with_a_link(as_editor, about, alix):
    moves.put(about, alix)
    state = f"/admin/session/?form={edit_url(about)}"
    today = as_editor.get(state).json()["obstacle"]
    assert "(Alix Roy)" in today["message"]
    assert (today["url"], today["label"]) == (reverse("bin"), "Ouvrir la corbeille")
    BinnedPage.objects.update(deleted_at=timezone.now() - timedelta(days=3))
    assert "depuis le " in as_editor.get(state).json()["obstacle"]["message"]
    page = as_editor.post(edit_url(about), TYPED, headers=OWN_PAGE)
    assert f'<a href="{reverse("bin")}" target="_blank"' in page.text


def test_page_below_a_deleted_page_is_in_the_bin_too(as_editor, about, alix):
    below = ensure_page(about, StandardPage, "dessous", "Dessous")
    moves.put(about, alix)
    answer = as_editor.get(f"/admin/session/?form={edit_url(below)}").json()["obstacle"]
    assert "est dans la corbeille depuis" in answer["message"].replace("\xa0", " ")


def test_superuser_keeps_the_text_of_a_page_in_the_bin(admin, about, alix):
    client = Client()
    client.force_login(admin)
    moves.put(about, alix)
    assert "dans la corbeille" in text_of(client.post(edit_url(about), TYPED, headers=OWN_PAGE))
    assert "dans la corbeille" in client.post(edit_url(about), TYPED, headers=AUTOSAVE).json()["error_message"]


def test_who_may_not_restore_reads_nothing_about_the_bin(as_editor, about, alix):
    withdraw_rights(about, alix)
    Page.objects.filter(pk=about.pk).update(draft_title="Titre secret", title="Titre secret")
    moves.put(about, alix)
    page = as_editor.post(edit_url(about), TYPED, headers=OWN_PAGE).text
    state = as_editor.get(f"/admin/session/?form={edit_url(about)}").json()
    for text in (page, str(state)):
        assert "Cette page a été supprimée." in text
        assert "Alix" not in text
        assert "Titre secret" not in text
        assert reverse("bin") not in text


@pytest.mark.parametrize("happen", [put_in_bin, delete_for_good, withdraw_rights])
def test_new_page_whose_parent_is_gone_keeps_its_text(as_editor, home, about, alix, happen):
    url = reverse("wagtailadmin_pages:add", args=["home", "standardpage", about.pk])
    assert as_editor.get(f"/admin/session/?form={url}").json()["obstacle"] is None
    happen(about, alix)
    assert as_editor.get(f"/admin/session/?form={url}").json()["obstacle"]["message"]
    assert as_editor.post(url, TYPED, headers=AUTOSAVE)["X-Sillon-Session"] == "blocked"
    assert "Une phrase écrite." in as_editor.post(url, TYPED, headers=OWN_PAGE).text


def test_presence_of_an_open_form_notices_the_bin_but_not_a_lock(as_editor, about, alix):
    url = reverse("wagtailadmin_editing_sessions:ping", args=["home", "standardpage", about.pk, 1])
    lock(about, alix)
    assert as_editor.post(url, headers=AUTOSAVE).status_code == 200
    moves.put(about, alix)
    assert as_editor.post(url, headers=AUTOSAVE)["X-Sillon-Session"] == "blocked"


def test_own_lock_is_no_obstacle(as_editor, editor, about):
    lock(about, editor)
    assert as_editor.get(f"/admin/session/?form={edit_url(about)}").json()["obstacle"] is None


def test_locked_page_still_passes_the_end_of_a_review_on_to_wagtail(as_editor, about, alix):
    lock(about, alix)
    response = as_editor.post(edit_url(about), {**TYPED, "action-cancel-workflow": "true"}, headers=OWN_PAGE)
    assert response.status_code == 200


def test_account_without_access_is_told_so_and_not_that_its_session_ended(as_editor, editor, about):
    editor.groups.clear()
    response = as_editor.post(edit_url(about), TYPED, headers=AUTOSAVE)
    assert response["X-Sillon-Session"] == "blocked"
    assert "plus accès à l’administration" in response.json()["error_message"]
    answer = as_editor.get(f"/admin/session/?form={edit_url(about)}").json()
    assert answer["account"] == sign_account(editor)
    assert "plus accès à l’administration" in answer["obstacle"]["message"]
    page = as_editor.post(edit_url(about), TYPED, headers=OWN_PAGE)
    assert "n’a pas accès à cette partie du site" in page.text
    assert data_of(page)["introduction"] == [TYPED["introduction"]]


@pytest.mark.parametrize("form", ["", "/admin/", "/admin/nulle-part/", "/", "x" * 2000, f"/admin/pages/{10**21}/edit/"])
def test_state_ignores_forms_that_it_does_not_know(as_editor, form):
    response = as_editor.get("/admin/session/", {"form": form})
    assert response.status_code == 200


def test_state_tells_an_anonymous_reader_nothing_about_a_page(client, about, alix):
    moves.put(about, alix)
    assert client.get(f"/admin/session/?form={edit_url(about)}").json()["obstacle"] is None


# --- Forms of other objects -----------------------------------------------------------------------------------------


@pytest.fixture
def partner(home) -> Partner:
    return Partner.objects.create(name="La Cime", slug="cime", kind="company")


def test_form_of_a_deleted_object_comes_back(as_editor, partner):
    url = reverse("wagtailsnippets_core_partner:edit", args=[partner.pk])
    partner.delete()
    response = as_editor.post(url, {"name": "La Cime d’en haut", "slug": "cime"}, headers=OWN_PAGE)
    assert response.status_code == 403
    assert "n’existe plus" in response.text
    assert data_of(response)["name"] == ["La Cime d’en haut"]


def test_form_of_an_object_without_rights_comes_back(as_editor, partner):
    url = reverse("wagtailsnippets_core_partner:edit", args=[partner.pk])
    Group.objects.get(name="Éditeurs").permissions.exclude(codename="access_admin").delete()
    response = as_editor.post(url, {"name": "La Cime d’en haut", "slug": "cime"}, headers=OWN_PAGE)
    assert response.status_code == 403
    assert "Vous n’avez plus le droit" in text_of(response)
    assert data_of(response)["name"] == ["La Cime d’en haut"]
    autosave = as_editor.post(url, {"name": "La Cime d’en haut"}, headers=AUTOSAVE)
    assert "plus le droit" in autosave.json()["error_message"]
    assert not list(get_messages(as_editor.get("/admin/").wsgi_request)), "the refusal is shown once"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://ailleurs.example", "Sec-Fetch-Site": "cross-site"}])
def test_form_of_another_site_gets_wagtails_own_answer(as_editor, about, alix, headers):
    moves.put(about, alix)
    response = as_editor.post(edit_url(about), TYPED, headers=headers)
    assert "Une phrase écrite." not in response.text
