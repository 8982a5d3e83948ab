"""Imports go down only."""

from __future__ import annotations

import ast

import pytest
from django.db.migrations.loader import MigrationLoader

from core.checks import NAMED_FUNCTIONS
from tests.consistency.source import PACKAGES, SECTIONS, files, modules, package_of, tree

BELOW = {
    "core": set(),
    **{section: {"core"} for section in SECTIONS},
    "members": {"core"},
    "search": {"core"},
    "config": set(PACKAGES),
}
#: Relations between sections are stored on one side, so that migrations never go in circles.
TABLES_BELOW = {
    "core": {"members"},
    "members": {"core"},
    "home": {"core", "members"},
    "inventory": {"core", "members"},
    "memento": {"core", "members", "inventory"},
    "archive": {"core", "members", "inventory", "memento"},
    "search": {"core", "members"},
    "config": set(),
}


def imported(parsed: ast.Module) -> set[str]:
    """The top names that a module imports, anywhere in it: by statement, by `import_module`, or as a page type's
    named function."""
    names = set()
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__", "import_string"):
            names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMED_FUNCTIONS:
            names.add(getattr(node.value, "value", ""))
    return {name.split(".")[0] for name in names if isinstance(name, str) and name}


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def climbing(package: str, parsed: ast.Module) -> set[str]:
    """What a module of a package imports although it stands beside or above it."""
    return (imported(parsed) & set(PACKAGES)) - BELOW[package] - {package}


def looks_models_up(parsed: ast.Module) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "get_model" for node in ast.walk(parsed))


def test_imports_go_down_only():
    found = {
        name: sorted(up) for name, parsed in modules(migrations=True) if (up := climbing(package_of(name), parsed))
    }
    assert found == {}


def test_the_scripts_of_the_top_level_import_no_package():
    scripts = [name for name in files() if name.endswith(".py") and "/" not in name]
    assert scripts
    assert {name for name in scripts if imported(tree(name)) & set(PACKAGES)} == set()


def test_models_are_not_looked_up_by_name():
    operations = "site/core/db/operations.py"  # of migrations, which know models by their names
    assert [name for name, parsed in modules() if looks_models_up(parsed) and name != operations] == []


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("core", "import home.models"),
        ("core", "def late():\n    from inventory.models import SiteProfilePage"),
        ("memento", "from archive import models"),
        ("inventory", "import config.setup as setup"),
        ("members", "from search.query_text import clean"),
        ("search", "import os, members"),
        ("home", "import importlib\nimportlib.import_module('memento.models')"),
        ("memento", 'class Sheet:\n    context_builder = "archive.pages.sheet.sheet_context"'),
        ("archive", "if TYPE_CHECKING:\n    from memento.models import SheetPage"),
    ],
)
def test_an_import_that_climbs_is_seen(package, source):
    assert climbing(package, ast.parse(source))


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("home", "from core.visibility.gate import Gate\nfrom home.models import HomePage\nfrom . import frame"),
        ("config", "import archive.setup\nimport members.setup"),
        ("core", "import site\nfrom wagtail.models import Page"),
    ],
)
def test_an_import_that_goes_down_is_fine(package, source):
    assert climbing(package, ast.parse(source)) == set()


def test_a_model_looked_up_by_name_is_seen():
    assert looks_models_up(ast.parse("from django.apps import apps\napps.get_model('home', 'HomePage')"))


def test_tables_point_down_only():
    graph = MigrationLoader(None).disk_migrations
    found = {
        (app, other)
        for (app, _), migration in graph.items()
        if app in PACKAGES
        for other, _ in migration.dependencies
        if other in PACKAGES and other != app and other not in TABLES_BELOW[app]
    }
    assert found == set()
