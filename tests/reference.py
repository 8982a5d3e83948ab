"""The folder of reference data, for the tests that read the real files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings


def reference(*parts: str) -> Path:
    """A file or folder of the reference data: its absence is a failure in CI, and said elsewhere."""
    path = Path(settings.SILLON_DATA, *parts)
    if not path.exists():
        message = f"reference data not found: {path} (SILLON_DATA)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return path
