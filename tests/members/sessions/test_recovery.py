"""A form whose session has ended, or whose token is stale, comes back whole to the person who sent it, and to nobody
else."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import Partner
from core.setup import ensure_page
from home.models import StandardPage
from members.sessions.origin import ACCOUNT, sign_account
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

OWN_PAGE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
SCRIPT = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
TYPED = {"name": 'Café « du » <Lac>\nde l\'été & "co"', "slug": "cafe", "kind": "", "url": "", "themes": ["1", "2"]}
ADDRESS = "/admin/snippets/core/partner/add/"


def hidden(response) -> list[tuple[str, str]]:
    """The fields of the page's form, as a browser reads them. Header and footer of the site have no hidden field."""
    return [(html.unescape(name), html.unescape(value)) for name, value in HIDDEN.findall(response.text)]


def data_of(response) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in hidden(response):
        data.setdefault(name, []).append(value)
    return data


def browser(user=None) -> Client:
    """A client that checks CSRF tokens, logged in if there is a user."""
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.force_login(user)
    return client


def token_of(client: Client) -> str:
    return client.get("/admin/session/").json()["token"]


# --- The session has ended ------------------------------------------------------------------------------------------


def test_form_sent_after_the_session_ended_comes_back_whole(home, as_editor):
    as_editor.session.flush()
    response = as_editor.post(ADDRESS, TYPED, headers=OWN_PAGE)
    assert response.status_code == 403
    assert "Votre session est terminée" in response.text
    assert "rien n’est perdu" in response.text
    assert 'href="/compte/login/?next=/compte/reconnexion/" target="_blank"' in response.text
    assert f'action="{ADDRESS}"' in response.text
    assert data_of(response) == {name: value if isinstance(value, list) else [value] for name, value in TYPED.items()}
    assert response["Cache-Control"] == "private, no-store"


def test_form_goes_on_after_the_log_in_under_an_account_that_is_named(home, editor):
    client = browser(editor)
    token = token_of(client)
    client.session.flush()
    first = client.post(ADDRESS, {**TYPED, "csrfmiddlewaretoken": token}, headers=OWN_PAGE)
    assert "csrfmiddlewaretoken" not in data_of(first)
    still_out = client.post(ADDRESS, data_of(first), headers=OWN_PAGE)
    assert "Votre session est terminée" in still_out.text
    client.force_login(editor)
    second = client.post(ADDRESS, data_of(still_out), headers=OWN_PAGE)
    assert second.status_code == 403
    assert "Envoyer avec le compte « une-editrice »" in second.text.replace("\u00a0", " ")
    assert not Partner.objects.exists()
    sent = {**data_of(second), "name": "Café du Lac", "kind": "company"}
    assert client.post(ADDRESS, sent, headers=OWN_PAGE).status_code == 302
    assert Partner.objects.get().name == "Café du Lac"


@pytest.mark.parametrize(
    "headers",
    [SCRIPT, {"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}],
    ids=["fetch", "json", "xhr"],
)
def test_script_gets_a_401_in_french_after_the_session_ended(home, as_editor, headers):
    as_editor.session.flush()
    for send in (as_editor.post, as_editor.get):
        response = send("/admin/images/chooser/", headers=headers)
        assert response.status_code == 401
        assert response["X-Sillon-Session"] == "ended"
        assert "Votre session est terminée" in response.json()["error_message"]


def test_autosave_and_presence_get_a_401_after_the_session_ended(home, as_editor):
    page = ensure_page(home, StandardPage, "la-demarche", "La démarche")
    as_editor.session.flush()
    for url in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_editing_sessions:ping", args=["home", "standardpage", page.pk, 1]),
        reverse("wagtailadmin_editing_sessions:release", args=[1]),
    ):
        assert as_editor.post(url, headers=SCRIPT).status_code == 401


def test_reading_without_a_session_still_leads_to_the_log_in(home, client):
    assert client.get("/admin/pages/", headers={"Sec-Fetch-Mode": "navigate"})["Location"].startswith("/admin/login/")
    assert client.get("/compte/profil/")["Location"].startswith("/compte/login/")


def test_form_in_which_nothing_is_typed_leads_to_the_log_in(home, client):
    response = client.post("/admin/pages/1/delete/", {"next": "/admin/"}, headers=OWN_PAGE)
    assert response.status_code == 302


def test_files_and_passwords_are_named_and_not_written_into_the_page(home, client):
    data = {"username": "nouvelle", "password1": "Sapin-42-bleu", "avatar": SimpleUploadedFile("ma photo.jpg", b"x")}
    response = client.post("/admin/users/new/", data, headers=OWN_PAGE)
    text = response.text.replace("\u00a0", " ")
    assert data_of(response) == {"username": ["nouvelle"]}
    assert "choisissez de nouveau « ma photo.jpg »" in text
    assert "Les mots de passe sont à saisir de nouveau" in text
    assert "Sapin-42-bleu" not in text


def test_page_says_what_was_asked_for(home, client):
    data = {"title": "La Grange", "action-publish": "action-publish"}
    response = client.post("/admin/pages/3/edit/", data, headers=OWN_PAGE)
    text = response.text.replace("\u00a0", " ")
    assert "« La Grange »" in text
    assert "Ce que vous aviez demandé : publier" in text
    assert data_of(response)["action-publish"] == ["action-publish"]


# --- The token is stale ---------------------------------------------------------------------------------------------


def test_form_without_csrf_cookie_comes_back_with_a_valid_token(home, editor):
    client = browser(editor)
    response = client.post(ADDRESS, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers=OWN_PAGE)
    assert response.status_code == 403
    data = data_of(response)
    assert data["name"] == [TYPED["name"]]
    assert client.post(ADDRESS, data, headers=OWN_PAGE).status_code != 403


def test_script_with_a_stale_token_is_told_so(home, editor):
    response = browser(editor).post("/admin/images/chooser/", headers=SCRIPT)
    assert response.status_code == 403
    assert response["X-Sillon-Session"] == "stale-token"
    assert response.json()["error_code"] == "locked"


# --- Another account, another site ----------------------------------------------------------------------------------


def test_other_account_reads_whose_form_it_is_before_it_can_send_it(home, editor):
    other = make_user("un-autre", "Éditeurs", first_name="Noé", last_name="Autre")
    client = browser(editor)
    token, author = token_of(client), sign_account(editor)
    client.logout()
    client.force_login(other)
    response = client.post(ADDRESS, {**TYPED, ACCOUNT: author, "csrfmiddlewaretoken": token}, headers=OWN_PAGE)
    text = response.text.replace("\u00a0", " ")
    assert response.status_code == 403
    assert "rempli avec le compte « une-editrice », et c’est maintenant « Noé Autre »" in text
    assert "Envoyer avec le compte « Noé Autre »" in text
    assert not Partner.objects.exists()


def test_page_for_one_account_is_not_sent_by_the_next_one(home, editor, moderator):
    client = browser(editor)
    first = data_of(client.post(ADDRESS, TYPED, headers=OWN_PAGE))
    client.logout()
    client.force_login(moderator)
    second = client.post(ADDRESS, first, headers=OWN_PAGE)
    assert second.status_code == 403
    assert "Envoyer avec le compte « un-moderateur »" in second.text.replace("\u00a0", " ")


def test_account_without_access_keeps_the_form_and_gets_no_token(home, member):
    client = browser(member)
    response = client.post(ADDRESS, TYPED, headers=OWN_PAGE)
    assert "n’a pas accès à cette partie du site" in response.text
    assert "csrfmiddlewaretoken" not in data_of(response)
    sent = client.post(ADDRESS, {**TYPED, "csrfmiddlewaretoken": token_of(client)}, headers=OWN_PAGE)
    assert "n’a pas accès à cette partie du site" in sent.text
    assert data_of(sent)["name"] == [TYPED["name"]]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.ailleurs.example"},
        {"Origin": "http://testserver:8080"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://testserver/admin/"},
        {},
    ],
)
@pytest.mark.parametrize("logged_in", [True, False])
def test_form_of_another_site_never_comes_back(home, editor, headers, logged_in):
    """It would get a valid token of the victim, and only wait for a click."""
    response = browser(editor if logged_in else None).post(ADDRESS, TYPED, headers=headers)
    assert response.status_code == 403
    assert "Le formulaire a expiré" in response.text
    assert hidden(response) == []
    assert "Lac" not in response.text


