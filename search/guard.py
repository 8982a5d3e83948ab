"""The one place that makes a typed search text safe for the search backends."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200
#: What remains of a query: letters, digits and what holds words together. Quotes, stars and brackets are syntax to
#: SQLite's FTS5 and mean nothing to people who search.
_NOISE = re.compile(r"[^\w\s'’.-]+")
_SPACE = re.compile(r"\s+")


def clean(text: str | None) -> str:
    """A search text as plain words, at most 200 characters. May be empty."""
    text = unicodedata.normalize("NFC", (text or "").replace("\0", " ")[: MAX_LENGTH * 5])
    text = _NOISE.sub(" ", text).replace("’", "'")
    words = [word for word in _SPACE.split(text) if any(c.isalnum() for c in word)]
    return " ".join(words)[:MAX_LENGTH].strip()
