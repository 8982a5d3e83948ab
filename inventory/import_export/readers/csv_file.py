"""Reads CSV files: which encoding, which delimiter, which lines make a row."""

from __future__ import annotations

from collections.abc import Sequence

from core.spreadsheets.csv_rows import (
    HEADER_ROWS,
    CsvRow,
    csv_rows,
    declared_delimiter,
    likely_delimiters,
    unwrapped,
    usual_width,
)
from core.spreadsheets.encodings import DecodedText, decode
from inventory.import_export.readers.headers import known_header
from inventory.import_export.readers.source import Layout, SourceFile, TableRow
from inventory.import_export.readers.tables import read_table


def read_csv(data: bytes, suffix: str, layout: Layout) -> SourceFile:
    """Read a file of lines with a delimiter. Raises ReadError."""
    text = decode(data, suffix)
    lines = unwrapped(text.lines)
    delimiter = _delimiter(lines, layout)
    rows = [_table_row(row, text) for row in csv_rows(lines, delimiter, usual_width(lines, delimiter))]
    file = read_table(rows, layout, writes_empty_cells=True)
    file.notices[:0] = text.notices
    return file


def _delimiter(lines: list[str], layout: Layout) -> str:
    """Return the delimiter, and empty a first line that declares it.

    A delimiter that yields a header of the layout comes first, then the declared one, then the likeliest.
    """
    delimiters = likely_delimiters(lines)
    if declared := declared_delimiter(lines):
        lines[0] = ""
        delimiters.insert(0, declared)
    return next((delimiter for delimiter in delimiters if _has_known_header(lines, delimiter, layout)), delimiters[0])


def _has_known_header(lines: Sequence[str], delimiter: str, layout: Layout) -> bool:
    first = csv_rows(lines[: 2 * HEADER_ROWS], delimiter)
    rows = [TableRow(row.line, row.cells) for row in first if any(cell.strip() for cell in row.cells)]
    return known_header(rows, layout) is not None


def _table_row(row: CsvRow, text: DecodedText) -> TableRow:
    lines = range(row.line, row.line + row.height)
    problems = [text.problems[line] for line in lines if line in text.problems] if text.problems else []
    remarks = [text.remarks[line] for line in lines if line in text.remarks] if text.remarks else []
    problem = (problems or [row.problem])[0]
    notes: list[tuple[int | None, str]] = [
        (None, remark) for remark in [*dict.fromkeys(remarks), *filter(None, [row.remark])]
    ]
    return TableRow(row.line, row.cells, row.height, problem, notes)
