"""A new password revokes the account's tokens and ends its other sessions, and its page and mail say so."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.management import call_command
from django.test import Client
from wagtail.models import APIToken

from members.models import User
from tests.members.accounts.test_signup import LINK

pytestmark = pytest.mark.django_db
NEW = {"password1": "Sapin-42-bleu", "password2": "Sapin-42-bleu"}
TOKENS = "/api/v3/contributions/"


@pytest.fixture
def headers(member, token_of):
    """Two tokens of the member, and one that was revoked before."""
    token_of(member)
    APIToken.objects.get().revoke()
    return [token_of(member), token_of(member)]


def codes(headers) -> set[int]:
    return {Client().get(TOKENS, headers=header).status_code for header in headers}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_own_change_of_password_revokes_tokens(client, member, headers):
    client.force_login(member)
    elsewhere = Client()
    elsewhere.force_login(member)
    assert codes(headers) == {200}
    assert "Vos 2 jetons d’API ne donneront plus accès" in plain(client.get("/compte/password/change/").text)
    assert codes(headers) == {200}
    answer = client.post("/compte/password/change/", {"oldpassword": "motdepasse", **NEW}, follow=True)
    assert "Votre mot de passe est changé. Vos 2 jetons d’API ne donnent plus accès." in plain(answer.text)
    assert "Vos 2 jetons d’API ne donnent plus accès." in mail.outbox[-1].body
    assert codes(headers) == {401}
    assert client.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302


def test_refused_change_of_password_revokes_nothing(client, member, headers):
    client.force_login(member)
    answer = client.post("/compte/password/change/", {"oldpassword": "faux", **NEW})
    assert "Vos 2 jetons" in answer.text
    assert codes(headers) == {200}


def test_account_without_token_reads_nothing_of_them(client, member):
    client.force_login(member)
    assert "jeton" not in client.get("/compte/password/change/").text.partition("<main")[2].partition("<form")[2]
    answer = client.post("/compte/password/change/", {"oldpassword": "motdepasse", **NEW}, follow=True)
    assert "ne donne plus accès" not in answer.text
    assert "jeton" not in mail.outbox[-1].body


def test_reset_by_mail_revokes_tokens(client, member, headers):
    elsewhere = Client()
    elsewhere.force_login(member)
    client.post("/compte/password/reset/", {"email": member.email})
    way = client.get(LINK.search(mail.outbox[-1].body)[1])["Location"]
    assert "Vos 2 jetons d’API ne donneront plus accès" in plain(client.get(way).text)
    client.post(way, NEW)
    assert "Vos 2 jetons d’API ne donnent plus accès." in mail.outbox[-1].body
    assert codes(headers) == {401}
    assert elsewhere.get("/compte/").status_code == 302


def test_password_set_by_an_administrator_revokes_tokens(admin, member, headers):
    client = Client()
    client.force_login(admin)
    address = f"/admin/users/edit/{member.pk}/"
    page = client.get(address)
    assert "retirera leur accès aux 2 jetons d’API de ce compte" in page.text
    fields = {"username": member.username, "email": member.email, "first_name": "Un", "last_name": "Membre"}
    fields |= {"is_active": "on", "groups": [group.pk for group in member.groups.all()]}
    assert client.post(address, fields).status_code == 302
    assert codes(headers) == {200}, "other fields revoke nothing"
    answer = client.post(address, {**fields, **NEW}, follow=True)
    assert "Les 2 jetons d’API de ce compte ne donnent plus accès." in answer.text
    assert codes(headers) == {401}


def test_password_set_by_command_or_removed_revokes_tokens(member, headers, token_of, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "Sapin-42-bleu")
    call_command("changepassword", member.username, stdout=StringIO())
    assert codes(headers) == {401}
    again = token_of(member)
    assert codes([again]) == {200}
    member.refresh_from_db()
    member.set_unusable_password()
    member.save()
    assert codes([again]) == {401}


def test_an_account_without_password_keeps_its_tokens_when_saved(member, token_of):
    member.set_unusable_password()
    member.save()
    header = token_of(member)
    kept = User.objects.get(pk=member.pk)
    kept.organisation = "La Scierie"
    kept.save()
    assert codes([header]) == {200}


class Rounds(PBKDF2PasswordHasher):
    iterations = 20


def test_renewed_hash_is_no_new_password(client, member, headers, settings):
    before = member.password
    settings.PASSWORD_HASHERS = ["tests.members.accounts.test_new_passwords.Rounds", *settings.PASSWORD_HASHERS]
    client.post("/compte/login/", {"login": member.username, "password": "motdepasse"})
    member.refresh_from_db()
    assert member.password != before
    assert codes(headers) == {200}
