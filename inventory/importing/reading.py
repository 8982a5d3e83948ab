"""Reads CSV, XLSX, JSON and GeoJSON as rows of text. Nothing is guessed about what the columns mean."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl

from inventory.exporting.cells import unescaped, unprotected
from inventory.exporting.columns import UID, is_own
from inventory.exporting.writers import REST

Row = dict[str, str]
#: The description of a place is one cell, and may be long.
csv.field_size_limit(50_000_000)


class ReadError(Exception):
    """The file could not be read; the message is for people."""


def read_rows(path: Path) -> list[tuple[int, Row]]:
    """The rows of a file, each with its line (or rank), as text by column. Raises ReadError."""
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
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if "\0" in text:
        raise csv.Error("octets nuls")
    header = text.lstrip().partition("\n")[0]
    delimiter = max(";,\t|", key=header.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    names = next(reader, [])
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, _undone(_named(names, cells))


def _xlsx(path: Path) -> Iterator[tuple[int, Row]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        rests = _rests(book)
        names = [_text(cell) for cell in next(rows, ())]
        for number, cells in enumerate(rows, 2):
            if any(cell is not None for cell in cells):
                row = _named(names, [_text(cell) for cell in cells])
                for name, rest in rests.get(row.get(UID, ""), {}).items():
                    row[name] = row.get(name, "") + rest
                yield number, _undone({name: unescaped(cell) for name, cell in row.items()})
    finally:
        book.close()


def _rests(book: openpyxl.Workbook) -> dict[str, dict[str, str]]:
    """What our own files say further of texts that are too long for a cell, by place and column."""
    found: dict[str, dict[str, str]] = defaultdict(lambda: defaultdict(str))
    if REST in book.sheetnames[1:]:
        for cells in book[REST].iter_rows(min_row=2, max_col=3, values_only=True):
            uid, column, rest = (_text(cell) for cell in (*cells, None, None, None)[:3])
            found[uid][column] += rest
    return found


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


def _named(names: Iterable[str], cells: Iterable[str]) -> Row:
    """Cells by column; of two columns with one name the first that says something counts."""
    row: Row = {}
    for name, cell in zip(names, cells, strict=False):
        if not row.get(name.strip(), "").strip():
            row[name.strip()] = cell
    return row


def _undone(row: Row) -> Row:
    """A row of a spreadsheet of ours, with its texts as they were before they were put in cells."""
    return {name: unprotected(cell) for name, cell in row.items()} if is_own(set(row)) else row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
