"""From a typed text to what is searched: words, corrected ones, and units with their synonyms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.search.questions import LONGEST_PHRASE, Question, phrases_of
from core.search.words import EMPTY_WORDS, key_of, words
from core.visibility.gate import Gate
from search.query import spelling
from search.query.vocabulary import STEM, Vocabulary

#: Words of a question that are searched; more are ignored.
MOST_SEARCHED = 16
#: Unknown words of a question that are compared with known ones; each takes queries and some milliseconds.
_MOST_UNKNOWN = 4
#: How much a synonym counts, and two words typed as one or the other way round.
_SYNONYM, _JOINED = 0.9, 0.95


class Alternative(NamedTuple):
    """Words that stand for a unit of a question, together: those that were typed, or others, which weigh less."""

    words: tuple[str, ...]
    weight: float = 1.0
    is_typed: bool = False


@dataclass(frozen=True)
class Unit:
    """A word, or an expression that has synonyms, at the positions from `start` before `end`."""

    start: int
    end: int
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Parsed:
    """A question to be searched. `typed` are its words as they were typed, `words` the corrected ones.

    `units` are what must be found: all but words without meaning of their own, if there are others. `is_doubtful` tells
    that a short word among others was corrected, which may as well be right, and unknown here.
    """

    text: str
    typed: tuple[str, ...]
    words: tuple[str, ...]
    units: tuple[Unit, ...]
    is_doubtful: bool = False

    @property
    def is_corrected(self) -> bool:
        return self.typed != self.words

    def question(self, synonyms: Mapping[str, Sequence[str]]) -> Question:
        """Return the question for those who recognise something in it."""
        return Question(self.text, self.words, phrases_of(self.words, synonyms))


def parse(
    gate: Gate,
    text: str,
    vocabulary: Vocabulary,
    synonyms: Mapping[str, Sequence[str]],
    *,
    verbatim: bool = False,
) -> Parsed:
    """Parse a text; with `verbatim` no word is corrected."""
    typed = tuple(words(text)[:MOST_SEARCHED])
    corrected, is_doubtful = list(typed), False
    if not verbatim:
        corrected, is_doubtful = _corrected(gate, text, typed, vocabulary, synonyms)
    units = _units(corrected, synonyms, vocabulary.admits)
    return Parsed(text, typed, tuple(corrected), units, is_doubtful and len(units) > 1)


def _corrected(
    gate: Gate,
    text: str,
    typed: Sequence[str],
    vocabulary: Vocabulary,
    synonyms: Mapping[str, Sequence[str]],
) -> tuple[list[str], bool]:
    """Return the words with their mistakes corrected, and whether a correction is doubtful."""
    known_in_synonyms = {word for name in synonyms for word in name.split()}
    result: list[str] = []
    unknown, is_doubtful = 0, False
    for word in typed:
        known = word in EMPTY_WORDS or not spelling.is_correctable(word, text) or key_of([word]) in known_in_synonyms
        variants = [form for form, weight in vocabulary.variants(word).items() if weight >= STEM]
        if known or unknown == _MOST_UNKNOWN or any(map(vocabulary.admits, variants)) or spelling.is_name(gate, word):
            result.append(word)
            continue
        unknown += 1
        candidates = (
            each
            for each in spelling.corrections(gate, vocabulary, word)
            if vocabulary.admits(each.word) or spelling.is_name(gate, each.word)
        )
        correction = next(candidates, None)
        result.append(correction.word if correction else word)
        is_doubtful |= bool(correction and correction.is_doubtful)
    return result, is_doubtful


def _units(
    some_words: Sequence[str], synonyms: Mapping[str, Sequence[str]], is_visible: Callable[[str], bool]
) -> tuple[Unit, ...]:
    has_meaning = [word not in EMPTY_WORDS for word in some_words]
    if not any(has_meaning):
        has_meaning = [True] * len(some_words)
    pairs = dict(spelling.joined(list(some_words), is_visible))
    units, start = [], 0
    while start < len(some_words):
        if not has_meaning[start]:
            start += 1
            continue
        end, others = _longest_synonym(some_words, start, synonyms)
        alternatives = [Alternative(tuple(some_words[start:end]), is_typed=True)]
        if end <= start + 2 and start in pairs:
            end = start + 2
            alternatives = [
                Alternative(tuple(some_words[start:end]), is_typed=True),
                Alternative((pairs[start],), _JOINED),
            ]
            others = [*synonyms.get(key_of(some_words[start:end]), ()), *synonyms.get(key_of([pairs[start]]), ())]
        elif end == start + 1 and (parts := spelling.split(some_words[start], is_visible)):
            alternatives.append(Alternative(parts, _JOINED))
        alternatives += (Alternative(tuple(name.split()), _SYNONYM) for name in others)
        units.append(Unit(start, end, tuple(alternatives)))
        start = end
    return tuple(units)


def _longest_synonym(
    some_words: Sequence[str], start: int, synonyms: Mapping[str, Sequence[str]]
) -> tuple[int, Sequence[str]]:
    """Return the end of the longest expression from a position that has synonyms, and them; else of the word alone."""
    for end in range(min(start + LONGEST_PHRASE, len(some_words)), start, -1):
        others = synonyms.get(key_of(some_words[start:end]), ())
        if others and some_words[end - 1] not in EMPTY_WORDS:
            return end, others
    return start + 1, ()
