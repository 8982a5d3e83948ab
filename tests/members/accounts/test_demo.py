"""With the settings of production, no account opens with the password of the demo."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from members.accounts import demo
from members.models import User
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(home, settings):
    """A copied demo database with the settings of production."""
    demo.ensure_accounts()
    settings.DEMO_ACCOUNTS = False


def log_in(login: str, password: str = demo.PASSWORD):
    return Client().post("/compte/login/", {"login": login, "password": password})


@pytest.mark.parametrize("name", demo.ACCOUNTS)
def test_a_copied_demo_account_does_not_log_in(copied, name):
    assert "mot de passe incorrect" in log_in(name).text
    assert "mot de passe incorrect" in log_in(f"{name}@demo.example").text


def test_demo_account_logs_in_on_a_demo(home):
    demo.ensure_accounts()
    assert log_in("membre").status_code == 302


def test_any_account_with_that_password_is_refused(copied):
    user = make_user("renommee", "Membres")
    user.set_password(demo.PASSWORD)
    user.save()
    assert "mot de passe incorrect" in log_in("renommee").text


def test_an_administrator_with_a_password_of_their_own_gets_in(copied):
    admin = User.objects.get(username="admin")
    admin.set_password("Sapin-42-bleu")
    admin.save()
    assert log_in("admin", "Sapin-42-bleu").status_code == 302
    client = Client()
    client.force_login(admin)
    assert client.get("/compte/").status_code == 200


def test_sessions_and_tokens_of_a_copied_demo_are_shut(home, settings, token_of):
    demo.ensure_accounts()
    editor = User.objects.get(username="editrice")
    session, headers = Client(), token_of(editor)
    session.force_login(editor)
    assert session.get("/compte/").status_code == 200
    assert Client().get("/api/v3/pages/", headers=headers).status_code == 200
    settings.DEMO_ACCOUNTS = False
    assert session.get("/compte/").status_code == 302
    assert session.get("/admin/").status_code == 302
    refused = Client().get("/api/v3/pages/", headers=headers)
    assert refused.status_code == 403
    assert "démonstration" in refused.json()["detail"]


def test_demo_password_cannot_be_chosen(copied, member):
    client = Client()
    client.force_login(member)
    new = {"oldpassword": "motdepasse", "password1": demo.PASSWORD, "password2": demo.PASSWORD}
    assert "celui de la démonstration" in client.post("/compte/password/change/", new).text
    member.refresh_from_db()
    assert member.check_password("motdepasse")


def test_the_deployment_check_names_the_accounts(copied, settings):
    settings.SECRET_KEY = "x9" * 30
    with pytest.raises(SystemCheckError, match="admin, editrice, membre, moderateur"):
        call_command("check", "--deploy", "--tag", "security")
    for user in demo.suspects():
        user.set_password("Sapin-42-bleu")
        user.save()
    call_command("check", "--deploy", "--tag", "security")


def test_the_deployment_check_says_when_there_is_no_table(copied, monkeypatch):
    from django.db import ProgrammingError

    from members import checks

    def no_table():
        raise ProgrammingError("no such table")

    monkeypatch.setattr(demo, "suspects", no_table)
    (warning,) = checks.no_account_has_the_demo_password(None)
    assert "no such table" in warning.msg
