"""Finds the sheets that cite a page: in their lists of places and testimonials, a block, a link, or a shared block.

All citations are read once per content version from Wagtail's reference index, which is up to date: it is written in
the transaction that changes a row. Most pages are cited by no sheet and cost no query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from core.visibility.gate import Gate
from memento.models.shared import SharedBlock
from memento.models.sheet import SheetPage


def sheets_citing(gate: Gate, page: int) -> list[int]:
    """Return the ids of the visible sheets that cite a page (by its id), in the order of the guide."""
    key = ("sheets citing", gate.site and gate.site.path, gate.closed_paths)
    return gate.snapshot.get_or_set(key, lambda: _by_page(gate)).get(page, [])


def _by_page(gate: Gate) -> Mapping[int, list[int]]:
    """Return the ids of the visible sheets that cite each page, by page id. Five queries."""
    cited_by_block = defaultdict(set)
    published = set(SharedBlock.objects.filter(live=True).values_list("pk", flat=True))
    for shared, page in _references(SharedBlock, Page):
        if shared in published:
            cited_by_block[shared].add(page)
    cited = defaultdict(set)
    for sheet, page in _references(SheetPage, Page):
        cited[sheet].add(page)
    for sheet, shared in _references(SheetPage, SharedBlock):
        cited[sheet] |= cited_by_block[shared]
    by_page: dict[int, list[int]] = {}
    for sheet in gate.pages(SheetPage).order_by("path").values_list("pk", flat=True):
        for page in cited[sheet]:
            by_page.setdefault(page, []).append(sheet)
    return by_page


def _references(source: type[Model], target: type[Model]) -> Iterable[tuple[int, int]]:
    """Yield pairs (source id, target id) of the references from one model to another."""
    types = ContentType.objects.get_for_models(source, target)
    rows = ReferenceIndex.objects.filter(content_type=types[source], to_content_type=types[target])
    return ((int(source_id), int(target_id)) for source_id, target_id in rows.values_list("object_id", "to_object_id"))
