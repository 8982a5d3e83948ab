"""Production starts with its secrets or not at all."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.consistency.source import ROOT

REQUIRED = {
    "SECRET_KEY": "Vh7wq2mZ-9tKd0xRb4LsYp6cNf1gEaUo3iJ8-QzTXkMv5-Hn2rPe7w",
    "DATABASE_URL": "postgres://sillon:secret@db.example/sillon",
    "ALLOWED_HOSTS": "tiers-lieux.example",
    "SITE_URL": "https://tiers-lieux.example",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
}


def check(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings.production", "PYTHONUTF8": "1"}
    command = [sys.executable, "manage.py", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, env=base | environment, capture_output=True, text=True)


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


#: Subdomains and preload lists are the operator's to decide; the admin shows previews in frames of its own.
DECIDED = {"security.W005", "security.W019", "security.W021"}


def test_with_all_of_them_the_deployment_check_finds_no_fault():
    answer = check("--deploy", **REQUIRED)
    assert answer.returncode == 0, answer.stderr
    assert set(re.findall(r"\((\w+\.[EW]\d+)\)", answer.stderr)) <= DECIDED


def test_no_secret_is_told():
    answer = check(**{key: value for key, value in REQUIRED.items() if key != "EMAIL_URL"})
    assert REQUIRED["SECRET_KEY"] not in answer.stderr + answer.stdout
