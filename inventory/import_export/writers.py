"""Writers of the three formats of an exported file. Each writes row by row without keeping rows in memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from typing import IO, Any, Protocol

from openpyxl import Workbook

from core.spreadsheets.cells import escaped, protected
from core.spreadsheets.writing import text_cell
from inventory.import_export.column_types import Column
from inventory.import_export.columns import INFO_COLUMNS, UID

#: In characters. Excel allows 32,767 UTF-16 code units per cell; a character takes at most two.
LONGEST_CELL = 16_000
#: The XLSX sheet with the remainder of longer texts, in rows of « uid, column, rest ».
OVERFLOW_SHEET = "suite"
Columns = Mapping[str, Column]


class Writer(Protocol):
    def write(self, values: Mapping[str, Any], info: Sequence[str]) -> None:
        """Add a place: its values by column, and the values of `INFO_COLUMNS`."""

    def end(self) -> None:
        """Finish the file."""


class CsvWriter:
    """CSV for French spreadsheets: semicolons, a UTF-8 BOM, decimal commas."""

    def __init__(self, file: IO[bytes], columns: Columns) -> None:
        self._columns = columns
        self._file = TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";")
        self._writer.writerow([*columns, *INFO_COLUMNS])

    def write(self, values: Mapping[str, Any], info: Sequence[str]) -> None:
        cells = [self._cell(column, values[name]) for name, column in self._columns.items()]
        self._writer.writerow([*cells, *map(protected, info)])

    def end(self) -> None:
        self._file.detach()

    @staticmethod
    def _cell(column: Column, value: Any) -> str:
        text = column.text(value)
        return text.replace(".", ",") if column.is_number else protected(text)


class XlsxWriter:
    """XLSX with typed cells. Texts that are too long for a cell continue in a second sheet."""

    def __init__(self, file: IO[bytes], columns: Columns) -> None:
        self._file, self._columns = file, columns
        self._book = Workbook(write_only=True)
        self._sheet, self._overflow = self._book.create_sheet("lieux"), self._book.create_sheet(OVERFLOW_SHEET)
        self._sheet.freeze_panes = "C2"
        self._sheet.append([*columns, *INFO_COLUMNS])
        self._overflow.append([UID, "column", "rest"])

    def write(self, values: Mapping[str, Any], info: Sequence[str]) -> None:
        cells: list[Any] = []
        for name, column in self._columns.items():
            value = column.to_json(values[name]) if column.is_number else escaped(protected(column.text(values[name])))
            if isinstance(value, str):
                for start in range(LONGEST_CELL, len(value), LONGEST_CELL):
                    self._overflow.append(
                        [str(values[UID]), name, text_cell(self._overflow, value[start : start + LONGEST_CELL])]
                    )
                value = text_cell(self._sheet, value[:LONGEST_CELL])
            cells.append(value)
        self._sheet.append([*cells, *map(protected, info)])

    def end(self) -> None:
        self._book.save(self._file)


class GeoJsonWriter:
    """GeoJSON (RFC 7946): longitude first, one feature per line, null geometry for places without a point."""

    def __init__(self, file: IO[bytes], columns: Columns) -> None:
        self._columns = columns
        self._file = TextIOWrapper(file, encoding="utf-8", newline="\n")
        self._file.write('{"type":"FeatureCollection","features":[')
        self._separator = "\n"

    def write(self, values: Mapping[str, Any], info: Sequence[str]) -> None:
        properties = {name: column.to_json(values[name]) for name, column in self._columns.items()}
        longitude, latitude = properties.pop("longitude", None), properties.pop("latitude", None)
        located = longitude is not None and latitude is not None
        feature = {
            "type": "Feature",
            "id": properties[UID],
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if located else None,
            "properties": properties | dict(zip(INFO_COLUMNS, info, strict=True)),
        }
        self._file.write(self._separator + json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
        self._separator = ",\n"

    def end(self) -> None:
        self._file.write("\n]}\n")
        self._file.detach()


WRITERS: dict[str, Callable[[IO[bytes], Columns], Writer]] = {
    ".csv": CsvWriter,
    ".xlsx": XlsxWriter,
    ".geojson": GeoJsonWriter,
}
