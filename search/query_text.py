"""Cleaning of a typed search text, which makes it safe for both search backends."""

from __future__ import annotations

import re
import unicodedata

from core.text.lengths import LONGEST_QUERY

#: Every character that is removed: all but letters, digits, spaces and the marks inside words. Quotes, stars and
#: brackets are syntax in SQLite's FTS5.
_NOISE = re.compile(r"[^\w\s'’.-]+")
_SPACE = re.compile(r"\s+")


def clean(text: str | None) -> str:
    """Return a search text as plain words, cut at `LONGEST_QUERY` characters. May be empty."""
    text = unicodedata.normalize("NFC", (text or "").replace("\0", " ")[: LONGEST_QUERY * 5])
    text = _NOISE.sub(" ", text).replace("’", "'")
    words = [word for word in _SPACE.split(text) if any(c.isalnum() for c in word)]
    return " ".join(words)[:LONGEST_QUERY].strip()
