"""The words of the index: their variants, and how often they occur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from core.search.words import is_code, singular
from search.index.schema import NAMES
from search.index.searching import Searcher

#: How much a variant of a word counts: the word itself, its singular or plural, a word of the same stem, and a word
#: that begins like it.
EQUAL, NUMBER, STEM, PREFIX = 1.0, 0.9, 0.4, 0.3
#: Variants below this weight do not make a result exact.
EXACT = NUMBER
_MOST_VARIANTS = 12
_SHORTEST_STEM = 4
#: A known word replaces an unknown one that begins like it: with at least this many letters, and this share of them.
_SHORTEST_BEGINNING, _BEGINNING = 5, 0.6
_MOST_BEGINNINGS, _MOST_WORDS_TRIED = 5, 20
_MOST_WORDS = 5_000
#: Words of one field with one first letter that typing mistakes are compared with: more than a language has.
_MOST_OF_LETTER = 20_000
_stemmer = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("french")).build()


#: Words by first letter and fields, then by their length. Three megabytes for thirty thousand words and one audience.
_lexicons: WeakKeyDictionary[Searcher, dict[tuple[str, ...], Mapping[int, Sequence[str]]]] = WeakKeyDictionary()


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
    """The words of an index in some fields: those that a reader may read.

    `admits` tells whether some object that the reader may see has a word: the words of other objects must not decide on
    what is found.
    """

    searcher: Searcher
    fields: Sequence[str]
    admits: Callable[[str], bool] = lambda word: True
    _variants: dict[str, dict[str, float]] = field(default_factory=dict)
    _forms: dict[str, list[str]] = field(default_factory=dict)
    _frequencies: dict[tuple[str, str], int] = field(default_factory=dict)

    def frequency(self, word: str) -> int:
        """Return the number of objects with a word in one of the fields, at least: the largest number of one field."""
        return max(self.frequency_in(name, word) for name in self.fields)

    def frequency_in(self, name: str, word: str) -> int:
        """Return the number of objects with a word in a field."""
        frequencies, key = self._frequencies, (name, word)
        if key not in frequencies:
            frequencies[key] = self.searcher.doc_freq(name, word)
        return frequencies[key]

    def number(self, words: Iterable[str], fields: Collection[str]) -> int:
        """Return about how many objects have all of these words in one of the fields, without a search.

        This is the largest number that a field has of the rarest word, singular and plural.
        """
        return min(
            max(sum(self.frequency_in(name, form) for form in self.forms(word)) for name in fields) for word in words
        )

    def names_something(self, word: str) -> bool:
        """Whether a name, a heading or a label has a word."""
        return any(self.frequency_in(name, word) for name in (*NAMES, "headings"))

    def forms(self, word: str) -> list[str]:
        """Return a word and its plural or singular."""
        if word not in self._forms:
            self._forms[word] = [variant for variant, weight in self.variants(word).items() if weight >= EXACT]
        return self._forms[word]

    def words_like(self, letter: str, length: int, limit: int) -> Iterator[str]:
        """Yield all words with this first letter whose length differs by at most `limit`, without codes."""
        lengths = self._lexicon(letter)
        for each in range(length - limit, length + limit + 1):
            yield from lengths.get(each, ())

    def _lexicon(self, letter: str) -> Mapping[int, Sequence[str]]:
        """Return the words with a first letter by their length; read once after each commit."""
        of_searcher = _lexicons.setdefault(self.searcher, {})
        name = (letter, *self.fields)
        if name not in of_searcher:
            words: dict[str, None] = {}
            for each in self.fields:
                words |= dict.fromkeys(
                    word for word, _ in self.searcher.terms_with_prefix(each, letter, _MOST_OF_LETTER)
                )
            lengths: dict[int, list[str]] = {}
            for word in words:
                if not is_code(word):
                    lengths.setdefault(len(word), []).append(word)
            of_searcher[name] = lengths
        return of_searcher[name]

    def starting_with(self, prefix: str, fields: Iterable[str] = ()) -> Counter[str]:
        """Return the words that begin with a text, with their frequencies, those of the first fields alone if given."""
        frequencies: Counter[str] = Counter()
        for name in fields or self.fields:
            for word, frequency in self.searcher.terms_with_prefix(name, prefix, limit=_MOST_WORDS):
                frequencies[word] = max(frequencies[word], frequency)
        return frequencies

    def variants(self, word: str) -> dict[str, float]:
        """Return the variants of a word that the index has, with their weights, the word itself first.

        A number or a code has none.
        """
        if word not in self._variants:
            self._variants[word] = self._read_variants(word)
        return self._variants[word]

    def _alike(self, word: str) -> list[str]:
        """Return known words that begin most like an unknown one: « entrepreneur » for « entreprenariat »."""
        for length in range(len(word), max(_SHORTEST_BEGINNING, int(len(word) * _BEGINNING)) - 1, -1):
            candidates = (name for name, _ in self.starting_with(word[:length]).most_common(_MOST_WORDS_TRIED))
            if words := list(islice(filter(self.admits, candidates), _MOST_BEGINNINGS)):
                return words
        return []

    def _read_variants(self, word: str) -> dict[str, float]:
        if is_code(word) or len(word) < _SHORTEST_STEM:
            return {word: EQUAL}
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
        if not any(map(self.admits, weights)):
            weights = dict.fromkeys(self._alike(word), PREFIX)
        ordered = sorted(weights, key=lambda candidate: -weights[candidate])[:_MOST_VARIANTS]
        return {word: EQUAL, **{candidate: weights[candidate] for candidate in ordered if candidate != word}}
