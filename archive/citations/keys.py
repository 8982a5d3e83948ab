"""Keys of citations: « dupont2014tiers », in ASCII, unique within a file, and the same in every file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archive.citations.record import Citation
from core.text.fold import fold

LONGEST_WORD = 24
#: Words that say little about what they begin; so do those of up to three letters.
EMPTY_WORDS = frozenset({"avec", "chez", "dans", "entre", "pour", "quel", "quelle", "sans", "sous", "vers"})


def keys(citations: Sequence[Citation]) -> list[str]:
    """Return the key of each citation. If two in one file would be the same, the id of the page follows."""
    names = [key(citation) for citation in citations]
    counts = Counter(names)
    return [
        name if counts[name] == 1 else f"{name}-{citation.pk}" for name, citation in zip(names, citations, strict=True)
    ]


def key(citation: Citation) -> str:
    """Return the first author, the year and a word of the title, as far as they have letters or digits of ASCII."""
    first = citation.authors[0] if citation.authors else None
    author = (fold(first.family).replace(" ", "") or _word(first.name)) if first else ""
    year, word = str(citation.issued.year or ""), _word(citation.title)
    name = f"{author[:LONGEST_WORD]}{year}{word}" if author else f"{word}{year}"
    return name if name[:1].isalpha() else f"publication{name}"


def _word(text: str) -> str:
    """Return the first significant word of a text, or else its first word, as ASCII letters and digits."""
    words = fold(text).split()
    significant = (word for word in words if len(word) > 3 and word not in EMPTY_WORDS)
    return next(significant, words[0] if words else "")[:LONGEST_WORD]
