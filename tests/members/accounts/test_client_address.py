"""Which address a request counts for: behind proxies, without any, and with headers that the client has made up."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from core.guards.throttling import client_network
from members import checks
from tests.conftest import make_user
from tests.members.accounts.guessing import LOGIN, SPENT


@pytest.mark.django_db
def test_forged_header_gives_no_other_network(moderator, settings):
    for trusted, spent in ((0, True), (1, True)):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
        name = make_user(f"derriere-{trusted}").username
        for number in range(5):
            cache.clear()
            forged = f"203.0.113.{number}, 192.0.2.50" if trusted else f"203.0.113.{number}"
            Client().post(LOGIN, {"login": name, "password": "faux"}, headers={"X-Forwarded-For": forged})
        cache.clear()
        forged = "203.0.113.99, 192.0.2.50" if trusted else "203.0.113.99"
        answer = Client().post(LOGIN, {"login": name, "password": "motdepasse"}, headers={"X-Forwarded-For": forged})
        assert (SPENT in answer.text) is spent


@pytest.mark.django_db
@pytest.mark.parametrize("path", [LOGIN, "/compte/signup/", "/compte/password/reset/"])
def test_forms_work_with_more_proxies_counted_than_there_are(home, settings, path):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    data = {"login": "personne", "password": "faux", "email": "a@example.org"}
    answer = Client().post(path, data, headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status_code in (200, 302)


@pytest.mark.django_db
def test_header_with_fewer_addresses_than_proxies_is_ignored(settings, monkeypatch, caplog):
    monkeypatch.setattr("members.accounts.adapter._mismatch_is_logged", False)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    addresses = set()
    for number in range(3):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        addresses.add(client_network(RequestFactory().post(LOGIN, REMOTE_ADDR="192.0.2.50", headers=headers)))
    assert addresses == {"192.0.2.50"}
    assert client_network(RequestFactory().post(LOGIN, REMOTE_ADDR="", headers=headers)) == ""
    mapped = RequestFactory().post(LOGIN, REMOTE_ADDR="::ffff:192.0.2.50", headers=headers)
    assert client_network(mapped) == "192.0.2.50"
    logged = [record.getMessage() for record in caplog.records]
    assert len(logged) == 1
    assert "TRUSTED_PROXY_COUNT ne correspond pas" in logged[0]
    assert "203.0.113" not in logged[0]


@pytest.mark.parametrize(
    ("backend", "count", "ids"),
    [
        ("django_sendfile.backends.nginx", 0, ["sillon.W011"]),
        ("django_sendfile.backends.nginx", 1, []),
        (None, 0, []),
    ],
)
def test_deployment_check_asks_for_the_number_of_proxies_behind_nginx(settings, backend, count, ids):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    if backend:
        settings.SENDFILE_BACKEND = backend
    elif hasattr(settings, "SENDFILE_BACKEND"):
        del settings.SENDFILE_BACKEND
    messages = checks.proxies_are_counted(None)
    assert [message.id for message in messages] == ids


@pytest.mark.django_db
@pytest.mark.parametrize("path", [LOGIN, "/compte/signup/", "/compte/password/reset/"])
def test_forms_work_behind_a_socket_without_client_address(home, path):
    answer = Client().post(path, {"login": "personne", "password": "faux", "email": "a@example.org"}, REMOTE_ADDR="")
    assert answer.status_code in (200, 302)
