"""The commands that operators and other programs rely on."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

import pytest
from django.core.management import get_commands, load_command_class

from tests.consistency.source import ROOT

COMMANDS = (
    "setup_site", "load_demo", "import_places", "load_communes", "send_outbox", "publish_scheduled", "db_worker",
    "check_places", "check_links", "backup", "restore", "clean_files", "build_search", "update_search",
    "forget_questions",
)  # fmt: skip
TARGETS = ("run", "test", "lint", "screenshots", "audit", "headless", "search-quality", "bench", "lock", "help")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_promised_command_exists_and_says_what_it_does(name):
    command = load_command_class(get_commands()[name], name)
    assert command.create_parser("manage.py", name).format_help()


@cache
def help_of_bootstrap() -> str:
    command = [sys.executable, "bootstrap.py", "help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("target", TARGETS)
def test_make_and_bootstrap_know_the_same_targets(target):
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()
    assert target in phony
    assert f"make {target} " in help_of_bootstrap()
    assert set(phony) == set(TARGETS)


def test_bootstrap_refuses_what_it_does_not_know():
    assert subprocess.run([sys.executable, "bootstrap.py", "dance"], cwd=ROOT, capture_output=True).returncode == 2


def test_ci_runs_the_tests_and_the_linters():
    script = (ROOT / ".ci" / "run").read_text()
    assert "make test" in script
    assert "make lint" in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
