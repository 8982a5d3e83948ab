"""Golden JSON: what the API answers, compared whole. A change of contract is a reviewed difference."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def same_as_golden(data: Any, path: Path) -> None:
    """Compare with a golden file, public ids replaced. UPDATE_GOLDEN=1 writes the file instead."""
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    text = UUID.sub("<uuid>", text) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()
