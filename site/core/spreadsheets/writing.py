"""Writes text into the cells of XLSX files."""

from __future__ import annotations

from typing import Any

from openpyxl.cell import WriteOnlyCell


def text_cell(sheet: Any, text: str) -> Any:
    """Return what to append to a row of a write-only sheet for a text that is protected and escaped already."""
    if not text.startswith(("=", "#")):  # openpyxl would write a formula or an error
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
