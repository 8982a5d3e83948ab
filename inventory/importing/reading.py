"""Reads CSV, XLSX, JSON and GeoJSON as rows of text. Nothing is guessed about what the columns mean."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl

Row = dict[str, str]


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
    lines = text.splitlines(keepends=True)
    header = lines[0] if lines else ""
    delimiter = max(";,\t|", key=header.count)
    reader = csv.reader(lines, delimiter=delimiter)
    names = next(reader, [])
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, _named(names, cells)


def _xlsx(path: Path) -> Iterator[tuple[int, Row]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = [_text(cell) for cell in next(rows, ())]
        for number, cells in enumerate(rows, 2):
            if any(cell is not None for cell in cells):
                yield number, _named(names, [_text(cell) for cell in cells])
    finally:
        book.close()


def _json(path: Path) -> Iterator[tuple[int, Row]]:
    data = json.loads(path.read_bytes())
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        for number, feature in enumerate(data["features"], 1):
            row = {name: _text(value) for name, value in (feature.get("properties") or {}).items()}
            geometry = feature.get("geometry") or {}
            if geometry.get("type") == "Point":
                row["longitude"], row["latitude"] = (_text(value) for value in geometry["coordinates"][:2])
            yield number, row
        return
    items = data.get("items", []) if isinstance(data, dict) else data
    for number, item in enumerate(items, 1):
        yield number, {name: _text(value) for name, value in item.items()}


def _named(names: Iterable[str], cells: Iterable[str]) -> Row:
    """Cells by column; of two columns with one name the first that says something counts."""
    row: Row = {}
    for name, cell in zip(names, cells, strict=False):
        row[name.strip()] = row.get(name.strip()) or cell.strip()
    return row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
