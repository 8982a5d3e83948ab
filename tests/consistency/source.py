"""The tree as the consistency tests read it: its files, their imports and their strings."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("home", "inventory", "memento", "archive")
PACKAGES = ("core", *SECTIONS, "members", "search", "config")


@cache
def files() -> tuple[str, ...]:
    """Every file of the project, those not yet added included and those that git ignores left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(name for name in listed if (ROOT / name).is_file()))


def package_of(name: str) -> str:
    """The package a Python file belongs to; scripts of the top level and tests have none."""
    parts = name.removeprefix("site/").split("/")
    return parts[0] if len(parts) > 1 and parts[0] in PACKAGES else ""


def modules(*, migrations: bool = False) -> Iterator[tuple[str, ast.Module]]:
    """The Python files of our packages, parsed."""
    for name in files():
        if name.endswith(".py") and package_of(name) and (migrations or "/migrations/" not in name):
            yield name, tree(name)


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(), name)


def docstrings(parsed: ast.Module) -> set[int]:
    """The ids of the string nodes that are documentation."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(parsed)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }


def strings(parsed: ast.Module) -> Iterator[ast.Constant]:
    """The string literals that are no documentation."""
    told = docstrings(parsed)
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node
