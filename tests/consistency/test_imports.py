"""Imports within a package form no circle, stand at the head of their module, and rooms stay small."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

import pytest

from tests.consistency.source import ROOT, files, modules, package_of

#: Modules of one folder, its `__init__` apart.
LARGEST_ROOM = 16
LARGEST_ROOM_OF_TESTS = 30
#: Folders whose contents Django prescribes.
PRESCRIBED = {"management", "commands", "migrations", "templatetags"}


class Import(NamedTuple):
    """One imported module or name; `deferred` when it is imported within a function."""

    name: str
    line: int
    deferred: bool


def imports(parsed: ast.AST, deferred: bool = False) -> Iterator[Import]:
    """All imports that are executed. Those for the type checker alone, and functions that page types name by dotted
    path, are none."""
    for node in ast.iter_child_nodes(parsed):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, deferred) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (Import(f"{node.module}.{alias.name}", node.lineno, deferred) for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        else:
            yield from imports(node, deferred or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)))


def dotted(file: str) -> str:
    return file.removeprefix("site/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def graph(sources: Mapping[str, ast.AST]) -> dict[str, set[str]]:
    """The modules that each module, by dotted name, imports of its own package."""
    edges: dict[str, set[str]] = {name: set() for name in sources}
    for name, parsed in sources.items():
        for found in imports(parsed):
            target = found.name if found.name in sources else found.name.rpartition(".")[0]
            if target in sources and target != name and target.split(".")[0] == name.split(".")[0]:
                edges[name].add(target)
    return edges


def circles(edges: Mapping[str, set[str]]) -> list[set[str]]:
    """The groups of modules that import one another. A package that only holds a module is not imported by it."""
    reach: dict[str, set[str]] = {}
    for start in edges:
        seen, waiting = set(), [start]
        while waiting:
            for target in edges[waiting.pop()] - seen:
                seen.add(target)
                waiting.append(target)
        reach[start] = seen
    groups = {frozenset(other for other in reach[name] if name in reach[other]) for name in edges}
    return [set(group) for group in groups if group]


def unexplained(parsed: ast.AST, text: str) -> list[int]:
    """The lines with a deferred import that has no comment on it, nor above it and the imports before it."""
    lines = text.splitlines()
    deferred = {found.line for found in imports(parsed) if found.deferred}

    def explained(line: int) -> bool:
        above = line - 1
        return "#" in lines[line - 1] or (
            explained(above) if above in deferred else lines[above - 1].strip().startswith("#")
        )

    return [line for line in sorted(deferred) if not explained(line)]


def our_modules() -> dict[str, ast.AST]:
    return {dotted(name): parsed for name, parsed in modules()}


def test_no_circle_within_a_package():
    assert circles(graph(our_modules())) == []


def test_a_deferred_import_says_why():
    found = {
        name: lines
        for name, parsed in modules()
        if not name.endswith("/apps.py") and (lines := unexplained(parsed, (ROOT / name).read_text()))
    }
    assert found == {}


def test_no_folder_is_crowded():
    rooms = Counter(
        str(PurePosixPath(name).parent)
        for name in files()
        if name.endswith(".py")
        and not name.endswith("__init__.py")
        and (package_of(name) or name.startswith("tests/"))
        and not PRESCRIBED & set(PurePosixPath(name).parts)
    )
    limits = {room: LARGEST_ROOM_OF_TESTS if room.startswith("tests") else LARGEST_ROOM for room in rooms}
    assert {room: count for room, count in rooms.items() if count > limits[room]} == {}


def test_rooms_hand_nothing_on():
    """A room's `__init__` is empty or a sentence: what is imported says where it stands."""
    open_doors = {"models", "blocks"}
    found = [
        name
        for name, parsed in modules()
        if name.endswith("/__init__.py") and PurePosixPath(name).parent.name not in open_doors and any(imports(parsed))
    ]
    assert found == []


@pytest.mark.parametrize(
    "sources",
    [
        {"home.a": "import home.b", "home.b": "from home import a"},
        {"home.a": "from home.b import x", "home.b": "from home.c import y", "home.c": "from home.a import z"},
        {"home.m": "from home.m.a import A", "home.m.a": "from home.p import f", "home.p": "from home.m import A"},
    ],
    ids=["two", "three", "through what a package hands on"],
)
def test_a_circle_is_seen(sources):
    assert circles(graph({name: ast.parse(text) for name, text in sources.items()})) != []


@pytest.mark.parametrize(
    "sources",
    [
        {"home.a": "from home import b, c", "home.b": "from home.c import x", "home.c": ""},
        {"home.a": "def f():\n    context_builder = 'home.b.f'", "home.b": "from home.a import f"},
        {"home.a": "if TYPE_CHECKING:\n    from home.b import B", "home.b": "from home.a import A"},
        {"home.a": "from core.b import f", "core.b": ""},
    ],
    ids=["down", "named", "types", "below"],
)
def test_imports_that_are_no_circle(sources):
    assert circles(graph({name: ast.parse(text) for name, text in sources.items()})) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def f():\n    import os", [2]),
        ("def f():\n    import os  # it is slow", []),
        ("def f():\n    # It is slow.\n    import os", []),
        ("def f():\n    # They are slow.\n    import os\n    import re", []),
        ("def f():\n    x = 1  # It is slow.\n    import os", [3]),
        ("import os", []),
    ],
)
def test_a_deferred_import_without_a_reason_is_seen(text, lines):
    assert unexplained(ast.parse(text), text) == lines
