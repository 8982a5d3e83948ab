"""French typography: the spaces and marks that a typed text lacks."""

from __future__ import annotations

import re
from functools import lru_cache

NBSP = "\u00a0"
NNBSP = "\u202f"
TAG = re.compile(r"(<[^>]*>)")

_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{NBSP}"),
    (re.compile(r"[ \u00a0\u202f]*»"), f"{NBSP}»"),
    (re.compile(r"[ \u00a0]+([;!?])"), rf"{NNBSP}\1"),
    (re.compile(r"[ \u202f]+:"), f"{NBSP}:"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}\b)"), NNBSP),
    (re.compile(r"(?<=\d) (?=(?:€|%|h\b|km\b|m²))"), NBSP),
)
#: What a rule may apply to. Most texts have nothing of it, and all rules together take ten times as long to see that.
_CONCERNED = re.compile(r"['«»;:!?]|\d[ \u00a0]")


@lru_cache(maxsize=4096, typed=True)  # what is safe and what is not may be the same text
def french(text: str) -> str:
    """A plain text with French spaces and apostrophes. Applying it twice changes nothing more."""
    if not _CONCERNED.search(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def nested(text: str) -> str:
    """A text that is to stand between guillemets: its own become “these”."""
    return re.sub(r"«\s*", "“", re.sub(r"\s*»", "”", text))


def french_html(source: str) -> str:
    """The same for HTML: tags and their attributes stay as they are."""
    parts = TAG.split(source)
    return "".join(part if part.startswith("<") else french(part) for part in parts)
