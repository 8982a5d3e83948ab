"""The list of all public objects in a stable order, and the route of one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ninja.errors import ValidationError

from core.contents.addresses import AddressedObject
from core.contents.common import REF_COLUMNS, other_ref, page_ref
from core.contents.registry import Kind, Listed, OtherKind, PageKind, content_types, resource, visible_pages
from core.visibility.gate import Gate

#: The source of pages in a cursor; that of other objects is the code of their kind.
PAGES = "page"


class Slice(NamedTuple):
    """A part of the list: routes, the number of all, and the cursor of the next part, or ""."""

    items: list[dict[str, Any]]
    count: int
    cursor: str


def route(gate: Gate, target: AddressedObject) -> dict[str, Any]:
    """Return an object in the shape of `Route`."""
    if isinstance(target.row, Listed):
        assert isinstance(target.kind, OtherKind)
        return _other_route(gate, target.kind, target.row)
    return _page_route(gate, target.kind, target.row)


def route_list(gate: Gate, kinds: Sequence[Kind], since: datetime | None, cursor: str, limit: int) -> Slice:
    """Return the routes of these kinds after a cursor ("" for the first ones).

    First pages, then themes and partners, each in the order of their creation, which no change alters. `since` leaves
    out the pages that were last published before. Raises ValidationError for an invalid cursor.
    """
    sources = [PAGES] + [kind.code for kind in kinds if isinstance(kind, OtherKind)]
    start, after = _read(cursor, sources) if cursor else (PAGES, 0)
    types = content_types(kind for kind in kinds if isinstance(kind, PageKind))
    pages = visible_pages(gate, types, since)
    others = [(kind, row) for kind in kinds if isinstance(kind, OtherKind) for row in kind.listed(gate)]
    count = (pages.count() if types else 0) + len(others)
    items: list[tuple[str, dict[str, Any]]] = []
    if start == PAGES and types:
        rows = pages.filter(pk__gt=after).values(*REF_COLUMNS, "slug", "last_published_at")[: limit + 1]
        items = [(_cursor(PAGES, row["pk"]), _page_route(gate, types[row["content_type_id"]], row)) for row in rows]
    rank = sources.index(start)
    for kind, entry in others:
        position = sources.index(kind.code)
        if len(items) <= limit and (position > rank or (position == rank and entry.pk > after)):
            items.append((_cursor(kind.code, entry.pk), _other_route(gate, kind, entry)))
    shown = items[:limit]
    return Slice([item for _, item in shown], count, shown[-1][0] if len(items) > limit else "")


def _page_route(gate: Gate, kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    return {
        **(page_ref(gate, row) or {}),
        "resource": resource(gate, kind, row["translation_key"], row["slug"]),
        "updated_at": row["last_published_at"],
    }


def _other_route(gate: Gate, kind: OtherKind, row: Listed) -> dict[str, Any]:
    return {**other_ref(gate, kind, row), "resource": resource(gate, kind, row.id, row.slug), "updated_at": None}


def _cursor(source: str, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{source}:{pk}".encode()).decode().rstrip("=")


def _read(cursor: str, sources: Sequence[str]) -> tuple[str, int]:
    """Return the source and the primary key of a cursor."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    source, _, number = text.partition(":")
    if source not in sources or not number.isdecimal() or len(number) > 18:
        message = "Ce curseur n’est pas de cette liste : prenez celui de `next`."
        raise ValidationError([{"type": "value_error", "loc": ["query", "cursor"], "msg": message}])
    return source, int(number)
