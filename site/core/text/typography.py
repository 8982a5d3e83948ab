"""French typography: no-break spaces and apostrophes for text as people type it."""

from __future__ import annotations

import re
from functools import lru_cache

NBSP = "\u00a0"
NNBSP = "\u202f"
#: An HTML tag. An unclosed one reaches to the end of the text, which keeps the search linear.
TAG = re.compile(r"(<[^>]*(?:>|\Z))")

#: The look-behinds make a run of spaces match only from its first space; otherwise a long run takes quadratic time.
_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{NBSP}"),
    (re.compile(r"(?<![ \u00a0\u202f])[ \u00a0\u202f]*»"), f"{NBSP}»"),
    (re.compile(r"(?<![ \u00a0])[ \u00a0]+([;!?])"), rf"{NNBSP}\1"),
    (re.compile(r"(?<![ \u202f])[ \u202f]+:"), f"{NBSP}:"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}\b)"), NNBSP),
    (re.compile(r"(?<=\d) (?=(?:€|%|h\b|km\b|m²))"), NBSP),
    (re.compile(r"(?<=\d\u00a0h) (?=\d\d\b)"), NBSP),
)
_OPENING, _CLOSING = re.compile(r"«\s*"), re.compile(r"(?<!\s)\s*»")
#: Whether any rule may apply. Most texts need none, and this is ten times as fast as running all rules.
_CONCERNED = re.compile(r"['«»;:!?]|\d[ \u00a0]")

#: Longer texts are not cached: the cache is for labels and titles, and should take no more than some megabytes.
LONGEST_CACHED = 500


def thousands(number: int) -> str:
    """Return an integer with thin spaces: « 239 999 »."""
    return f"{number:,}".replace(",", NNBSP)


def quantity(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun: « 0 fiche », « 1 fiche », « 1 200 fiches ». Without `plural`, the noun takes an « s »."""
    return f"{thousands(count)} {noun if count < 2 else plural or f'{noun}s'}"


def french(text: str) -> str:
    """Return plain text with French spaces and apostrophes. Idempotent."""
    return _cached(text) if len(text) <= LONGEST_CACHED else _french(text)


def _french(text: str) -> str:
    if not _CONCERNED.search(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


_cached = lru_cache(maxsize=4096, typed=True)(_french)  # typed: a SafeString may equal a str


def nested(text: str) -> str:
    """Return a text to be quoted in guillemets: its own guillemets become “double quotation marks”."""
    return _OPENING.sub("“", _CLOSING.sub("”", text))


def french_html(source: str) -> str:
    """Apply `french` to the text of HTML; tags and their attributes stay as they are."""
    parts = TAG.split(source)
    return "".join(part if part.startswith("<") else french(part) for part in parts)
