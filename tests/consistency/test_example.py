"""The example of another front end has a component for everything, and pins what it needs."""

from __future__ import annotations

import json
import re

import pytest

from core.contents.registry import KINDS
from memento.blocks import GUIDE_BLOCKS
from tests.consistency.source import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "astro"
COMPONENT = re.compile(r"^  (\w+): (\w+),$", re.MULTILINE)


@pytest.mark.parametrize(
    ("folder", "names"),
    [("types", set(KINDS)), ("blocks", {name for name, _ in GUIDE_BLOCKS})],
    ids=["types", "blocks"],
)
def test_each_type_of_page_and_of_block_has_a_component(folder, names):
    components = dict(COMPONENT.findall((EXAMPLE / "src" / folder / "index.ts").read_text()))
    assert set(components) == names
    assert [name for name in components.values() if not (EXAMPLE / "src" / folder / f"{name}.astro").is_file()] == []


def test_its_packages_are_pinned():
    manifest = json.loads((EXAMPLE / "package.json").read_text())
    versions = {**manifest["dependencies"], **manifest["devDependencies"], **manifest["overrides"]}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_its_lock_file_has_hashes_and_names_no_registry():
    packages = json.loads((EXAMPLE / "package-lock.json").read_text())["packages"]
    assert [path for path, package in packages.items() if path and not package["integrity"]] == []
    assert [path for path, package in packages.items() if "resolved" in package] == []
