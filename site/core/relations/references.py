"""Which pages refer to which pages, partners and people.

All references are read once per content version from Wagtail's reference index, which is up to date: it is written in
the transaction that changes a row. They ignore visibility, so results must pass the gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import DraftStateMixin, Page, ReferenceIndex

from core.models import Partner, Person
from core.visibility.version import Snapshot

#: The models to which references are read.
TARGETS: tuple[type[Model], ...] = (Page, Partner, Person)

#: An object: the id of its content type (that of `Page` for pages of all types), and its own id.
Node = tuple[int, int]


class PageReferences(NamedTuple):
    """References by page id: from a page to pages, to a page from pages, and to a partner or a person from pages."""

    of_page: Mapping[int, frozenset[int]]
    to_page: Mapping[int, frozenset[int]]
    to_partner: Mapping[int, frozenset[int]]
    to_person: Mapping[int, frozenset[int]]


def references(snapshot: Snapshot) -> PageReferences:
    """Return all references, direct or through one snippet in between: a shared block, the employer of a speaker."""
    return snapshot.get_or_set("references", _read)


def _read() -> PageReferences:
    """Read the references with three queries, and one more for each model of snippets that has drafts."""
    kinds = {model: ContentType.objects.get_for_model(model).pk for model in TARGETS}
    direct, through = defaultdict(set), defaultdict(set)
    for source, target in _rows(kinds.values()):
        (direct if source[0] == kinds[Page] else through)[source].add(target)
    snippets = _published(through)
    for source, snippet in _rows({kind for kind, _ in snippets} - set(kinds.values())):
        if source[0] == kinds[Page]:
            direct[source].add(snippet)
    of_page: dict[int, set[int]] = defaultdict(set)
    by_target: dict[int, dict[int, set[int]]] = {kind: defaultdict(set) for kind in kinds.values()}
    for (_, page), targets in direct.items():
        for node in targets:
            for kind, pk in (node, *(through[node] if node in snippets else ())):
                if kind in by_target and (kind, pk) != (kinds[Page], page):
                    by_target[kind][pk].add(page)
                    if kind == kinds[Page]:
                        of_page[page].add(pk)
    return PageReferences(_frozen(of_page), *(_frozen(by_target[kinds[model]]) for model in TARGETS))


def _rows(kinds: Iterable[int]) -> Iterable[tuple[Node, Node]]:
    """Yield the references to objects of these content types, as pairs of source and target."""
    rows = ReferenceIndex.objects.filter(to_content_type__in=list(kinds)).order_by()
    columns = ("base_content_type", "object_id", "to_content_type", "to_object_id")
    for source_kind, source, kind, target in rows.values_list(*columns):
        if source.isdecimal() and target.isdecimal():
            yield (source_kind, int(source)), (kind, int(target))


def _published(nodes: Iterable[Node]) -> set[Node]:
    """Return those snippets that readers see: all but drafts."""
    by_kind: dict[int, set[int]] = defaultdict(set)
    for kind, pk in nodes:
        by_kind[kind].add(pk)
    published = set()
    for kind, ids in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model and issubclass(model, DraftStateMixin):
            ids &= set(model._default_manager.filter(pk__in=ids, live=True).values_list("pk", flat=True))
        published |= {(kind, pk) for pk in ids}
    return published


def _frozen(mapping: Mapping[int, set[int]]) -> Mapping[int, frozenset[int]]:
    return {key: frozenset(values) for key, values in mapping.items()}
