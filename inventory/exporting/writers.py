"""The three formats of a file of places. Each writer is given one row after the other and holds none of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from typing import IO, Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from inventory.exporting.cells import escaped, protected
from inventory.exporting.columns import FOR_READERS, UID
from inventory.exporting.kinds import Column

#: Excel holds 32,767 UTF-16 units in a cell; a character takes two at most.
LONGEST_CELL = 16_000
#: The sheet where the rest of longer texts stands, as « uid, column, rest ».
REST = "suite"
Columns = Mapping[str, Column]


class Writer(Protocol):
    def write(self, values: Mapping[str, Any], for_readers: Sequence[str]) -> None:
        """Add one place: its values by column, then those of `FOR_READERS`."""

    def end(self) -> None:
        """Write what comes last."""


class CsvWriter:
    """For French spreadsheets: semicolons, a BOM that tells UTF-8, decimal commas."""

    def __init__(self, file: IO[bytes], columns: Columns) -> None:
        self._columns = columns
        self._file = TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";")
        self._writer.writerow([*columns, *FOR_READERS])

    def write(self, values: Mapping[str, Any], for_readers: Sequence[str]) -> None:
        cells = [self._cell(column, values[name]) for name, column in self._columns.items()]
        self._writer.writerow([*cells, *map(protected, for_readers)])

    def end(self) -> None:
        self._file.detach()

    @staticmethod
    def _cell(column: Column, value: Any) -> str:
        text = column.text(value)
        return text.replace(".", ",") if column.is_number else protected(text)


class XlsxWriter:
    """Texts typed as texts, numbers as numbers. What a cell cannot hold goes on in a second sheet."""

    def __init__(self, file: IO[bytes], columns: Columns) -> None:
        self._file, self._columns = file, columns
        self._book = Workbook(write_only=True)
        self._sheet, self._rest = self._book.create_sheet("lieux"), self._book.create_sheet(REST)
        self._sheet.freeze_panes = "C2"
        self._sheet.append([*columns, *FOR_READERS])
        self._rest.append([UID, "column", "rest"])

    def write(self, values: Mapping[str, Any], for_readers: Sequence[str]) -> None:
        cells: list[Any] = []
        for name, column in self._columns.items():
            value = column.plain(values[name]) if column.is_number else escaped(protected(column.text(values[name])))
            if isinstance(value, str):
                for start in range(LONGEST_CELL, len(value), LONGEST_CELL):
                    self._rest.append([str(values[UID]), name, self._text(value[start : start + LONGEST_CELL])])
                value = self._text(value[:LONGEST_CELL])
            cells.append(value)
        self._sheet.append([*cells, *map(protected, for_readers)])

    def end(self) -> None:
        self._book.save(self._file)

    def _text(self, text: str) -> Any:
        if not text.startswith(("=", "#")):  # which openpyxl takes for a formula or an error
            return text or None
        cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"
        return cell


class GeoJsonWriter:
    """RFC 7946: longitude first, one feature a line, lists as lists; no geometry where there is no point."""

    def __init__(self, file: IO[bytes], columns: Columns) -> None:
        self._columns = columns
        self._file = TextIOWrapper(file, encoding="utf-8", newline="\n")
        self._file.write('{"type":"FeatureCollection","features":[')
        self._between = "\n"

    def write(self, values: Mapping[str, Any], for_readers: Sequence[str]) -> None:
        plain = {name: column.plain(values[name]) for name, column in self._columns.items()}
        longitude, latitude = plain.pop("longitude", None), plain.pop("latitude", None)
        located = longitude is not None and latitude is not None
        feature = {
            "type": "Feature",
            "id": plain[UID],
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if located else None,
            "properties": plain | dict(zip(FOR_READERS, for_readers, strict=True)),
        }
        self._file.write(self._between + json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
        self._between = ",\n"

    def end(self) -> None:
        self._file.write("\n]}\n")
        self._file.detach()


WRITERS: dict[str, Callable[[IO[bytes], Columns], Writer]] = {
    ".csv": CsvWriter,
    ".xlsx": XlsxWriter,
    ".geojson": GeoJsonWriter,
}
