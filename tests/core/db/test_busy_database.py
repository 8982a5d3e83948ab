"""While another process writes on SQLite for long, who writes is asked to try again, and loses no text."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from wagtail.models import APIToken

from core.db.instance import is_locked
from members.models import Contribution
from tests.members.contributions.test_views import begin

BUSY = "occupé"


@contextmanager
def another_writer():
    """Another connection that holds the lock, and waits of half a second in place of twenty."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 300")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers at a time")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_busy_database_is_a_503_and_the_text_of_a_step_stays(home, member, visitor):
    token = APIToken.create_token(user=member, name="essai")[1]
    visitor.force_login(member)
    address = begin(visitor)
    with another_writer():
        step = visitor.post(address, {"title": "La Scierie", "_vu": "", "aller": "suivant"})
        script = visitor.post(address, {"title": "La Scierie"}, headers={"accept": "application/json"})
        send = visitor.post(f"{address.rsplit('/', 2)[0]}/envoyer/")
        headers = {"authorization": f"Bearer {token}"}
        program = Client(raise_request_exception=False)
        created = program.post("/api/v3/contributions/", {"kind": "lieu"}, "application/json", headers=headers)
    for response in (step, send):
        assert (response.status_code, BUSY in response.text) == (503, True)
    assert 'value="La Scierie"' in step.text
    assert (script.status_code, BUSY in script.json()["message"]) == (503, True)
    assert (created.status_code, created["Content-Type"]) == (503, "application/problem+json")
    assert BUSY in created.json()["detail"]
    assert created["Retry-After"]
    assert not Contribution.objects.exists()
    assert visitor.post(address, {"title": "La Scierie", "_vu": "", "aller": "suivant"}).status_code == 302


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False], ids=["changed", "new"])
def test_a_session_that_cannot_be_saved_is_a_503(home, member, visitor, monkeypatch, known):
    """Django takes it for a session that was deleted, and answers 400."""
    if known:
        visitor.force_login(member)

    def touch(request: HttpRequest) -> HttpResponse:
        request.session["x"] = "y"
        return HttpResponse()

    monkeypatch.setattr(
        "members.accounts.middleware.SecondStepMiddleware.__call__", lambda self, request: touch(request)
    )
    with another_writer():
        response = visitor.get("/compte/")
    assert (response.status_code, BUSY in response.text) == (503, True)


def test_a_busy_database_is_known():
    assert is_locked(OperationalError("database is locked"))
    assert not is_locked(OperationalError("database or disk is full"))
    assert not is_locked(ValueError("database is locked"))
    assert not is_locked(None)
    later = RuntimeError("x")
    later.__context__ = OperationalError("database is locked")
    assert is_locked(later)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "contribute_step"])
def test_a_full_disk_is_a_507_in_views_with_their_own_transactions(home, member, visitor, monkeypatch, name):
    assert name in settings.OWN_TRANSACTIONS

    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    if name == "account_login":
        monkeypatch.setattr("members.accounts.forms.LoginForm.login", full)
        response = visitor.post("/compte/login/", {"login": "un-membre", "password": "motdepasse"})
    else:
        visitor.force_login(member)
        address = begin(visitor)
        monkeypatch.setattr("members.contributions.drafts.start", full)
        response = visitor.post(address, {"title": "La Scierie", "_vu": ""})
    assert (response.status_code, "plein" in response.text) == (507, True)
