"""Three-way merge of stored values: pure functions that combine two changes of the same base."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Values = dict[str, Any]
Row = dict[str, Any]
#: The position of a child row, which is not compared as content.
POSITION = "sort_order"
EMPTY: tuple[Any, ...] = (None, "", [], {})


class Clash(Exception):
    """Both sides changed the same value in different ways."""


def same(first: Any, second: Any) -> bool:
    """Whether two stored values are equal, or both empty in one of the forms of `EMPTY`."""
    return bool(first == second) or (first in EMPTY and second in EMPTY)


def merged(base: Any, ours: Any, theirs: Any, keep_ours: bool = False) -> Any:
    """Apply to our value what they changed of the base. Child rows and blocks of streams are merged one by one.

    Raise Clash if both sides changed the same value; with `keep_ours`, ours wins instead.
    """
    if same(theirs, base) or same(theirs, ours):
        return ours
    if same(ours, base):
        return theirs
    base_rows, our_rows, their_rows = _rows(base), _rows(ours), _rows(theirs)
    if base_rows is not None and our_rows is not None and their_rows is not None:
        key = base_rows[0] or our_rows[0] or their_rows[0]
        rows = _merged_rows(key, base_rows[1], our_rows[1], their_rows[1], keep_ours)
        return json.dumps(rows) if any(isinstance(value, str) and value for value in (base, ours, theirs)) else rows
    if keep_ours:
        return ours
    raise Clash


def merged_values(base: Values, ours: Values, theirs: Values, names: set[str]) -> Values:
    """Apply their changes of these fields to our values; fields that we changed ourselves stay."""
    return ours | {
        name: merged(base.get(name), ours.get(name), theirs.get(name), keep_ours=True)
        for name in names
        if name in theirs
    }


def conflicts(base: Values, ours: Values, theirs: Values, names: set[str]) -> list[str]:
    """Return the names of the fields that both sides changed in different ways."""
    clashing = []
    for name in names:
        try:
            merged(base.get(name), ours.get(name), theirs.get(name))
        except Clash:
            clashing.append(name)
    return clashing


def _rows(value: Any) -> tuple[str, list[Row]] | None:
    """Return child rows or stream blocks with the name of their key ("pk" or "id"); None for any other value.

    A stream may be JSON text. The key of an empty list is "".
    """
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if value in EMPTY:
        return "", []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return None
    key = next((key for key in ("pk", "id") if all(key in row for row in value)), None)
    return (key, value) if key else None


def _merged_rows(key: str, base: list[Row], ours: list[Row], theirs: list[Row], keep_ours: bool) -> list[Row]:
    base_by_key, our_by_key, their_by_key = (
        {row[key]: row for row in rows if row.get(key) is not None} if key else {} for rows in (base, ours, theirs)
    )
    result = []
    for row in ours:
        pk = row.get(key) if key else None
        if pk is None or pk not in base_by_key:
            result.append(row)
        elif pk in their_by_key:
            result.append(_merged_row(base_by_key[pk], row, their_by_key[pk], keep_ours))
        elif not alike(row, base_by_key[pk]):  # they deleted a row that we changed
            if not keep_ours:
                raise Clash
            result.append(row)
    for pk, row in their_by_key.items():
        if pk in base_by_key and pk not in our_by_key and not alike(row, base_by_key[pk]) and not keep_ours:
            raise Clash  # they changed a row that we deleted
    for row in theirs:
        pk = row.get(key) if key else None
        added = pk is None or (pk not in base_by_key and pk not in our_by_key)
        if added and not any(alike(row, other) for other in result):
            result.append(row)
    return [row | {POSITION: index} if POSITION in row else row for index, row in enumerate(result)]


def _merged_row(base: Row, ours: Row, theirs: Row, keep_ours: bool) -> Row:
    if alike(theirs, base) or alike(theirs, ours):
        return ours
    if alike(ours, base):
        return theirs
    if keep_ours:
        return ours
    raise Clash


def alike(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two rows have the same content, ignoring their positions and keys."""
    ignored = {POSITION, "pk", "id"}
    return {k: v for k, v in first.items() if k not in ignored} == {k: v for k, v in second.items() if k not in ignored}
