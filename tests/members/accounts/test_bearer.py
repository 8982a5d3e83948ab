"""A token gives access only while its owner meets the conditions of the site: second step, address, group."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client

from tests.conftest import make_user

pytestmark = pytest.mark.django_db
WAGTAIL, CONTRIBUTIONS, PUBLIC = "/api/v3/pages/", "/api/v3/contributions/", "/api/v3/places/"
ROUTES = [WAGTAIL, CONTRIBUTIONS, PUBLIC, "/api/v3/places.geojson", "/api/v3/memento/",
          pytest.param("/api/v3/search/?q=lieu", marks=pytest.mark.indexed)]  # fmt: skip


def refused(response, words: str) -> bool:
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "private, no-store"
    return response.status_code == 403 and words in response.json()["detail"].replace("\u00a0", " ")


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("who", ["editor", "moderator", "admin"])
def test_token_of_the_admin_needs_the_second_step(request, client, token_of, settings, who, path):
    user = request.getfixturevalue(who)
    headers = token_of(user)
    assert client.get(path, headers=headers).status_code == 200
    settings.MFA_REQUIRED = True  # after the token was made
    assert refused(client.get(path, headers=headers), "connexion en deux étapes")
    TOTP.activate(user, "A" * 32)
    assert client.get(path, headers=headers).status_code == 200
    Authenticator.objects.all().delete()
    assert refused(client.get(path, headers=headers), "connexion en deux étapes")


def test_writing_without_second_step_is_refused(client, editor, token_of, required):
    headers = token_of(editor)
    answer = client.post(CONTRIBUTIONS, "{}", content_type="application/json", headers=headers)
    assert refused(answer, "connexion en deux étapes")
    answer = client.post(WAGTAIL, "{}", content_type="application/json", headers=headers)
    assert refused(answer, "connexion en deux étapes")


def test_members_need_no_second_step(client, member, token_of, required):
    for path in (CONTRIBUTIONS, PUBLIC):
        assert client.get(path, headers=token_of(member)).status_code == 200


@pytest.mark.parametrize("path", [CONTRIBUTIONS, PUBLIC])
def test_a_deactivated_or_closed_account_has_no_valid_token(client, member, token_of, path):
    headers = token_of(member)
    member.is_active = False
    member.save()
    assert client.get(path, headers=headers).status_code == 401
    member.delete()
    assert client.get(path, headers=headers).status_code == 401


@pytest.mark.parametrize("path", [CONTRIBUTIONS, PUBLIC, WAGTAIL])
def test_an_account_that_waits_or_was_taken_out_of_its_group_has_no_access(client, member, token_of, path):
    waiting = make_user("en-attente")
    assert refused(client.get(path, headers=token_of(waiting)), "attend un modérateur")
    headers = token_of(member)
    member.groups.clear()
    assert refused(client.get(path, headers=headers), "attend un modérateur")


@pytest.mark.parametrize("path", [CONTRIBUTIONS, PUBLIC])
def test_an_unconfirmed_address_gives_no_access(client, member, token_of, path):
    EmailAddress.objects.filter(user=member).update(verified=False)
    assert refused(client.get(path, headers=token_of(member)), "n’est pas confirmée")


def test_an_account_for_a_program_that_an_administrator_made_needs_no_address(client, editor, token_of):
    EmailAddress.objects.filter(user=editor).delete()
    assert client.get(WAGTAIL, headers=token_of(editor)).status_code == 200


def test_removed_group_takes_its_routes_away(client, editor, token_of):
    headers, session = token_of(editor), Client()
    session.force_login(editor)
    assert session.get("/admin/").status_code == 200
    editor.groups.set([Group.objects.get(name="Membres")])
    assert refused(client.get(WAGTAIL, headers=headers), "contributions/")
    assert client.get(CONTRIBUTIONS, headers=headers).status_code == 200
    assert session.get("/admin/").status_code == 302
    editor.groups.clear()
    assert session.get(CONTRIBUTIONS).status_code == 403


def test_second_step_counts_for_the_token_s_owner(client, admin, editor, token_of, required):
    TOTP.activate(admin, "A" * 32)
    client.force_login(admin)
    assert refused(client.get(WAGTAIL, headers=token_of(editor)), "connexion en deux étapes")
