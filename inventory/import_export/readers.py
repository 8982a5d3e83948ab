"""Reads CSV, XLSX, JSON and GeoJSON files with any columns, as rows of text."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl

from core.spreadsheets.cells import cell_text, unescaped, unprotected
from core.spreadsheets.reading import csv_reader
from core.spreadsheets.tables import ReadError
from inventory.import_export.columns import UID, is_exported
from inventory.import_export.writers import OVERFLOW_SHEET

#: Text by column.
Row = dict[str, str]


def read_rows(path: Path) -> list[tuple[int, Row]]:
    """Read the rows of a file, each with its line number (or rank, in JSON). Raises ReadError."""
    readers = {".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx, ".json": _json, ".geojson": _json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ReadError(f"Format inconnu : « {path.suffix} ». Formats lus : {', '.join(readers)}.")
    if not path.is_file():
        raise ReadError(f"Fichier introuvable : {path}")
    try:
        rows = list(reader(path))
    except (
        UnicodeDecodeError,
        csv.Error,
        json.JSONDecodeError,
        BadZipFile,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise ReadError(f"Ce fichier n’est pas un {path.suffix[1:].upper()} lisible ({error}).") from error
    if not rows:
        raise ReadError("Le fichier ne contient aucune ligne.")
    return rows


def _csv(path: Path) -> Iterator[tuple[int, Row]]:
    reader = csv_reader(path.read_bytes())
    names = next(reader, [])
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, _unprotect(_by_column(names, cells))


def _xlsx(path: Path) -> Iterator[tuple[int, Row]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        overflow = _overflow(book)
        names = [cell_text(cell) for cell in next(rows, ())]
        for number, cells in enumerate(rows, 2):
            if any(cell is not None for cell in cells):
                row = _by_column(names, [cell_text(cell) for cell in cells])
                for name, rest in overflow.get(row.get(UID, ""), {}).items():
                    row[name] = row.get(name, "") + rest
                yield number, _unprotect({name: unescaped(cell) for name, cell in row.items()})
    finally:
        book.close()


def _overflow(book: openpyxl.Workbook) -> dict[str, dict[str, str]]:
    """Read the remainder of long texts that an exported file has in its second sheet, by public id and column."""
    rows: dict[str, dict[str, str]] = defaultdict(lambda: defaultdict(str))
    if OVERFLOW_SHEET in book.sheetnames[1:]:
        for cells in book[OVERFLOW_SHEET].iter_rows(min_row=2, max_col=3, values_only=True):
            uid, column, rest = (cell_text(cell) for cell in (*cells, None, None, None)[:3])
            rows[uid][column] += rest
    return rows


def _json(path: Path) -> Iterator[tuple[int, Row]]:
    data = json.loads(path.read_bytes())
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        for number, feature in enumerate(data["features"], 1):
            row = {name: _text(value) for name, value in (feature.get("properties") or {}).items()}
            geometry = feature.get("geometry") or {}
            if geometry.get("type") == "Point":
                row["longitude"], row["latitude"] = (_text(value) for value in geometry["coordinates"][:2])
            elif not geometry:
                row |= {name: row.get(name, "") for name in ("longitude", "latitude")}
            yield number, row
        return
    items = data.get("items", []) if isinstance(data, dict) else data
    for number, item in enumerate(items, 1):
        yield number, {name: _text(value) for name, value in item.items()}


def _by_column(names: Iterable[str], cells: Iterable[str]) -> Row:
    """Return cells by column. If two columns have the same name, the first one that is not empty counts."""
    row: Row = {}
    for name, cell in zip(names, cells, strict=False):
        if not row.get(name.strip(), "").strip():
            row[name.strip()] = cell
    return row


def _unprotect(row: Row) -> Row:
    """Undo the escaping of cells in a row of an exported file; return other rows unchanged."""
    return {name: unprotected(cell) for name, cell in row.items()} if is_exported(set(row)) else row


def _text(value: Any) -> str:
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    return cell_text(value)
