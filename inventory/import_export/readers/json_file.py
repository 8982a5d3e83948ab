"""Reads JSON files: lists of objects at any depth of the file, GeoJSON, lists of lists, and one object per line."""

from __future__ import annotations

from core.spreadsheets.encodings import decode
from core.spreadsheets.tables import ReadError
from inventory.import_export.columns import is_exported
from inventory.import_export.readers.json_items import Items, find_items
from inventory.import_export.readers.json_rows import JsonRow, text_of
from inventory.import_export.readers.source import Layout, Remark, SourceFile, TableRow
from inventory.import_export.readers.tables import NO_ROWS, read_table


def read_json(data: bytes, suffix: str, layout: Layout) -> SourceFile:
    """Read a JSON file. Raises ReadError."""
    text = decode(data, suffix)
    for line, problem in text.problems.items():
        raise ReadError(f"Ligne {line} du fichier : {problem}.")
    items = find_items(text.lines, suffix)
    file = _table(items, layout) if all(isinstance(item, list) for item in items.by_line.values()) else _objects(items)
    file.notices[:0] = [*text.notices, *items.notices]
    return file


def _table(items: Items, layout: Layout) -> SourceFile:
    rows = [TableRow(line, [text_of(cell) for cell in cells]) for line, cells in items.by_line.items()]
    return read_table(rows, layout, writes_empty_cells=False)


def _objects(items: Items) -> SourceFile:
    json_rows = [JsonRow(line, item) for line, item in items.by_line.items()]
    columns = dict.fromkeys(name for json_row in json_rows for name in (*json_row.row.cells, *json_row.nested))
    if not columns:
        raise ReadError(NO_ROWS)
    exported = is_exported(set(columns))
    for json_row in json_rows:
        json_row.row.cells |= json_row.nested if exported else dict.fromkeys(json_row.nested, "")
        if not exported:
            json_row.row.remarks += [Remark(name, "liste d’objets, qui n’est pas lue") for name in json_row.nested]
    return SourceFile(list(columns), [json_row.row for json_row in json_rows])
