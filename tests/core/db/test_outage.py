"""A site whose database is away: every page is a 503 that says so, and `/sante/` answers in any case."""

from __future__ import annotations

import json
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, override_settings

from core.db.instance import is_unreachable
from tests.forks import Fork

PUBLIC, UNKNOWN = "sillon.exemple", "10.0.0.7:8000"


def answers(results: Connection) -> None:
    """Send status, headers and text of some addresses of a site whose database cannot be reached, by host and path."""
    override_settings(ALLOWED_HOSTS=[PUBLIC], SITE_URL=f"http://{PUBLIC}").enable()
    connection.settings_dict |= {"NAME": "/nowhere/x.sqlite3", "HOST": "127.0.0.1", "PORT": 1, "PASSWORD": "hushhush"}
    found = {}
    for host, path in (
        *((PUBLIC, path) for path in ("/", "/inventaire/", "/api/v3/places/", "/api/nulle-part", "/compte/login/")),
        *((host, path) for host in (PUBLIC, UNKNOWN) for path in ("/", "/sante/")),
        (PUBLIC, "POST"),
    ):
        client = Client(raise_request_exception=False, headers={"host": host})
        response = client.get(path) if path != "POST" else client.post("/compte/login/", {"login": "a"})
        values = response.status_code, response.get("Retry-After"), response["Content-Type"], response.text
        found[host, path] = values
    results.send(found)


def test_every_page_is_503_and_health_answers_under_any_host(django_db_setup, django_db_blocker, capfd):
    ours, theirs = Pipe()
    with django_db_blocker.unblock():
        process = Fork(answers, theirs)
    assert ours.poll(120), "no answer"
    found = ours.recv()
    assert process.wait() == 0
    assert {name: values[0] for name, values in found.items()} == dict.fromkeys(found, 503)
    for (host, path), (_, retry, kind, text) in found.items():
        if path == "/sante/":
            assert json.loads(text)["parties"]["base de données"] == "en panne"
            continue
        assert (host, path, retry) == (host, path, "30")
        assert kind == ("application/problem+json" if path.startswith("/api/") else "text/html; charset=utf-8"), path
        assert "hushhush" not in text
        assert "base de données" in (json.loads(text)["detail"] if path.startswith("/api/") else text)
    assert "Erreur 503" in found[PUBLIC, "/"][3]
    assert "hushhush" not in capfd.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_health_answers_whatever_the_host_is(client):
    for host in ("10.0.0.7", "ailleurs.exemple:8000", "a..b", "x:99999999"):
        response = client.get("/sante/", headers={"host": host})
        assert (host, response.status_code) == (host, 200)
        assert response.json()["parties"]
        assert "no-store" in response["Cache-Control"]
        assert "Content-Security-Policy" in response
    assert client.get("/robots.txt", headers={"host": "a..b"}).status_code == 400


class Cause(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "away"),
    [(None, True), ("57P01", True), ("08006", True), ("53300", True), ("40P01", False), ("53100", False)],
)
def test_an_outage_is_told_from_an_error_of_a_statement(sqlstate, away):
    """PostgreSQL's own codes; an error without one is that of the connection."""
    error = OperationalError("x")
    error.__cause__ = Cause(sqlstate)
    assert is_unreachable(error, "postgresql") is away


def test_of_sqlite_only_a_file_that_cannot_be_opened_is_away():
    assert is_unreachable(OperationalError("unable to open database file"), "sqlite")
    assert not is_unreachable(OperationalError("database is locked"), "sqlite")
    assert is_unreachable(InterfaceError("connection already closed"), "postgresql")
    assert not is_unreachable(ValueError("x"), "postgresql")
    assert not is_unreachable(None, "postgresql")
