"""The exact JSON of the API, kept beside the tests: a change of the contract is a reviewed difference."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DOCUMENT = re.compile(r"/documents/\d+/\w+")


def assert_golden(path: Path, data: Any) -> None:
    """Compare with a golden file, ids of the database apart. `GOLDEN=write` writes the file anew."""
    steady = _steady(data)
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(steady, ensure_ascii=False, indent=2) + "\n")
    assert steady == json.loads(path.read_text())


def _steady(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _steady(child, name) for name, child in value.items()}
    if isinstance(value, list):
        return [_steady(child) for child in value]
    if key == "id" and (isinstance(value, int) or UUID.fullmatch(value)):
        return "<id>"
    return DOCUMENT.sub("/documents/<id>/<name>", value) if isinstance(value, str) else value
