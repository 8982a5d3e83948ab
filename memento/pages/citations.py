"""Finds the sheets that cite a page: in their lists of places and testimonials, a block, a link, or a shared block."""

from __future__ import annotations

from core.relations.references import references
from core.visibility.gate import Gate
from memento.models.sheet import SheetPage


def sheets_citing(gate: Gate, page: int) -> list[int]:
    """Return the ids of the visible sheets that cite a page (by its id), in the order of the guide.

    The sheets are read once per content version, so that a page that no sheet cites, the usual case, costs no query.
    """

    def read() -> list[int]:
        return list(gate.pages(SheetPage).order_by("path").values_list("pk", flat=True))

    citing = references(gate.snapshot).to_page.get(page, frozenset())
    sheets = gate.snapshot.get_or_set(("sheets", *gate.scope), read)
    return [sheet for sheet in sheets if sheet in citing]
