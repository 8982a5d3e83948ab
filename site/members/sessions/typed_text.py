"""The texts of a submitted form, as its author may copy them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

#: Fields that forms of Wagtail add: what nobody has typed.
BOOKKEEPING = re.compile(
    r"^(?:action-|workflow-action-|loaded_revision_|overwrite_revision_|hydrate_|comments-)"
    r"|-(?:id|type|order|deleted|count|ORDER|DELETE|(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS)$"
)
#: Values that are no text: empty ones, keys of chosen objects.
KEY = re.compile(r"\d{0,9}")


def typed_text(fields: Iterable[tuple[str, str]]) -> str:
    """Return the texts among these fields (name, value), separated by blank lines."""
    texts = (_text(value).strip() for name, value in fields if not BOOKKEEPING.search(name))
    return "\n\n".join(text for text in texts if not KEY.fullmatch(text))


def _text(value: str) -> str:
    """The text of a value: of a rich-text editor's JSON its blocks, one a line."""
    if not value.startswith("{"):
        return "" if value == "null" else value
    try:
        blocks = json.loads(value).get("blocks")
    except (ValueError, RecursionError):
        return value
    if not isinstance(blocks, list):
        return value
    return "\n".join(str(block.get("text", "")) for block in blocks if isinstance(block, dict))
