"""Writes text into the cells of CSV and XLSX files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from core.spreadsheets.cells import escaped, protected

#: A cell to be written.
Cell = str | int
_HEADER_FILL = PatternFill("solid", start_color="2F4A3A")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def to_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return rows as CSV for French spreadsheets: semicolons, UTF-8 with a BOM."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(
        [protected(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def text_cell(sheet: Any, text: str) -> Any:
    """Return what to append to a row of a write-only sheet for a text that is protected and escaped already."""
    if not text.startswith(("=", "#")):  # openpyxl would write a formula or an error
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def wrapped_cell(sheet: Any, value: Cell, bold: bool = False, fill: str = "") -> Any:
    """Return what to append to a row of a write-only sheet for a value whose lines are to be seen; None if empty."""
    if value == "":
        return None
    cell = text_cell(sheet, escaped(protected(value))) if isinstance(value, str) else value
    if isinstance(cell, str | int):
        cell = WriteOnlyCell(sheet, cell)
    cell.alignment = _WRAPPED
    if bold:
        cell.font = Font(bold=True)
    if fill:
        cell.fill = PatternFill("solid", start_color=fill)
    return cell


def header_cell(sheet: Any, text: str) -> Any:
    """Return what to append to the first row of a write-only sheet."""
    cell = wrapped_cell(sheet, text)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADER_FILL
    return cell
