"""Two changes to one value: what becomes of it when both are to count. Pure functions over stored values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Values = dict[str, Any]
Row = dict[str, Any]
#: What a row of a list says of its place in it, which is no content.
PLACE = "sort_order"
EMPTY: tuple[Any, ...] = (None, "", [], {})


class Clash(Exception):
    """Both have changed the same thing, each to something else."""


def same(one: Any, other: Any) -> bool:
    """Whether two stored values say the same; there are several ways to say nothing."""
    return bool(one == other) or (one in EMPTY and other in EMPTY)


def merged(base: Any, ours: Any, theirs: Any, keep_ours: bool = False) -> Any:
    """Our value with what they changed of the base. Rows of lists and blocks of streams are taken one by one.

    Raises Clash where both changed the same; with `keep_ours` our own stays there.
    """
    if same(theirs, base) or same(theirs, ours):
        return ours
    if same(ours, base):
        return theirs
    then, now, new = _rows(base), _rows(ours), _rows(theirs)
    if then is not None and now is not None and new is not None:
        rows = _merged_rows(then[0] or now[0] or new[0], then[1], now[1], new[1], keep_ours)
        return json.dumps(rows) if any(isinstance(value, str) and value for value in (base, ours, theirs)) else rows
    if keep_ours:
        return ours
    raise Clash


def merged_values(base: Values, ours: Values, theirs: Values, names: set[str]) -> Values:
    """Our values with what they changed, of these names; what we have changed ourselves stays."""
    return ours | {
        name: merged(base.get(name), ours.get(name), theirs.get(name), keep_ours=True)
        for name in names
        if name in theirs
    }


def _rows(value: Any) -> tuple[str, list[Row]] | None:
    """The rows of a list of child rows (known by « pk ») or of a stream (by « id »), with the name of that number."""
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
    then, now, new = (
        {row[key]: row for row in rows if row.get(key) is not None} if key else {} for rows in (base, ours, theirs)
    )
    result = []
    for row in ours:
        known = row.get(key) if key else None
        if known is None or known not in then:
            result.append(row)
        elif known in new:
            result.append(_merged_row(then[known], row, new[known], keep_ours))
        elif not alike(row, then[known]):  # they took away what we have changed
            if not keep_ours:
                raise Clash
            result.append(row)
    for known, row in new.items():
        if known in then and known not in now and not alike(row, then[known]) and not keep_ours:
            raise Clash  # they changed what we took away
    for row in theirs:
        known = row.get(key) if key else None
        added = known is None or (known not in then and known not in now)
        if added and not any(alike(row, other) for other in result):
            result.append(row)
    return [row | {PLACE: rank} if PLACE in row else row for rank, row in enumerate(result)]


def _merged_row(base: Row, ours: Row, theirs: Row, keep_ours: bool) -> Row:
    if alike(theirs, base) or alike(theirs, ours):
        return ours
    if alike(ours, base) or not keep_ours:
        if alike(ours, base):
            return theirs
        raise Clash
    return ours


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows say the same, wherever they stand and whatever their numbers are."""
    aside = {PLACE, "pk", "id"}
    return {k: v for k, v in one.items() if k not in aside} == {k: v for k, v in other.items() if k not in aside}
