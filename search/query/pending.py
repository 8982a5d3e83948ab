"""What has changed since the index was written, so that texts which are no longer public are not shown from it."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex

from core.models import Change
from core.search.documents import SOURCES
from core.search.words import EMPTY_WORDS
from core.visibility.gate import Gate
from search.index.changed import COLLECTIONS, sources_by_content_type, sources_by_model
from search.index.schema import key_for, split_key, stored
from search.index.searching import Searcher
from search.index.state import State
from search.query.parsing import Unit
from search.query.vocabulary import Vocabulary

#: With more changes than this, all objects count as changed.
_MOST = 1_000
#: Changed objects among the results that are read anew.
_MOST_CHECKED = 50
#: The label of the row that says that all changes since the index was written are still known.
_REMEMBERED = "remembered"
#: The label of the row that says that a whole section has moved, or has other readers.
_SECTION = "section"


class Everything(Container[int]):
    """Contains all keys."""

    def __contains__(self, key: object) -> bool:
        return True


def changed_since(gate: Gate, searcher: Searcher) -> Container[int]:
    """Return the keys of the objects that have changed since the commit of a searcher, and of pages that name them.

    The index may have texts of them that readers may not see any more. One query per content version while the index
    is behind it, else none.
    """
    state = searcher.state
    if state.version == gate.snapshot.key:
        return frozenset()
    return gate.snapshot.get_or_set(("changed since", state), lambda: _read(state))


def _read(state: State) -> Container[int]:
    rows = list(_changes(state)[: _MOST + 1])
    is_wide = any(label == _SECTION or label in COLLECTIONS for label, _ in rows)
    if len(rows) > _MOST or (_REMEMBERED, "0") not in rows or is_wide:
        return Everything()
    codes = sources_by_model() | {str(pk): code for pk, code in sources_by_content_type().items()}
    return frozenset(key_for(codes[label], int(pk)) for label, pk in rows if label in codes)


def _changes(state: State) -> QuerySet[Any, tuple[str, str]]:
    """Return labels and ids, as text: of what has changed, of what refers to it, and one if nothing is forgotten.

    The label of what refers to it is the id of its content type.

    References are compared by their ids alone, whatever they refer to, which finds a few objects too many.
    """
    later = Change.objects.filter(number__gt=state.change).order_by().annotate(pk_text=_text("object_id"))
    known = Change.objects.filter(number=state.change, stamp=state.stamp).order_by()
    references = ReferenceIndex.objects.order_by().filter(
        base_content_type__in=list(sources_by_content_type()), to_object_id__in=later.values("pk_text")
    )
    return later.values_list(_text("model"), "pk_text").union(
        references.values_list(_text("base_content_type"), _text("object_id")),
        known.values_list(_constant(_REMEMBERED), _constant("0")),
        later.exclude(path="").values_list(_constant(_SECTION), _constant("0")),
    )


def _text(name: str) -> Cast:
    return Cast(name, CharField(max_length=255))


def _constant(text: str) -> Cast:
    return Cast(Value(text), CharField(max_length=255))


def unchanged(keys: Collection[int], changed: Container[int]) -> list[int]:
    """Return those keys whose texts in the index may be shown."""
    return [key for key in keys if key not in changed]


def outdated(
    gate: Gate, vocabulary: Vocabulary, units: Sequence[Unit], keys: Iterable[int], partial: Container[int] = ()
) -> set[int]:
    """Return those keys of changed objects that lack a unit now, in what the reader may read; `partial` ones all units.

    The documents of some changed objects are made for that, once per content version; of very many it is not checked.
    """
    changed = changed_since(gate, vocabulary.searcher)
    if isinstance(changed, Everything) or not changed:
        return set()
    suspects = [key for key in keys if key in changed][:_MOST_CHECKED]
    gone = set()
    for key in suspects:
        words = _current_words(gate, vocabulary, key)
        present = [_has(words, vocabulary, unit) for unit in units]
        if not (any(present) if key in partial else all(present)):
            gone.add(key)
    return gone


def _current_words(gate: Gate, vocabulary: Vocabulary, key: int) -> frozenset[str]:
    """Return the words of an object as it is now, in the fields of the reader's audience."""

    def read() -> frozenset[str]:
        source, pk = split_key(key)
        rows = [row for document in SOURCES[source].documents([pk]) for row in stored(source, document)]
        texts = (text for row in rows for name in vocabulary.fields for text in row.get_all(name))
        return frozenset(word for text in texts for word in text.split())

    return gate.snapshot.get_or_set(("current words", key, gate.audience), read)


def _has(words: frozenset[str], vocabulary: Vocabulary, unit: Unit) -> bool:
    return any(
        all(not words.isdisjoint(vocabulary.variants(word)) for word in alternative.words if word not in EMPTY_WORDS)
        for alternative in unit.alternatives
    )
