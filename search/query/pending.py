"""What has changed since the index was written, so that texts which are no longer public are not shown from it."""

from __future__ import annotations

from collections.abc import Collection, Container
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex

from core.models import Change
from core.visibility.gate import Gate
from search.index.changed import sources_by_content_type, sources_by_model
from search.index.schema import key_for
from search.index.searching import Searcher
from search.index.state import State

#: With more changes than this, all objects count as changed.
_MOST = 1_000
#: The label of the row that says that all changes since the index was written are still known.
_REMEMBERED = "remembered"


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
    if len(rows) > _MOST or (_REMEMBERED, "0") not in rows:
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
    )


def _text(name: str) -> Cast:
    return Cast(name, CharField(max_length=255))


def _constant(text: str) -> Cast:
    return Cast(Value(text), CharField(max_length=255))


def unchanged(keys: Collection[int], changed: Container[int]) -> list[int]:
    """Return those keys whose texts in the index may be shown."""
    return [key for key in keys if key not in changed]
