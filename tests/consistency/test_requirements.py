"""The locked requirements are whole, hashed, and name no address."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.consistency.source import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
every_lock = pytest.mark.parametrize("lock", LOCKS)


def entries(text: str) -> dict[str, int]:
    """The packages of a lock file and how many hashes each has."""
    logical = re.sub(r"\\\n", " ", "\n".join(line for line in text.splitlines() if not line.strip().startswith("#")))
    rows = [line.strip() for line in logical.splitlines() if line.strip()]
    return {normal(re.split(r"[=\[ ;@]", row)[0]): row.count("--hash=sha256:") if "==" in row else 0 for row in rows}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    specifiers = [
        *project["project"]["dependencies"],
        *(row for g in groups for row in project["dependency-groups"][g]),
    ]
    return {normal(re.match(r"[\w.-]+", row)[0]) for row in specifiers}


@every_lock
def test_every_package_has_hashes(lock):
    found = entries((ROOT / lock).read_text())
    assert "django" in found
    assert [name for name, hashes in found.items() if not hashes] == []


@every_lock
def test_no_address_is_recorded(lock):
    assert [line for line in (ROOT / lock).read_text().splitlines() if "://" in line or line.startswith("--")] == []


def test_the_locks_cover_what_is_declared():
    assert wanted() - set(entries((ROOT / "requirements.txt").read_text())) == set()
    assert wanted("dev") - set(entries((ROOT / "requirements-dev.txt").read_text())) == set()


def test_development_has_the_versions_of_production():
    pins = [
        dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS
    ]
    assert {name for name, version in pins[0].items() if pins[1].get(name) != version} == set()


def test_a_package_without_hash_or_pin_is_seen():
    assert entries("a==1 \\\n    --hash=sha256:00\nb==2\nc @ https://x.example/c.whl\n") == {"a": 1, "b": 0, "c": 0}
