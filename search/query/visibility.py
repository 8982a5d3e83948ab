"""What a reader may find: the fields, the objects and the words of an index."""

from __future__ import annotations

from functools import cache

from django.utils import timezone
from tantivy import Query

from core.search.documents import SOURCES
from core.visibility.gate import Audience, Gate
from search.index.schema import AUDIENCE_FIELDS, SCHEMA, WEIGHTS, key_for
from search.index.searching import Searcher
from search.query.columns import columns_of, keys_of
from search.query.pending import changed_since
from search.query.vocabulary import Vocabulary


def fields_of(audience: Audience) -> list[str]:
    """Return the fields that an audience may read."""
    return [*WEIGHTS, *(name for level, name in AUDIENCE_FIELDS.items() if level <= audience)]


def visible_keys(gate: Gate) -> frozenset[int]:
    """Return the keys of all objects that a reader may see; read once per content version and day (see doors)."""

    def read() -> frozenset[int]:
        return frozenset(key_for(code, pk) for code, source in SOURCES.items() for pk in source.visible(gate))

    return gate.snapshot.get_or_set(("search", timezone.localdate(), gate.audience, *gate.scope), read)


def hidden_keys(gate: Gate, searcher: Searcher) -> frozenset[int]:
    """Return the keys of all objects of an index that a reader may not see; read once per content version and commit.

    They are few: excluding them is faster than looking each result up among the visible ones.
    """

    def read() -> frozenset[int]:
        return frozenset(columns_of(searcher).kinds.keys() - visible_keys(gate))

    return gate.snapshot.get_or_set(
        ("hidden in search", timezone.localdate(), searcher.state, gate.audience, *gate.scope), read
    )


def vocabulary_of(gate: Gate, searcher: Searcher) -> Vocabulary:
    """Return the words that a reader may read."""
    fields = fields_of(gate.audience)
    hidden, changed = hidden_keys(gate, searcher), changed_since(gate, searcher)

    @cache
    def is_visible(word: str) -> bool:
        """Return whether an object that the reader may see has a word in a field that the reader may see.

        Objects that have changed since the index was written do not count: they may have lost the word.
        """
        for name in fields:
            if frequency := searcher.doc_freq(name, word):
                # The first five objects nearly always suffice, at a third of the cost.
                for limit in (5, 200) if frequency > 5 else (5,):
                    hits = searcher.search(Query.term_query(SCHEMA, name, word), limit=limit, count=False).hits
                    if any(key not in hidden and key not in changed for key in keys_of(searcher, "key", hits)):
                        return True
        return False

    return Vocabulary(searcher, fields, is_visible)
