"""Correction of typing mistakes: of words that no visible object has, by words that the index or a section knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.search.questions import spellings
from core.search.words import EMPTY_WORDS, is_code, singular
from core.visibility.gate import Gate
from search.query.vocabulary import Vocabulary

#: Minimum length of words in which one mistake, and two, are corrected. Two swapped letters are one mistake.
_ONE_FROM, _TWO_FROM = 5, 9
#: From this length on, an unknown word near a known one is taken for a mistake, whatever the other words.
_SURE = 7
#: The longest acronym: a word typed in capitals among others that are not.
_LONGEST_ACRONYM = 6
_MOST_CANDIDATES = 20


def is_correctable(word: str, typed: str) -> bool:
    """Whether a word may be corrected: not a short one, a number, a code or an acronym; `typed` is the question."""
    if len(word) < _ONE_FROM or is_code(word):
        return False
    is_acronym = len(word) <= _LONGEST_ACRONYM and word.upper() in typed and typed.upper() != typed
    return not is_acronym


def is_name(gate: Gate, word: str) -> bool:
    """Whether a section knows a word as a name, though no visible object has it: « Paris »."""
    return any(word in names(gate, word) for names in spellings)


class Correction(NamedTuple):
    """A known word that another may be a mistake of; a doubtful one may well be wrong, like « bonne » for « borne »."""

    word: str
    is_doubtful: bool


def corrections(gate: Gate, vocabulary: Vocabulary, word: str) -> list[Correction]:
    """Return known words with the same first letter that a word may be a mistake of, the best first.

    Two mistakes are corrected only by a name or a word of titles. They may be words that this reader must not learn:
    show one only if something visible has it.
    """
    limit = 2 if len(word) >= _TWO_FROM else 1
    names = _names(gate, word[0])
    candidates = [*vocabulary.words_like(word[0], len(word), limit), *names]
    matches = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=limit, limit=None)
    near = {
        name: distance
        for name, distance, _ in matches
        if singular(name) != singular(word)  # a plural is no mistake
        and (distance < 2 or name in names or vocabulary.names_something(name))
    }

    def rating(name: str) -> tuple[int, int, int, str]:
        frequency = vocabulary.frequency(name) + (name in names)
        return near[name], abs(len(name) - len(word)), -frequency, name

    is_short = len(word) < _SURE
    return [Correction(name, is_short and name not in names) for name in sorted(near, key=rating)[:_MOST_CANDIDATES]]


def _names(gate: Gate, letter: str) -> frozenset[str]:
    """Return the names with a first letter that sections know, without codes; read once per content version."""

    def read() -> frozenset[str]:
        return frozenset(name for names in spellings for name in names(gate, letter) if not is_code(name))

    return gate.snapshot.get_or_set(("spellings", letter, gate.audience, *gate.scope), read)


def joined(words: list[str], is_known: Callable[[str], bool]) -> Iterable[tuple[int, str]]:
    """Yield the positions of two neighbours that are known as one word, and that word: « télé travail »."""
    for position in range(len(words) - 1):
        both = words[position] + words[position + 1]
        if not {words[position], words[position + 1]} & EMPTY_WORDS and is_known(both):
            yield position, both


def split(word: str, is_known: Callable[[str], bool]) -> tuple[str, str] | None:
    """Return the two known words that a word is made of: « autodiagnostic »; None if there are none."""
    for cut in range(3, len(word) - 2):
        parts = word[:cut], word[cut:]
        if EMPTY_WORDS.isdisjoint(parts) and all(map(is_known, parts)):
            return parts
    return None
