"""Cleaning of a typed search text: for the index, and for the search backends of both databases."""

from __future__ import annotations

import re
import unicodedata

from core.text.lengths import LONGEST_QUERY

#: Every character that is removed: all but letters, digits, spaces and the marks inside words. Quotes, stars and
#: brackets are syntax in SQLite's FTS5.
_NOISE = re.compile(r"[^\w\s'’.-]+")
_SPACE = re.compile(r"\s+")


def bounded(text: str | None) -> str:
    """Return a search text without null bytes and further spaces, cut at `LONGEST_QUERY` characters.

    Signs stay: « 26/06/2012 » is a date.
    """
    text = unicodedata.normalize("NFC", (text or "").replace("\0", " ")[: LONGEST_QUERY * 5])
    return " ".join(text.split())[:LONGEST_QUERY].strip()


def clean(text: str | None) -> str:
    """Return a search text as plain words, cut at `LONGEST_QUERY` characters. May be empty."""
    text = unicodedata.normalize("NFC", (text or "").replace("\0", " ")[: LONGEST_QUERY * 5])
    text = _NOISE.sub(" ", text).replace("’", "'")
    words = [word for word in _SPACE.split(text) if any(c.isalnum() for c in word)]
    return " ".join(words)[:LONGEST_QUERY].strip()
