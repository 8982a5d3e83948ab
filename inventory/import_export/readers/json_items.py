"""Finds the list of a JSON file whose items are the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isinf
from typing import Any

from core.spreadsheets.tables import ReadError, unreadable
from inventory.import_export.values.cells import quoted

#: Where a list is looked for: open-data portals wrap theirs twice.
_MAX_DEPTH = 4
#: The usual keys of the list of rows, the likeliest first, for files with several lists.
_KEYS = ("features", "records", "results", "items", "data", "rows", "places", "lieux")
_WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84")
NO_LIST = "Ce fichier JSON ne contient pas de liste d’objets : chaque lieu en est un, avec ses valeurs par nom."


@dataclass
class Items:
    """The items of a list by their rank, or by line in a file of one object per line, and notices about the file."""

    by_line: dict[int, Any]
    notices: list[str] = field(default_factory=list)


class ObjectWithRepeatedKeys(dict[str, Any]):
    """An object with repeated keys: it has the first value that is not empty of each, `others` another one by key."""

    def __init__(self, values: dict[str, Any], others: dict[str, Any]) -> None:
        super().__init__(values)
        self.others = others


class InvalidNumber(str):
    """The text of « NaN » or « Infinity », which are not JSON, or of a number that is too large."""


class InvalidLine(str):
    """The text of a line that is not JSON."""


def find_items(lines: list[str], suffix: str) -> Items:
    """Parse a file and find its items. Raises ReadError if there are none."""
    data = _parsed(lines, suffix)
    if isinstance(data, Items):
        return _checked(data)
    if isinstance(data, list):
        return _checked(Items(dict(enumerate(data, 1))))
    if not isinstance(data, dict):
        raise ReadError(NO_LIST)
    if data.get("type") == "Feature":
        return Items({1: data})
    lists = sorted(_lists(data, (), _MAX_DEPTH), key=lambda pair: (_rank(pair[0]), -len(pair[1])))
    if not lists:
        raise ReadError(NO_LIST)
    path, items = lists[0]
    notices = [] if path in (("items",), ("features",)) else [f"Lignes lues sous {quoted('.'.join(path))}."]
    return _checked(Items(dict(enumerate(items, 1)), notices + _projection(data)))


def _checked(items: Items) -> Items:
    if not any(isinstance(item, dict | list) for item in items.by_line.values()):
        raise ReadError(NO_LIST)
    return items


def _lists(data: dict[str, Any], path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for key, value in data.items():
        if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            yield (*path, key), value
        elif isinstance(value, dict) and depth:
            yield from _lists(value, (*path, key), depth - 1)


def _rank(path: tuple[str, ...]) -> int:
    return _KEYS.index(path[-1]) if path[-1] in _KEYS else len(_KEYS)


def _projection(data: dict[str, Any]) -> list[str]:
    """Return a notice if the file names a coordinate system other than longitudes and latitudes."""
    crs: Any = data.get("crs")
    for key in ("properties", "name"):
        crs = crs.get(key) if isinstance(crs, dict) else None
    if not isinstance(crs, str) or any(name in crs for name in _WGS_84):
        return []
    return [f"Le fichier annonce des coordonnées en {quoted(crs)}."]


# --- Parsing ---------------------------------------------------------------------------------------------------------


def _parsed(lines: list[str], suffix: str) -> Any:
    """Return the value of a file, or the items of one with an object per line."""
    try:
        return _load("".join(lines))
    except RecursionError as error:
        raise ReadError(unreadable(suffix)) from error
    except json.JSONDecodeError as error:
        filled = {number: line for number, line in enumerate(lines, 1) if line.strip()}
        if len(filled) < 2:
            raise ReadError(unreadable(suffix)) from error
    items = {number: _load_line(line) for number, line in filled.items()}
    if not isinstance(next(iter(items.values())), dict):
        raise ReadError(unreadable(suffix))
    return Items(items)


def _load_line(line: str) -> Any:
    try:
        return _load(line)
    except (json.JSONDecodeError, RecursionError):
        return InvalidLine(line)


def _load(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal, parse_constant=InvalidNumber
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    first: dict[str, Any] = {}
    for key, value in pairs:
        if first.get(key) in (None, ""):
            first[key] = value
    others = {key: value for key, value in pairs if value != first[key] and value not in (None, "")}
    return ObjectWithRepeatedKeys(first, others)


def _whole(text: str) -> int | InvalidNumber:
    try:
        return int(text)
    except ValueError:  # Python refuses thousands of digits
        return InvalidNumber(text)


def _decimal(text: str) -> float | InvalidNumber:
    value = float(text)
    return InvalidNumber(text) if isinf(value) else value
