"""Which objects have changed since an index was written, by the sources whose documents change with them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from tantivy import Occur, Query
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from core.models import Change
from core.search.documents import SOURCES
from core.search.words import key
from core.visibility import changes
from core.visibility.changes import PAGE
from search.index import schema
from search.index.searching import Searcher
from search.index.state import State

#: The labels of the models that say who may read which documents.
COLLECTIONS = frozenset({Collection._meta.label_lower, CollectionViewRestriction._meta.label_lower})
_BATCH = 500


def sources_by_model() -> dict[str, str]:
    """Return the code of the source of each model, by the model's label."""
    return {model._meta.label_lower: code for code, source in SOURCES.items() for model in source.models}


def sources_by_content_type() -> dict[int, str]:
    """Return the code of the source of each model, by the id of its content type; pages of all types have one."""
    models = [(model, code) for code, source in SOURCES.items() for model in source.models]
    return {ContentType.objects.get_for_model(model).pk: code for model, code in models}


def changed_objects(state: State, searcher: Searcher) -> dict[str, set[int]] | None:
    """Return the ids of changed objects by source; None if it is not known what has changed since that state.

    To them come the pages below one that has moved or got another title, which have its title among their labels, or
    that others may read now; and all objects that refer to any of them. A collection of documents, which seldom
    changes, changes everything.
    """
    if not changes.remembers(state.change, state.stamp):
        return None
    changed: dict[str, set[int]] = {code: set() for code in SOURCES}
    codes = sources_by_model()
    rows = Change.objects.filter(number__gt=state.change).order_by()
    ids_by_label: dict[str, set[int]] = {}
    for label, pk in rows.values_list("model", "object_id").distinct():
        ids_by_label.setdefault(label, set()).add(pk)
    if not COLLECTIONS.isdisjoint(ids_by_label):
        return None
    if pages := ids_by_label.get(PAGE):
        sections = rows.filter(model=PAGE).exclude(path="").values_list("object_id", flat=True)
        pages |= _below(_renamed(searcher, pages) | set(sections))
    for label, ids in ids_by_label.items():
        if label in codes:
            changed[codes[label]] |= ids
        for code, pk in _referring(label, ids):
            changed[code].add(pk)
    return changed


def _referring(label: str, ids: Iterable[int]) -> Iterable[tuple[str, int]]:
    """Yield source and id of the objects that refer to any of these, whose words may be among theirs."""
    try:
        content_type = ContentType.objects.get_by_natural_key(*label.split(".", 1))
    except (ContentType.DoesNotExist, TypeError):  # a model of a former release
        return
    codes = sources_by_content_type()
    for batch in _batches(ids):
        rows = ReferenceIndex.objects.filter(
            to_content_type=content_type, to_object_id__in=list(map(str, batch)), base_content_type__in=list(codes)
        )
        for base, pk in rows.order_by().values_list("base_content_type", "object_id").distinct():
            yield codes[base], int(pk)


def _renamed(searcher: Searcher, ids: Iterable[int]) -> set[int]:
    """Return those of these pages with others below them whose title is not the one that the index has."""
    renamed = set()
    for batch in _batches(ids):
        sections = Page.objects.filter(pk__in=batch, numchild__gt=0, depth__gt=2).order_by()
        for pk, title, live in sections.values_list("pk", "title", "live"):
            if not live or not _has_name(searcher, schema.key_for("page", pk), key(title)):
                renamed.add(pk)
    return renamed


def _below(ids: Iterable[int]) -> set[int]:
    """Return the ids of the pages below these."""
    pages: set[int] = set()
    for path in Page.objects.filter(pk__in=list(ids), numchild__gt=0).order_by().values_list("path", flat=True):
        pages.update(Page.objects.filter(path__startswith=path).order_by().values_list("pk", flat=True))
    return pages


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    remaining = iter(sorted(ids))
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _has_name(searcher: Searcher, number: int, name: str) -> bool:
    """Whether the object with a key has this name (see `core.search.words.key`) in an index."""
    terms = (Query.term_query(schema.SCHEMA, "key", number), Query.term_query(schema.SCHEMA, "whole", name))
    return bool(searcher.search(Query.boolean_query([(Occur.Must, term) for term in terms]), limit=1).count)
