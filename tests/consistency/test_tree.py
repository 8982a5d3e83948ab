"""The top level, and what every file of the tree obeys."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.consistency.source import ROOT, SECTIONS, files

REQUIRED = {
    "manage.py",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "bootstrap.py",
    ".ci",
    "site",
    *SECTIONS,
    "search",
    "templates",
    "tests",
}
ALLOWED = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "gunicorn.conf.py",
    "requirements.txt",
    "requirements-dev.txt",
    "docs",
    "static",
    "deploy",
}
PYTHON_PACKAGES = {*SECTIONS, "search", "tests"}


def top_level(names) -> set[str]:
    return {name.split("/")[0] for name in names}


def strays(names) -> set[str]:
    """What stands at the top level without being declared; dot files may."""
    return {name for name in top_level(names) - REQUIRED - ALLOWED if not name.startswith(".")}


def test_the_top_level_is_as_declared():
    assert strays(files()) == set()
    assert REQUIRED - top_level(files()) == set()


def test_a_stray_package_is_seen():
    assert strays(["home/models.py", "blog/__init__.py", ".editorconfig"]) == {"blog"}


def test_there_is_no_other_python_package():
    found = {name.split("/")[0] for name in files() if name.endswith(".py") and "/" in name}
    assert found - {"site"} == PYTHON_PACKAGES


def test_site_holds_three_packages_and_is_none_itself():
    inside = {name.split("/")[1] for name in files() if name.startswith("site/")}
    assert inside == {"config", "members", "core"}
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize("path", ["site", "site/core/visibility/gate.py", "site/anything/new.py"])
def test_git_does_not_ignore_site(path):
    ignored = subprocess.run(["git", "check-ignore", "--no-index", path], cwd=ROOT, capture_output=True, text=True)
    assert (ignored.returncode, ignored.stdout) == (1, "")


@pytest.mark.parametrize("path", ["var/sillon.sqlite3", ".venv/", "__pycache__/"])
def test_git_ignores_what_is_made_at_run_time(path):
    assert subprocess.run(["git", "check-ignore", "--no-index", "-q", path], cwd=ROOT).returncode == 0


def test_docker_does_not_ignore_site():
    ignore = ROOT / ".dockerignore"
    lines = ignore.read_text().splitlines() if ignore.exists() else []
    assert [line for line in lines if line.strip().strip("/*") == "site"] == []


def test_every_folder_of_tests_is_a_package():
    folders = {name.rsplit("/", 1)[0] for name in files() if name.startswith("tests/") and name.endswith(".py")}
    assert {folder for folder in folders if f"{folder}/__init__.py" not in files()} == set()


def test_nothing_is_left_to_do():
    text = (".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".yml", ".yaml")
    found = [
        f"{name}:{number}"
        for name in files()
        if name.endswith(text) and not name.startswith("requirements") and name != "tests/consistency/test_tree.py"
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1)
        if re.search(r"\b(TODO|FIXME)\b", line)
    ]
    assert found == []
