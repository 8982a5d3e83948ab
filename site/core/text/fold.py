"""Folding of text for comparison and search: accents, ligatures, case and punctuation are removed."""

from __future__ import annotations

import re
import unicodedata

_NO_LETTER = re.compile(r"[^a-z0-9]")
#: Letters that Unicode does not decompose, in lower case.
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def without_accents(text: str) -> str:
    """Return a text without accents; compatibility characters (², ﬁ, no-break spaces) become plain ones."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


class _Folded(dict[int, str]):
    """A translation table for `str.translate`, filled when a character first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = _NO_LETTER.sub(" ", without_accents(chr(code).lower().translate(LIGATURES)))
        return self[code]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return a text in lower-case ASCII letters and digits, with single spaces between words."""
    return " ".join(text.translate(_FOLDED).split())
