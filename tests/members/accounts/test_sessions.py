"""When a session ends, and the log-in pages that Wagtail would have of its own."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as project
from django.test import Client

from members.models import User
from tests.conftest import make_user
from tests.members.accounts.guessing import LOGIN

pytestmark = pytest.mark.django_db


def test_session_ends_with_its_account_or_its_password(home):
    for change in ({"is_active": False}, {"password": "!"}):
        member = make_user(f"membre-{len(change)}-{next(iter(change))}", "Membres")
        client = Client()
        client.force_login(member)
        assert client.get("/compte/").status_code == 200
        User.objects.filter(pk=member.pk).update(**change)
        assert client.get("/compte/")["Location"].startswith(LOGIN)


def test_session_of_an_earlier_backend_is_over(home, member, client):
    client.force_login(member)
    session = client.session
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    assert client.get("/compte/")["Location"].startswith(LOGIN)
    assert project.AUTHENTICATION_BACKENDS == ["members.backends.AccountBackend"]
    assert EmailAddress.objects.filter(user=member).exists()


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_admin_logs_out_by_post_alone(as_editor, method):
    answer = getattr(as_editor, method)("/admin/logout/")
    assert answer.status_code == 405
    assert "sessionid" not in answer.cookies
    assert as_editor.get("/admin/").status_code == 200
    assert as_editor.post("/admin/logout/").status_code == 302
    assert as_editor.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_log_in_pages_of_wagtail_lead_to_ours(client, home, path):
    assert client.post(path, {"username": "x", "password": "y"})["Location"].startswith(LOGIN)


def test_admin_account_page_does_not_change_the_password(as_editor, editor):
    fields = {"old_password": "motdepasse", "new_password1": "Sapin-42-bleu", "new_password2": "Sapin-42-bleu"}
    as_editor.post("/admin/account/", {f"password-{name}": value for name, value in fields.items()})
    editor.refresh_from_db()
    assert editor.check_password("motdepasse")
    assert 'href="/compte/password/change/"' in as_editor.get("/admin/account/").text
