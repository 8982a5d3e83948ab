"""A question as the search has understood its words, for the sections that recognise something in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from core.search.words import key_of
from core.visibility.gate import Gate

#: Phrases have at most this many words.
LONGEST_PHRASE = 6


class Phrase(NamedTuple):
    """One or more consecutive words of a question, from `start` to `end` (excluded), and their `key`.

    The key is that of `core.search.words.key`. A phrase may also be a synonym of what was typed: « coworking » at the
    position of « espace de travail partagé ».
    """

    start: int
    end: int
    key: str
    is_synonym: bool = False


@dataclass(frozen=True)
class Question:
    """A question: its `words` (see `core.search.words.words`), corrected, and its `phrases`, the longest first.

    `text` is the question as it was typed.
    """

    text: str
    words: tuple[str, ...]
    phrases: tuple[Phrase, ...]


class Mark(NamedTuple):
    """Something that was recognised: its French `label`, and the positions of its words, from `start` before `end`."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Understanding:
    """A list or a page that answers a question: « 4 lieux de coworking à Grenoble ».

    `label` says it in words, with its number; `count` is the number of results at `url`, which starts at the root of
    the host. With none, `nearest` may say in words what is nearest, with `nearest_url`. `marks` are what it is made
    of. `is_ambiguous` tells that the words may well mean something else (« Tours », « mars »): then it stands below the
    results instead of above them.
    """

    label: str
    url: str
    count: int
    marks: tuple[Mark, ...]
    nearest: str = ""
    nearest_url: str = ""
    is_ambiguous: bool = False


class Completion(NamedTuple):
    """A suggestion that is no page: a commune, an entry of a vocabulary. `label` says what it is: « Commune »."""

    title: str
    label: str
    url: str


#: Functions that recognise something in a question, and return what they understand, the best first. They run for each
#: search: at most a query or two, on data remembered under the content version.
understanders: list[Callable[[Gate, Question], Iterable[Understanding]]] = []
#: Functions that complete what is being typed: gate, key of the text, maximum number. The last word may be unfinished.
completers: list[Callable[[Gate, str, int], Iterable[Completion]]] = []
#: Names that a typing mistake is compared with besides the words of the index, such as communes without a place.
#: Returns folded words (see `core.search.words`) that begin with a text.
spellings: list[Callable[[Gate, str], Iterable[str]]] = []


def phrases_of(
    words: Sequence[str], synonyms: Mapping[str, Collection[str]] = MappingProxyType({})
) -> tuple[Phrase, ...]:
    """Return all phrases of up to `LONGEST_PHRASE` words, the longest first, then in their order.

    `synonyms` are further keys by key; each becomes a phrase at the same position, after the words themselves.
    """
    phrases = []
    for length in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            key = key_of(words[start : start + length])
            phrases.append(Phrase(start, start + length, key))
            phrases += [Phrase(start, start + length, synonym, True) for synonym in synonyms.get(key, ())]
    return tuple(phrases)
