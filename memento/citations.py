"""Which sheets speak of a page: in their lists, in a block, in a link, or through a shared block.

Wagtail's reference index knows what each row refers to, and is written in the transaction that changes the row. It is
read once per content version: most pages are cited by no sheet, and then nothing more is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from core.gate import Gate
from memento.models.shared import SharedBlock
from memento.models.sheet import SheetPage


def sheets_citing(gate: Gate, page: int) -> list[int]:
    """The ids of the sheets that speak of a page (by its id) and that the reader may see, in the order of the guide."""
    key = ("sheets citing", gate.site and gate.site.path, gate.closed_paths)
    return gate.snapshot.keep(key, lambda: _by_page(gate)).get(page, [])


def _by_page(gate: Gate) -> Mapping[int, list[int]]:
    """The sheets that speak of each page. Five queries."""
    through = defaultdict(set)
    published = set(SharedBlock.objects.filter(live=True).values_list("pk", flat=True))
    for shared, page in _references(SharedBlock, Page):
        if shared in published:
            through[shared].add(page)
    cited = defaultdict(set)
    for sheet, page in _references(SheetPage, Page):
        cited[sheet].add(page)
    for sheet, shared in _references(SheetPage, SharedBlock):
        cited[sheet] |= through[shared]
    found: dict[int, list[int]] = {}
    for sheet in gate.pages(SheetPage).order_by("path").values_list("pk", flat=True):
        for page in cited[sheet]:
            found.setdefault(page, []).append(sheet)
    return found


def _references(source: type[Model], target: type[Model]) -> Iterable[tuple[int, int]]:
    """(id of the row that refers, id of the row it refers to) between two models."""
    types = ContentType.objects.get_for_models(source, target)
    rows = ReferenceIndex.objects.filter(content_type=types[source], to_content_type=types[target])
    return ((int(one), int(other)) for one, other in rows.values_list("object_id", "to_object_id"))
