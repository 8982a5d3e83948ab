"""Production starts with its secrets or not at all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import sender
from tests.consistency.source import ROOT

REQUIRED = {
    "SECRET_KEY": "Vh7wq2mZ-9tKd0xRb4LsYp6cNf1gEaUo3iJ8-QzTXkMv5-Hn2rPe7w",
    "DATABASE_URL": "postgres://sillon:secret@db.example/sillon",
    "ALLOWED_HOSTS": "tiers-lieux.example",
    "SITE_URL": "https://tiers-lieux.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
}


BASE = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production", "PYTHONUTF8": "1"}


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in production with these variables alone. What they lack is reported before Django starts."""
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=BASE | environment, capture_output=True, text=True)


def test_an_empty_environment_is_refused_and_every_missing_secret_named():
    answer = check()
    assert answer.returncode != 0
    assert "Variables d’environnement manquantes" in answer.stderr
    assert [name for name in REQUIRED if f"  {name} : " not in answer.stderr] == []


@pytest.mark.parametrize("name", REQUIRED)
def test_one_missing_secret_is_named_alone(name):
    answer = check(**{key: value for key, value in REQUIRED.items() if key != name})
    assert answer.returncode != 0
    assert [key for key in REQUIRED if f"  {key} : " in answer.stderr] == [name]


def test_a_blank_secret_is_a_missing_one():
    assert "  SITE_URL : " in check(**{**REQUIRED, "SITE_URL": "  "}).stderr


def test_a_short_key_is_refused():
    assert "SECRET_KEY : au moins 32 caractères." in check(**{**REQUIRED, "SECRET_KEY": "court"}).stderr


def test_an_unknown_store_is_refused():
    assert "seul file:///chemin est connu" in check(**REQUIRED, MEDIA_STORAGE_URL="s3://photos").stderr


def test_a_sender_without_an_address_is_refused():
    errors = check(**REQUIRED, DEFAULT_FROM_EMAIL="Alliance, Grenoble").stderr
    assert "DEFAULT_FROM_EMAIL : il faut une adresse, comme « Alliance, Grenoble <contact@exemple.fr> »." in errors


@pytest.mark.parametrize(
    ("value", "header"),
    [
        ("Alliance, Grenoble <contact@exemple.fr>", '"Alliance, Grenoble" <contact@exemple.fr>'),
        ('"Alliance, Grenoble" <contact@exemple.fr>', '"Alliance, Grenoble" <contact@exemple.fr>'),
        ("L’Été à « Gières » <contact@exemple.fr>", "L’Été à « Gières » <contact@exemple.fr>"),
        (' Le "Sillon" <contact@exemple.fr> ', '"Le \\"Sillon\\"" <contact@exemple.fr>'),
        ("contact@été.fr", "contact@xn--t-9fab.fr"),
        ("Sillon <ne-pas-repondre@localhost>", "Sillon <ne-pas-repondre@localhost>"),
    ],
)
def test_the_sender_is_read_into_a_header(value, header):
    assert sender(value, "https://tiers-lieux.fr") == header


@pytest.mark.parametrize(
    "value",
    [" ", "Alliance", "a@b.fr, c@d.fr", "A <a@b.fr>, B <c@d.fr>", "A <a@b.fr> x", "A <>", "A\nBcc: <a@b.fr>", "é@b.fr"],
)
def test_a_sender_that_is_not_one_address_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match="DEFAULT_FROM_EMAIL : "):
        sender(value, "https://tiers-lieux.fr")


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://tiers-lieux.fr", "tiers-lieux.fr"),
        ("https://été.fr:8443", "xn--t-9fab.fr"),
        ("http://127.0.0.1:8000", "localhost"),
        ("http://[::1]:8000", "localhost"),
        ("http://sillon", "localhost"),
    ],
)
def test_without_a_sender_mail_comes_from_the_site(site, host):
    assert sender("", site) == f"Sillon <ne-pas-repondre@{host}>"


def test_an_unknown_front_server_is_refused():
    assert "seul nginx est connu" in check(**REQUIRED, SENDFILE_BACKEND="apache").stderr


#: Subdomains and preload lists are the operator's to decide; the admin shows previews in frames of its own.
DECIDED = {"security.W005", "security.W019", "security.W021"}


#: Of our own checks, those of servers: none of these examples is there. `test_variables.py` has them with servers.
NOT_THERE = {"sillon.W010", "sillon.E103", "sillon.E107", "sillon.W102"}


#: In a process of production: what the deployment check says, and the names of the routes.
LOOK = """
import json
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from config.urls import urlpatterns
try:
    call_command("check", deploy=True)
    problems = ""
except SystemCheckError as error:
    problems = str(error)
print(json.dumps({"problems": problems, "routes": [getattr(route, "name", "") for route in urlpatterns]}))
"""


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    """What a process with all variables prints; its messages as `messages`."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "--no-imports", "-c", LOOK]
    answer = subprocess.run(command, cwd=ROOT, env=BASE | REQUIRED, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    printed = json.loads(answer.stdout.splitlines()[-1])
    return printed | {"messages": answer.stderr + printed["problems"]}


def test_with_all_of_them_the_deployment_check_finds_no_other_fault(production):
    assert "sillon.E103" in production["messages"]
    assert set(re.findall(r"\((\w+\.[EW]\d+)\)", production["messages"])) <= DECIDED | NOT_THERE


def test_production_has_no_route_to_the_pattern_page(production):
    assert "sitemap" in production["routes"]
    assert "styleguide" not in production["routes"]


def test_no_secret_is_printed():
    answer = check(**{key: value for key, value in REQUIRED.items() if key != "EMAIL_URL"})
    assert REQUIRED["SECRET_KEY"] not in answer.stderr + answer.stdout
