"""The objects of a JSON file as rows: values as text, objects within objects as columns of their own, points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.spreadsheets.cells import cell_text
from core.text.lengths import printable
from inventory.import_export.readers.json_items import InvalidLine, InvalidNumber, ObjectWithRepeatedKeys
from inventory.import_export.readers.source import Remark, SourceRow
from inventory.import_export.values.cells import quoted

_ABSENT = object()
#: How deep objects within objects are read, as the column « adresse.commune ».
_MAX_DEPTH = 3


class JsonRow:
    """Converts an object to a row. `nested` has lists of objects as JSON, by column; only exported files need them."""

    def __init__(self, line: int, item: Any) -> None:
        self.row = SourceRow(line, {})
        self.nested: dict[str, str] = {}
        if not isinstance(item, dict):
            what = "cette ligne n’est pas du JSON" if isinstance(item, InvalidLine) else "ce n’est pas un objet JSON"
            self.row.problem = f"{what} : {quoted(item)}"
            return
        properties, identifier, geometry = _parts(item)
        self._add(properties, "", _MAX_DEPTH)
        if identifier is not None and not {"id", "uid"} & self.row.cells.keys():
            self.row.cells["id"] = text_of(identifier)
        if geometry is not _ABSENT:
            self._add_point(geometry)

    def _add(self, values: Mapping[str, Any], prefix: str, depth: int) -> None:
        for key, value in values.items():
            name = printable(f"{prefix}{key.strip()}")
            if isinstance(value, dict) and depth:
                if point := [value[axis] for axis in ("lat", "lon") if _is_number(value.get(axis))]:
                    self.row.cells[name] = text_of(point)  # as open-data portals write points
                self._add(value, f"{name}.", depth - 1)
            elif isinstance(value, dict) or (
                isinstance(value, list) and any(isinstance(v, dict | list) for v in value)
            ):
                self.nested[name] = json.dumps(value, ensure_ascii=False)
            elif isinstance(value, InvalidNumber):
                self.row.cells[name] = ""
                self._remark(name, f"{quoted(value)} : ce n’est pas un nombre, la case est laissée vide")
            else:
                self.row.cells[name] = text_of(value)
        if isinstance(values, ObjectWithRepeatedKeys):
            for key, other in values.others.items():
                self._remark(f"{prefix}{key.strip()}", f"donné deux fois : {quoted(other)} est laissé de côté")

    def _add_point(self, geometry: Any) -> None:
        """Add the columns of a point. Without a geometry they keep the values of the properties, or are empty."""
        if not geometry:
            self.row.cells |= {name: self.row.cells.get(name, "") for name in ("longitude", "latitude")}
            return
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
        if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
            kind, coordinates = "Point", coordinates[0]
        if kind != "Point":
            self._remark("", f"géométrie {quoted(kind)} : un lieu est situé par un point, celui-ci ne l’est pas")
        elif not isinstance(coordinates, list) or len(coordinates) < 2 or not all(map(_is_number, coordinates[:2])):
            self._remark("", f"géométrie {quoted(coordinates)} : ce n’est pas un point")
        else:
            self.row.cells["longitude"], self.row.cells["latitude"] = map(text_of, coordinates[:2])

    def _remark(self, column: str, text: str) -> None:
        self.row.remarks.append(Remark(column, text))


def text_of(value: Any) -> str:
    """Return a value as the text of a cell; the items of a list are separated by commas."""
    return ",".join(map(text_of, value)) if isinstance(value, list) else cell_text(value)


def _parts(item: dict[str, Any]) -> tuple[dict[str, Any], Any, Any]:
    """Return the values of an object, its identifier if that stands apart, and its geometry.

    A feature of GeoJSON has its values in `properties`; a record of an open-data portal has them in `fields`.
    """
    if isinstance(record := item.get("record"), dict):
        item = record
    for key in ("properties", "fields"):
        values = item.get(key)
        if isinstance(values, dict) or (item.get("type") == "Feature" and key == "properties"):
            return values or {}, item.get("id", item.get("recordid")), item.get("geometry", _ABSENT)
    return item, None, _ABSENT


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
