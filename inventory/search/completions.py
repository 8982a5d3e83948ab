"""Suggestions while somebody types, and names to correct typing mistakes with: communes and entries of vocabularies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter

from core.choices import labels
from core.search.questions import Completion
from core.search.words import EMPTY_WORDS, key, words
from core.text.typography import quantity
from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import Catalogue
from inventory.catalogue.build import catalogue, catalogue_key
from inventory.catalogue.facets import FACET_LABELS, VOCABULARIES
from inventory.communes.lookup import well_known_names
from inventory.maps import outlines
from inventory.search.lists import PlaceList, index_url
from inventory.search.vocabulary import meanings

#: Fewer characters complete nothing.
SHORTEST = 2
#: Facets whose labels complete what is typed.
_FACETS = ("famille", "label", "espace", "milieu")


def complete(gate: Gate, typed: str, limit: int) -> Iterator[Completion]:
    """Return communes and entries of vocabularies that have places and begin with a key, those with most places first.

    See `core.search.questions.completers`. No query.
    """
    if len(typed) < SHORTEST or not index_url(gate):
        return
    matches = [
        (title_key != typed, -count, title, label, facet, code)
        for title_key, facet, code, title, label, count in _entries(gate)
        if title_key.startswith(typed)
    ]
    for _, count, title, label, facet, code in sorted(matches)[: max(limit, 0)]:
        url = PlaceList(gate, {facet: list(code)}).url
        yield Completion(title, f"{label}, {quantity(-count, 'lieu', 'lieux')}", url)


Entry = tuple[str, str, tuple[str, ...], str, str, int]


def _entries(gate: Gate) -> list[Entry]:
    """Return key, facet, codes, title, label and number of places of everything that completes what is typed."""

    def read() -> list[Entry]:
        index = catalogue(gate)
        return [*_communes(index), *_vocabularies(index)]

    return gate.snapshot.get_or_set(("completions of places", *catalogue_key(gate)), read)


def _communes(index: Catalogue) -> Iterator[Entry]:
    counts = index.counts("commune", index.all)
    namesakes = Counter(index.names["commune"].values())
    for code, name in index.names["commune"].items():
        title = f"{name} ({code[:3] if code.startswith('97') else code[:2]})" if namesakes[name] > 1 else name
        yield key(name), "commune", (code,), title.replace("'", "’"), "Commune", counts.get(code, 0)


def _vocabularies(index: Catalogue) -> Iterator[Entry]:
    for facet in _FACETS:
        for code, count in index.counts(facet, index.all).items():
            if title := labels(VOCABULARIES[facet]).get(code):
                yield key(title), facet, (code,), title, FACET_LABELS[facet].removesuffix("s"), count


def spell(gate: Gate, prefix: str) -> Iterator[str]:
    """Return the words that begin with a prefix, of names of communes and of vocabularies.

    See `core.search.questions.spellings`.
    """
    yield from (word for word in _spelled(gate).get(prefix[:1], ()) if word.startswith(prefix))


def _spelled(gate: Gate) -> Mapping[str, frozenset[str]]:
    """Return words by first letter: of the communes that have places or many inhabitants, and of vocabularies."""

    def read() -> dict[str, frozenset[str]]:
        communes = _words_of([*catalogue(gate).names["commune"].values(), *well_known_names()])
        every = sorted(communes | _vocabulary_words())
        return {letter: frozenset(some) for letter, some in groupby(every, key=itemgetter(0))}

    return gate.snapshot.get_or_set(("spellings of places", *catalogue_key(gate)), read)


@cache
def _vocabulary_words() -> frozenset[str]:
    every = [label for vocabulary in VOCABULARIES.values() for label in labels(vocabulary).values()]
    return _words_of([*every, *meanings(), *(town.name for town in outlines.read().towns)])


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text) if word not in EMPTY_WORDS and word.isalpha())
