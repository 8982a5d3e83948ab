"""Words of dates and of kinds, which typing mistakes are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from archive.search.vocabulary import EVENT, EVENT_KINDS, MEASURE_WORDS, PUBLICATION, PUBLICATION_KINDS
from core.dates.days import MONTH_NUMBERS
from core.search.words import EMPTY_WORDS, words
from core.visibility.gate import Gate


def spell(gate: Gate, prefix: str) -> Iterator[str]:
    """Return the words that begin with a prefix. No query. See `core.search.questions.spellings`."""
    if prefix:
        yield from (word for word in _words() if word.startswith(prefix))


@cache
def _words() -> tuple[str, ...]:
    nouns = (EVENT, PUBLICATION, *EVENT_KINDS.values(), *PUBLICATION_KINDS.values())
    texts = [text for noun in nouns for text in (noun.one, noun.several)]
    known_words = [*MONTH_NUMBERS, *MEASURE_WORDS, *(word for text in texts for word in words(text))]
    return tuple(dict.fromkeys(word for word in known_words if word not in EMPTY_WORDS))
