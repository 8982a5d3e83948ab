"""The posted form of a diagnostic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.factories.diagnostics import Raw

#: The inline lists of a page's form, all empty.
INLINES = ("comments", "page_themes")


def form_data(axes: Sequence[Raw], questions: Sequence[Raw], **values: str) -> dict[str, Any]:
    """What the browser posts for a diagnostic with these stored blocks."""
    data: dict[str, Any] = {"title": "Un essai", "slug": "un-essai", "introduction": "Vingt minutes.", **values}
    for name in INLINES:
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    for field, blocks in (("axes", axes), ("questions", questions)):
        data[f"{field}-count"] = len(blocks)
        for number, block in enumerate(blocks):
            data |= _block(f"{field}-{number}", number, block["id"])
            data[f"{field}-{number}-type"] = block["type"]
            data |= _struct(f"{field}-{number}-value", block["value"])
    return {name: "" if value is None else str(value) for name, value in data.items()}


def _block(prefix: str, order: int, block_id: str) -> dict[str, Any]:
    return {f"{prefix}-deleted": "", f"{prefix}-order": order, f"{prefix}-id": block_id}


def _struct(prefix: str, values: Raw) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("answers", "condition"):
            data[f"{prefix}-{name}"] = json.dumps(value)
        elif isinstance(value, list):
            data[f"{prefix}-{name}-count"] = len(value)
            for number, item in enumerate(value):
                child = f"{prefix}-{name}-{number}"
                inner = item["value"]
                data |= _block(child, number, item["id"])
                data |= _struct(f"{child}-value", inner) if isinstance(inner, dict) else {f"{child}-value": inner}
        else:
            data[f"{prefix}-{name}"] = value
    return data
