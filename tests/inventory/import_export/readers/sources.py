"""Writes small files of others, and reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from inventory.import_export.file_mapping import MappingFile, layout, mapping_of, record_of
from inventory.import_export.readers.files import read_file
from inventory.import_export.readers.source import SourceFile, SourceRow
from inventory.import_export.records import PlaceRecord

ROWS = (("identifier", "title"), ("A", "Un"), ("B", "Deux"))


def read(folder: Path, content: bytes | str, name: str = "lieux.csv") -> SourceFile:
    """The file of this content, as the import reads it without a mapping file."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, layout(None))


def read_data(folder: Path, data: Any, name: str = "lieux.json") -> SourceFile:
    """The JSON file of this value."""
    return read(folder, json.dumps(data), name)


def read_book(folder: Path, *rows: Sequence[Any], change: Callable[[openpyxl.Workbook], None] | None = None):
    """The XLSX file of these rows in its first worksheet, after a change of the workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(folder / "lieux.xlsx")
    return read_file(folder / "lieux.xlsx", layout(None))


def records(path: Path, mapping_path: Path | None = None) -> tuple[SourceFile, list[PlaceRecord]]:
    """The file and the records of its rows, without a database. Raises ReadError or MappingError."""
    mapping_file = MappingFile.read(mapping_path) if mapping_path else None
    file = read_file(path, layout(mapping_file))
    mapping = mapping_of(file.columns, mapping_file, file.positions)
    return file, [record_of(row, mapping) for row in file.rows]


def titles(file: SourceFile) -> list[tuple[int, str]]:
    """The line and the title of each row that is to be imported."""
    return [(row.line, row.cells["title"]) for row in file.rows if not row.problem]


def problems(file: SourceFile) -> dict[int, str]:
    return {row.line: row.problem for row in file.rows if row.problem}


def remarks(row: SourceRow) -> list[str]:
    return row.remarks_on(row.cells)
