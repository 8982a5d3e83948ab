"""Excerpts: the part of a text with most of the words that were found, in which they are marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

#: Characters of an excerpt, and those of a text that are searched for one.
LENGTH, _READ = 220, 200_000
_MOST_MATCHES = 400
#: Accented letters and the letter that the index has for each. Ligatures stay, since lengths must not change.
_ACCENTS = tuple(zip("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy", strict=True))
_BETWEEN_LINES = " · "
_EDGE = re.compile(r"\s")


class Piece(NamedTuple):
    """A piece of an excerpt, and whether it is one of the words that were found."""

    text: str
    is_match: bool


def pattern_of(found: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds folded words in a text that `_comparable` returned; None without words."""
    forms = sorted(set(found), key=len, reverse=True)
    if not forms:
        return None
    parts = (re.escape(form).replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)") for form in forms)
    return re.compile(rf"\b(?:{'|'.join(parts).replace('tierslieu', 'tiers[- ]?lieux?')})\b")


def excerpt(text: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    """Return the best excerpt of a plain text in pieces, of about `LENGTH` characters; its beginning if none is found.

    Takes linear time; what is far into a long text is not looked at.
    """
    text = _BETWEEN_LINES.join(filter(None, (" ".join(line.split()) for line in text[:_READ].splitlines())))
    comparable = _comparable(text)
    spans = []
    for match in pattern.finditer(comparable) if pattern else ():
        spans.append((match.start(), match.end(), match[0]))
        if len(spans) == _MOST_MATCHES:
            break
    start = _best_start(spans)
    start, end = _cut(text, start)
    return _pieces(text, start, end, [(first, last) for first, last, _ in spans if start <= first and last <= end])


def as_html(pieces: Iterable[Piece]) -> SafeString:
    """Return pieces as HTML: escaped text with `<mark>`."""
    parts = (f"<mark>{escape(piece.text)}</mark>" if piece.is_match else escape(piece.text) for piece in pieces)
    return mark_safe("".join(parts))


def has_match(pieces: Collection[Piece]) -> bool:
    return any(piece.is_match for piece in pieces)


def spelling_of(word: str, text: str) -> str:
    """Return a folded word as a text writes it, with accents: « télétravail »; as it is if the text has it not."""
    pattern = pattern_of([word])
    match = pattern.search(_comparable(text)) if pattern else None
    return text[match.start() : match.end()] if match else word


def _comparable(text: str) -> str:
    """Return a text of the same length in lower case without accents."""
    lower = text.lower()
    if len(lower) != len(text):  # it has a letter whose lower case is two characters
        lower = text
    for accented, letter in _ACCENTS:  # ten times as fast as str.translate
        lower = lower.replace(accented, letter)
    return lower


def _best_start(spans: list[tuple[int, int, str]]) -> int:
    """Return where the window with most different words begins, the first one of equal ones."""
    best, best_start, first = 0, 0, 0
    inside: dict[str, int] = {}
    for _, end, word in spans:
        inside[word] = inside.get(word, 0) + 1
        while end - spans[first][0] > LENGTH:
            other = spans[first][2]
            inside[other] -= 1
            if not inside[other]:
                del inside[other]
            first += 1
            if first >= len(spans):
                break
        if len(inside) > best:
            best, best_start = len(inside), spans[min(first, len(spans) - 1)][0]
    return best_start


def _cut(text: str, match: int) -> tuple[int, int]:
    """Return the bounds of an excerpt around a match, at spaces."""
    start = max(0, match - 60)
    if start:
        edge = _EDGE.search(text, start)
        start = edge.end() if edge and edge.end() <= match else match
    end = min(len(text), start + LENGTH)
    if end < len(text):
        edge_before = text.rfind(" ", start, end)
        end = edge_before if edge_before > match else end
    return start, end


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Piece]:
    pieces, done = [], start
    for first, last in spans:
        if first > done:
            pieces.append(Piece(text[done:first], False))
        pieces.append(Piece(text[first:last], True))
        done = last
    if done < end:
        pieces.append(Piece(text[done:end], False))
    if pieces and start:
        pieces.insert(0, Piece("… ", False))
    if pieces and end < len(text):
        pieces.append(Piece(" …", False))
    return pieces
