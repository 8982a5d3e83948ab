"""The pages of a theme, a partner or a person as a list: by kind, counted, filtered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator

from core import cards
from core.cards import PLURALS, CardRow
from core.relations.entries import Entry, kinds_of, matching
from core.relations.forms import EntryFilterForm, choices_of
from core.visibility.gate import Gate

#: Number of pages of each kind in a list of all kinds, and of pages in a list of one kind.
FIRST, PAGE_SIZE = 6, 20


def entry_list(
    gate: Gate, name: tuple[object, ...], entries: Sequence[Entry], data: Mapping[str, Any], without: Collection[str]
) -> dict[str, Any]:
    """Return the template context of a list of pages, sorted by kind. `name` is unique to the list, `data` a query.

    `groups`, each with `heading`, `count`, `cards`, and as `more` the query of the whole group if it is longer; of one
    kind all, with `paging`. Further keys: `total`, how many pages there are without filters; `count`, how many pass
    them; `form`, `filters_in_use` and `notice`.
    """
    key = ("choices", *name, *gate.scope)
    form = EntryFilterForm(gate, data, gate.snapshot.get_or_set(key, lambda: choices_of(gate, entries)), without)
    filters = form.selection
    selected = matching(gate, entries, filters)
    paging = Paginator(selected, PAGE_SIZE).get_page(data.get("page")) if filters.type else None
    shown = list(paging) if paging else _first_of_each(selected)
    by_kind: dict[str, list[CardRow]] = {}
    for card in cards.by_page(gate, [entry.page for entry in shown]):
        by_kind.setdefault(card["kind"], []).append(card)
    return {
        "form": form,
        "filters_in_use": bool(form.filters),
        "notice": form.notice,
        "paging": paging,
        "total": len(entries),
        "count": len(selected),
        "groups": [
            {
                "kind": kind,
                "heading": PLURALS[kind] if count > 1 else label,
                "count": count,
                "cards": by_kind.get(kind, []),
                "more": form.query(type=kind) if not paging and count > FIRST else "",
            }
            for kind, label, count in kinds_of(selected)
        ],
    }


def _first_of_each(entries: Iterable[Entry]) -> list[Entry]:
    """Return the first entries of each kind."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    return [entry for of_kind in by_kind.values() for entry in of_kind[:FIRST]]