def test_forged_account_field_names_nobody(home, editor, moderator):
    forged = f"{moderator.pk}:{sign_account(editor).partition(':')[2]}"
    for value in (str(moderator.pk), forged, "x" * 10_000):
        response = browser().post(ADDRESS, {**TYPED, ACCOUNT: value}, headers=OWN_PAGE)
        assert "un-moderateur" not in response.text


def test_deleted_account_is_not_named(home, editor):
    author = sign_account(editor)
    editor.delete()
    assert browser().post(ADDRESS, {**TYPED, ACCOUNT: author}, headers=OWN_PAGE).status_code == 403


def test_what_was_typed_is_escaped(home, client):
    data = {'"><script>alert(1)</script>': '"><script>alert(2)</script>', "title": "<script>alert(3)</script>"}
    response = client.post(ADDRESS, data, headers=OWN_PAGE)
    assert "<script>alert" not in response.text
    assert data_of(response)['"><script>alert(1)</script>'] == ['"><script>alert(2)</script>']


def test_form_too_large_to_read_is_an_error_page(home, settings, client):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert browser().post(ADDRESS, {"name": "x" * 200}, headers=OWN_PAGE).status_code in (400, 403, 413)


def test_public_api_answers_no_page(home):
    response = browser().post("/api/v3/places/", TYPED, headers=OWN_PAGE)
    assert "text/html" not in response["Content-Type"]


# --- The state of the session ---------------------------------------------------------------------------------------


def test_state_names_the_account_and_gives_a_token(home, editor, client):
    assert client.get("/admin/session/").json()["account"] == ""
    client.force_login(editor)
    response = client.get("/admin/session/")
    assert response.json()["account"] == sign_account(editor)
    assert response.json()["name"] == "une-editrice"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in client.get("/admin/session/", headers={"Origin": "https://a.example"})


def test_admin_pages_carry_their_account(home, editor, as_editor, client):
    assert f'data-account="{sign_account(editor)}"' in as_editor.get("/admin/").text


def test_page_after_the_log_in_names_the_account(home, as_editor, client):
    assert "Votre compte" in as_editor.get("/compte/reconnexion/").text
    assert "/compte/login/?next=/compte/reconnexion/" in client.get("/compte/reconnexion/").text


# --- Forms outside the admin ----------------------------------------------------------------------------------------


def test_profile_typed_in_an_ended_session_comes_back(home, member):
    client = browser(member)
    client.session.flush()
    first = client.post("/compte/profil/", {"name": "Zoé", "organisation": "La Cime"}, headers=OWN_PAGE)
    assert data_of(first) == {"name": ["Zoé"], "organisation": ["La Cime"]}
    client.force_login(member)
    second = client.post("/compte/profil/", data_of(first), headers=OWN_PAGE)
    assert second.status_code == 403
    assert 'value="Zoé"' in second.text
    assert client.post("/compte/profil/", {"name": "Zoé"}).status_code == 403
    assert Client().post("/compte/profil/", {"name": "Zoé"})["Location"].startswith("/compte/login/")
