"""Migrations are few, small, named by hand and complete."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.consistency.source import ROOT, files, package_of

#: Bytes without indentation, of which a formatter adds as many again: about 30 kB as Django writes them.
LARGEST = 24_000
MIGRATIONS = [name for name in files() if package_of(name) and re.search(r"/migrations/\d", name)]
every_migration = pytest.mark.parametrize("name", MIGRATIONS)


def faults(name: str, source: str) -> list[str]:
    """What a migration does that it should not."""
    found = []
    if re.search(r"_auto_|_more$|_and_more", name) or not re.search(r"/\d{4}_[a-z][a-z0-9_]+\.py$", name):
        found.append("not named by hand")
    if sum(len(line.strip().encode()) + 1 for line in source.splitlines()) > LARGEST:
        found.append("too large")
    if re.search(r"wagtail\.blocks|block_lookup|\bblocks\.\w+Block\b", source):
        found.append("holds block definitions")
    return found


def test_there_are_migrations():
    assert "site/members/migrations/0001_user.py" in MIGRATIONS


@every_migration
def test_a_migration_is_small_named_and_free_of_blocks(name):
    assert faults(name, (ROOT / name).read_text()) == []


@pytest.mark.parametrize(
    ("name", "source", "fault"),
    [
        ("home/migrations/0002_auto_20260101_1200.py", "", "not named by hand"),
        ("home/migrations/0003_alter_page_body_and_more.py", "", "not named by hand"),
        ("home/migrations/0004_body.py", "x" * 24_001, "too large"),
        ("home/migrations/0005_body.py", "import wagtail.blocks", "holds block definitions"),
        ("home/migrations/0006_body.py", "StreamField([], block_lookup={})", "holds block definitions"),
    ],
)
def test_a_fault_is_seen(name, source, fault):
    assert faults(name, source) == [fault]


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
