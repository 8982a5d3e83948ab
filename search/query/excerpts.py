"""Excerpts: the part of a text with the most words of a question, in which these are marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from html import escape
from itertools import islice
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from core.search.words import TIERS_LIEU

#: Length of an excerpt in characters, and how much of a text is searched for it.
LENGTH, _READ = 220, 200_000
_MOST_MATCHES = 400
#: Accented letters and the letter that the index has for each. Ligatures stay, since lengths must not change.
_ACCENTS = tuple(zip("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy", strict=True))
_TIERS_LIEU = re.compile(r"tiers[- ]?lieu[xs]?\b")
_PARTS_OF_TIERS_LIEU = frozenset(["tiers", "lieu", "lieux"])
_EDGE = re.compile(r"\s")


class Piece(NamedTuple):
    """A piece of an excerpt; `is_match` says whether it is a word of the question."""

    text: str
    is_match: bool


def excerpt(text: str, forms: Collection[str] = ()) -> list[Piece]:
    """Return the best excerpt of a text in pieces, of about `LENGTH` characters; its beginning if no word is found.

    The text is in one line, as `search.index.schema.in_one_line` makes it; `forms` are the folded words to mark. Takes
    linear time; only the beginning of a long text is searched.
    """
    text = text[:_READ]
    spans = _spans(text, forms)
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
    """Return a folded word as a text spells it, with accents: « télétravail »; unchanged if it is not in the text."""
    spans = _spans(text, {word})
    return text[spans[0][0] : spans[0][1]] if spans else word


def _spans(text: str, forms: Collection[str]) -> list[tuple[int, int, str]]:
    """Return the start, the end and the word of each match, in order; the first `_MOST_MATCHES` only.

    Searching for one word after the other is ten times as fast as comparing each word of the text.
    """
    text = _comparable(text)
    spans: list[tuple[int, int, str]] = []
    if TIERS_LIEU in forms:
        spans += ((*match.span(), TIERS_LIEU) for match in islice(_TIERS_LIEU.finditer(text), _MOST_MATCHES))
    if not _PARTS_OF_TIERS_LIEU.isdisjoint(forms):  # « tiers-lieu » is one word: neither part is found in it
        text = _TIERS_LIEU.sub(lambda match: "_" * len(match[0]), text)
    for form in forms:
        for spelling in {form, form.replace("oe", "œ").replace("ae", "æ")}:
            spans += ((start, start + len(spelling), form) for start in islice(_starts(text, spelling), _MOST_MATCHES))
    return sorted(spans)[:_MOST_MATCHES]


def _starts(text: str, word: str) -> Iterator[int]:
    """Yield the positions of a word that are not within another word."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start
        start = text.find(word, end)


def _comparable(text: str) -> str:
    """Return a text of the same length in lower case without accents."""
    lower = text.lower()
    if len(lower) != len(text):  # it has a letter whose lower case is two characters
        lower = text
    for accented, letter in _ACCENTS:  # ten times as fast as str.translate
        lower = lower.replace(accented, letter)
    return lower


def _best_start(spans: list[tuple[int, int, str]]) -> int:
    """Return the start of the first window of `LENGTH` characters with the most different words."""
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
