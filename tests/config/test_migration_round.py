"""Each of our migrations is undone and done again on filled tables, and the instance starts as before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.copies import copy_of_the_test_database


@pytest.fixture
def copy_of_the_database(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), copy_of_the_test_database(tmp_path, "migrations") as address:
        yield address


@pytest.mark.slow("all our migrations backwards and forwards on the demonstration")
def test_every_migration_is_undone_and_done_again(copy_of_the_database):
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("migration_round.py"))],
        env={**os.environ, "DATABASE_URL": copy_of_the_database},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    report = json.loads(result.stdout.splitlines()[-1])
    assert report["errors"] == []
    assert len(report["undone"]) >= 14
