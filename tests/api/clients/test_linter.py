"""The OpenAPI document has no error for Spectral, with all of its rules for OpenAPI.

Its one warning is about the slash at the end of our paths, which is in every address of the site.
"""

from __future__ import annotations

import json

import pytest

from tests.api.clients.conftest import need, run


@pytest.fixture(scope="module")
def findings(openapi) -> list[dict]:
    """What the linter reports."""
    need("@stoplight/spectral-cli")
    (openapi.parent / "rules.yaml").write_text('extends: ["spectral:oas"]')
    options = ("--ruleset", "rules.yaml", "--format", "json", "--output", "report.json", "--quiet")
    run("@stoplight/spectral-cli", "dist/index.js", "lint", openapi.name, *options, folder=openapi.parent)
    return json.loads((openapi.parent / "report.json").read_text(encoding="utf-8"))


def test_the_document_has_no_error_and_one_kind_of_warning(findings):
    assert {finding["code"] for finding in findings} == {"path-keys-no-trailing-slash"}
