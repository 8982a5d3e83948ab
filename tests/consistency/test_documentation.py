"""The documentation names files and headings that exist."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.consistency.source import ROOT, files

PAGES = [name for name in files() if re.fullmatch(r"[A-Z]+\.md|docs/[\w-]+\.md", name) and name != "CHANGELOG.md"]
every_page = pytest.mark.parametrize("page", PAGES)
#: Files that a reader of docs/how-to.md makes, names that stand for any file, and files that commands make.
EXAMPLES = re.compile(r"announcement|\bask\.|<|…|\*|^var/|css/sillon\.css|backup\.json")


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: str, text: str) -> list[str]:
    """The relative links of a page whose file or heading does not exist."""
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = (ROOT / PurePosixPath(page).parent / path).resolve() if path else ROOT / page
        if not file.is_file() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
            broken.append(target)
    return broken


def unknown_files(text: str) -> list[str]:
    """The files named in code spans of which the repository has none with this path, or end of a path."""
    known = files()
    spans = re.findall(r"`([\w./<>*…-]+\.(?:py|html|css|js|json|svg|md|po|toml|txt))`", text)
    return [
        name
        for name in spans
        if not EXAMPLES.search(name) and not any(file == name or file.endswith(f"/{name}") for file in known)
    ]


@every_page
def test_links_lead_to_files_and_headings(page):
    assert broken_links(page, (ROOT / page).read_text(encoding="utf-8")) == []


@every_page
def test_named_files_exist(page):
    assert unknown_files((ROOT / page).read_text(encoding="utf-8")) == []


def test_a_link_to_nowhere_is_seen():
    text = "# Été\n[a](docs/gone.md) [b](#été) [c](#hiver) [d](https://example.org/x) [e](docs/api.md#contribute)"
    assert broken_links("README.md", text) == ["docs/gone.md", "#été", "#hiver"]


def test_a_file_that_is_gone_is_seen():
    assert unknown_files("`core/checks.py`, `gate.py`, `core/gone.py`, `var/x.json`, `gone.json`") == [
        "core/gone.py",
        "gone.json",
    ]
