"""A front end in TypeScript: types made by openapi-typescript, checked by `tsc --strict`, and run against the site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.contents.registry import KINDS
from tests.api.clients.conftest import examples, need, run
from tests.tools import NODE

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
READER = Path(__file__).parent / "reader.ts"
STRICT = ("--strict", "--noEmit", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--target", "es2022",
          "--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom")  # fmt: skip


@pytest.fixture(scope="module")
def folder(openapi, tmp_path_factory) -> Path:
    """A folder with the types, the reader, a reader that forgets a type of block, and the example of docs/api.md."""
    need("openapi-typescript", "typescript")
    folder = tmp_path_factory.mktemp("typescript")
    printed = run("openapi-typescript", "bin/cli.js", str(openapi), "-o", "sillon.d.ts", folder=folder)
    assert "warn" not in printed.lower(), printed
    reader = READER.read_text(encoding="utf-8")
    (example,) = examples("ts")
    programs = {"reader": reader, "example": example, "forgetful": reader.replace('case "quote":', 'case "citation":')}
    for name, text in programs.items():
        (folder / f"{name}.ts").write_text(text, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


@pytest.fixture(scope="module")
def errors(folder) -> dict[str, list[str]]:
    """The compiler's errors in each program; none in the types themselves."""
    names = [path.name for path in folder.glob("*.ts")]
    lines = run("typescript", "bin/tsc", *STRICT, *names, folder=folder, fails=True).splitlines()
    errors = {name: [line for line in lines if line.startswith(f"{name}(")] for name in names}
    assert errors["sillon.d.ts"] == []
    return errors


def test_a_front_end_reads_every_type_of_content_and_block(folder, errors, serve):
    assert errors["reader.ts"] == []
    *_, line = serve([NODE, "reader.ts"], folder).splitlines()
    seen = json.loads(line)
    assert seen.pop("contents") == len(KINDS)
    assert seen.pop("events") == seen.pop("refused") == 1
    assert all(seen.values()), seen


def test_the_example_of_the_documentation_shows_a_page(folder, errors, serve):
    assert errors["example.ts"] == []
    lines = serve([NODE, "example.ts"], folder).splitlines()
    assert any("La démarche" in line for line in lines), lines


def test_a_type_of_block_without_its_case_does_not_compile(errors):
    assert any("citation" in line for line in errors["forgetful.ts"])
