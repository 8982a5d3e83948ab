"""The words of the index: their variants, and how often they occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from core.search.words import is_code, singular
from search.index.searching import Searcher

#: How much a variant of a word counts: the word itself, its singular or plural, a word of the same stem, and a word
#: that begins like it.
SAME, NUMBER, STEM, PREFIX = 1.0, 0.9, 0.4, 0.3
#: Variants below this weight do not make a result exact.
EXACT = NUMBER
_MOST_VARIANTS = 12
_SHORTEST_STEM = 4
_MOST_WORDS = 5_000
_stemmer = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("french")).build()


@lru_cache(20_000)
def stem(word: str) -> str:
    """Return the stem of a word (Snowball, French).

    It is made from the singular, and from the form without the endings that Snowball knows by their accents only.
    """
    if is_code(word):
        return word
    one = singular(word)
    if one.endswith("iere"):
        one = one.removesuffix("ere") + "er"
    return _stemmer.analyze(one.removesuffix("e") if one.endswith("ee") else one)[0]


@dataclass
class Vocabulary:
    """The words of an index in some fields: those that a reader may read."""

    searcher: Searcher
    fields: Sequence[str]
    _variants: dict[str, dict[str, float]] = field(default_factory=dict)

    def frequency(self, word: str) -> int:
        """Return the number of objects with a word in one of the fields, at least: the largest number of one field."""
        return max(self.searcher.doc_freq(name, word) for name in self.fields)

    def starting_with(self, prefix: str, fields: Iterable[str] = ()) -> Counter[str]:
        """Return the words that begin with a text, with their frequencies, those of the first fields alone if given."""
        found: Counter[str] = Counter()
        for name in fields or self.fields:
            for word, frequency in self.searcher.terms_with_prefix(name, prefix, limit=_MOST_WORDS):
                found[word] = max(found[word], frequency)
        return found

    def variants(self, word: str) -> dict[str, float]:
        """Return the variants of a word that the index has, with their weights, the word itself first.

        A number or a code has none.
        """
        if word not in self._variants:
            self._variants[word] = self._read_variants(word)
        return self._variants[word]

    def _read_variants(self, word: str) -> dict[str, float]:
        if is_code(word) or len(word) < _SHORTEST_STEM:
            return {word: SAME}
        one, root = singular(word), stem(word)
        candidates = self.starting_with(root if len(root) >= _SHORTEST_STEM - 1 else one)
        if one.endswith("al"):
            candidates[f"{one[:-1]}ux"] = self.frequency(f"{one[:-1]}ux")
        weights = {}
        for candidate, _ in candidates.most_common():
            if singular(candidate) == one:
                weights[candidate] = NUMBER
            elif stem(candidate) == root and not is_code(candidate):
                weights[candidate] = STEM
        ordered = sorted(weights, key=lambda candidate: -weights[candidate])[:_MOST_VARIANTS]
        return {word: SAME, **{candidate: weights[candidate] for candidate in ordered if candidate != word}}
