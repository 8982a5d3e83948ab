"""The log-in in two steps: set up with an application's codes, asked for, required of who works in the admin."""

from __future__ import annotations

import re
import time
from base64 import b64decode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from members import second_step
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What the application on the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in(client: Client, user, **more):
    return client.post("/compte/login/", {"login": user.username, "password": "motdepasse", **more})


def prove(client: Client) -> None:
    """Give the password once more, as is asked before what touches security."""
    assert client.post("/compte/reauthenticate/", {"password": "motdepasse"}).status_code == 302


def activate(client: Client) -> str:
    """Set up the second step; gives the secret of the telephone. The code counts as used: the next may be the same."""
    prove(client)
    client.get("/compte/deux-etapes/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    response = client.post("/compte/deux-etapes/totp/activate/", {"code": code_of(secret)})
    assert response["Location"] == "/compte/deux-etapes/recovery-codes/"
    cache.clear()
    return secret


@pytest.fixture
def at_once(monkeypatch):
    """What allauth does once its transaction is committed: here no test's ever is."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda callback, **_: callback())


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def protected(client, member, at_once) -> str:
    """The secret of a member who has two steps, and is logged out again."""
    log_in(client, member)
    secret = activate(client)
    client.logout()
    mail.outbox.clear()
    return secret


def test_a_member_sets_up_two_steps(client, member, at_once):
    log_in(client, member)
    assert "pas encore active" in client.get("/compte/").text
    assert 'href="/compte/deux-etapes/totp/activate/"' in client.get("/compte/deux-etapes/").text
    way = client.get("/compte/deux-etapes/totp/activate/")["Location"]
    assert way.startswith("/compte/reauthenticate/?next=")
    assert "Votre mot de passe" in client.get(way).text
    prove(client)
    page = client.get("/compte/deux-etapes/totp/activate/")
    drawing = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)"', page.text)[1]
    assert b64decode(drawing).startswith(b"<?xml")
    assert b'fill="white"' in b64decode(drawing), "it is read on dark pages too"
    assert client.session[SECRET_SESSION_KEY] in page.text
    assert "style=" not in page.text.partition("<main")[2].partition("</main>")[0]
    wrong = client.post("/compte/deux-etapes/totp/activate/", {"code": "000000"}).text
    assert "Ce code n’est pas le bon" in wrong
    assert client.session[SECRET_SESSION_KEY] in wrong, "the telephone keeps what it has read"

    secret = client.session[SECRET_SESSION_KEY]
    client.post("/compte/deux-etapes/totp/activate/", {"code": code_of(secret)})
    codes = client.get("/compte/deux-etapes/recovery-codes/").text
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert "La connexion en deux étapes est active." in codes
    assert [message.subject for message in mail.outbox] == ["Votre compte demande maintenant deux étapes"]
    assert "(active)" in client.get("/compte/").text
    download = client.get("/compte/deux-etapes/recovery-codes/download/")
    assert "Codes de secours" in download.text


def test_the_log_in_then_asks_for_a_code(client, member, protected):
    assert log_in(client, member, next="/inventaire/")["Location"] == "/compte/deux-etapes/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/compte/")["Location"].startswith("/compte/login/")
    assert "Deuxième étape" in client.get("/compte/deux-etapes/authenticate/").text
    wrong = client.post("/compte/deux-etapes/authenticate/", {"code": "000000"}).text
    assert "Ce code n’est pas le bon" in wrong
    response = client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    assert response["Location"] == "/inventaire/"
    assert client.get("/compte/").status_code == 200


def test_a_code_serves_once(client, member, protected):
    code = code_of(protected)
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code})
    client.logout()
    log_in(client, member)
    assert client.post("/compte/deux-etapes/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_stands_in_for_the_telephone_once(client, member, protected):
    authenticator = Authenticator.objects.get(user=member, type="recovery_codes")
    code = authenticator.wrap().get_unused_codes()[0]
    log_in(client, member)
    assert client.post("/compte/deux-etapes/authenticate/", {"code": code})["Location"] == "/compte/"
    assert "Il vous en reste 9" in client.get("/compte/deux-etapes/").text
    client.logout()
    log_in(client, member)
    assert client.post("/compte/deux-etapes/authenticate/", {"code": code}).status_code == 200


def test_codes_are_limited_in_number(client, member, protected):
    log_in(client, member)
    for _ in range(5):
        page = client.post("/compte/deux-etapes/authenticate/", {"code": "000000"})
    page = client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    assert "Trop d’essais" in page.text
    assert "_auth_user_id" not in client.session


def test_new_recovery_codes_and_the_way_back_ask_who_one_is(client, member, protected, at_once):
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    for path in ("recovery-codes/generate/", "totp/deactivate/"):
        # Without the transaction's way around errors this was an error of the site.
        response = client.post(f"/compte/deux-etapes/{path}")
        assert response["Location"].startswith("/compte/reauthenticate/")
    prove(client)
    assert "codes qui vous restent" in client.get("/compte/deux-etapes/recovery-codes/generate/").text
    client.post("/compte/deux-etapes/recovery-codes/generate/")
    assert "Désactiver" in client.get("/compte/deux-etapes/totp/deactivate/").text
    response = client.post("/compte/deux-etapes/totp/deactivate/", follow=True)
    assert "n’est plus active" in response.text
    assert not Authenticator.objects.filter(user=member).exists()
    assert [message.subject for message in mail.outbox] == [
        "Votre compte a de nouveaux codes de secours",
        "Votre compte ne demande plus deux étapes",
    ]


def test_a_code_may_stand_for_the_password_when_one_is_asked_who_one_is(client, member, protected):
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    cache.clear()
    page = client.get("/compte/reauthenticate/?next=/compte/deux-etapes/recovery-codes/").text
    assert "Donner plutôt un code de mon téléphone" in page
    page = client.get("/compte/deux-etapes/reauthenticate/?next=/compte/deux-etapes/recovery-codes/").text
    assert "Donner plutôt mon mot de passe" in page
    response = client.post(
        "/compte/deux-etapes/reauthenticate/",
        {"code": code_of(protected), "next": "/compte/deux-etapes/recovery-codes/"},
        follow=True,
    )
    assert "Codes de secours" in response.text


def test_who_has_two_steps_may_still_change_their_address(client, member, protected):
    log_in(client, member)
    client.post("/compte/deux-etapes/authenticate/", {"code": code_of(protected)})
    prove(client)
    page = client.post("/compte/email/", {"email": "neuve@example.org", "action_add": ""}, follow=True).text
    assert "n’est pas encore confirmée" in page


# --- Required ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["editor", "moderator", "admin"])
def test_where_it_is_required_the_admin_leads_to_it_first(request, client, required, who):
    client.force_login(request.getfixturevalue(who))
    for path in ("/admin/", "/admin/pages/", "/admin/moderation/comptes/"):
        assert client.get(path)["Location"].startswith(
            "/compte/deux-etapes/totp/activate/?next=/admin/".replace("/admin/", "%2Fadmin%2F")
        )
    response = client.get("/admin/", follow=True)
    assert "demande une connexion en deux étapes" in response.text
    assert client.post("/admin/pages/1/unpublish/").status_code == 302
    answer = client.get("/admin/api/main/pages/")
    assert (answer.status_code, "deux étapes" in answer.json()["detail"]) == (403, True)
    assert client.get("/inventaire/").status_code == 200


def test_it_is_not_required_of_members_nor_where_nobody_asks_for_it(client, editor, member, settings):
    client.force_login(editor)
    assert client.get("/admin/").status_code == 200
    settings.MFA_REQUIRED = True
    assert second_step.is_missing(editor)
    assert not second_step.is_missing(member)


def test_once_it_is_set_up_the_admin_opens_and_it_stays(client, editor, required, at_once):
    client.force_login(editor)
    activate(client)
    assert 'href="/admin/"' in client.get("/compte/deux-etapes/recovery-codes/").text
    assert client.get("/admin/").status_code == 200
    page = client.get("/compte/deux-etapes/totp/deactivate/").text
    assert "elles restent actives" in page
    client.post("/compte/deux-etapes/totp/deactivate/")
    assert second_step.is_active(editor)


def test_who_is_stopped_may_still_log_out(client, editor, required):
    client.force_login(editor)
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_no_other_log_in_of_wagtail_goes_around_it(client, home):
    make_user("quelqu-un")
    words = {"username": "quelqu-un", "password": "motdepasse"}
    response = client.post("/_util/login/", words)
    assert response["Location"].startswith("/compte/login/")
    assert "_auth_user_id" not in client.session
