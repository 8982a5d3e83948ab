"""Reads XLSX files: which worksheet, and the texts of its cells as the spreadsheet shows them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

import openpyxl

from core.spreadsheets.cells import cell_text, unescaped
from core.spreadsheets.csv_rows import HEADER_ROWS
from core.spreadsheets.shown import shown
from core.spreadsheets.tables import TOO_HEAVY, ReadError, unreadable
from inventory.import_export.columns import UID
from inventory.import_export.readers.headers import known_header, titles_of
from inventory.import_export.readers.source import Layout, SourceFile, TableRow
from inventory.import_export.readers.tables import NO_ROWS, read_table
from inventory.import_export.writers import OVERFLOW_SHEET

#: What a file may unpack to, in bytes.
MAX_UNPACKED = 500 * 1024**2
NOT_COMPUTED = "formule jamais calculée : ouvrez le fichier dans un tableur et enregistrez-le"
FAILED = "résultat d’une formule qui a échoué, la case n’est pas lue"


def read_xlsx(data: bytes, layout: Layout) -> SourceFile:
    """Read the first worksheet whose header the layout knows, else the first one with rows. Raises ReadError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, about styles, and about dates that it cannot compute
        try:
            return _Workbook(data, layout).read()
        except ReadError:
            raise
        except Exception as error:  # openpyxl raises anything on a file that is damaged or not what its name says
            raise ReadError(unreadable(".xlsx")) from error


class _Workbook:
    def __init__(self, data: bytes, layout: Layout) -> None:
        with ZipFile(BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise ReadError(TOO_HEAVY)
        self._book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        self._formulas = _with_formulas(data)
        self._layout = layout

    def read(self) -> SourceFile:
        sheets = [sheet for sheet in self._book.worksheets if sheet.sheet_state == "visible"] or self._book.worksheets
        first = [(sheet, list(islice(_filled(self._rows(sheet)), HEADER_ROWS))) for sheet in sheets]
        known = [sheet for sheet, rows in first if known_header(rows, self._layout) is not None]
        chosen = next(iter(known or [sheet for sheet, rows in first if rows]), None)
        if chosen is None:
            raise ReadError(NO_ROWS)
        rows = list(self._rows(chosen))
        self._add_overflow(rows)
        rows = [replace(row, cells=[unescaped(cell) for cell in row.cells]) for row in rows]
        file = read_table(rows, self._layout, writes_empty_cells=False)
        if chosen is not self._book.worksheets[0]:
            file.notices.insert(0, f"Feuille lue : « {chosen.title} ».")
        return file

    def _rows(self, sheet: Any) -> Iterator[TableRow]:
        """Yield the rows of a worksheet, whose texts are still escaped."""
        formulas = self._formulas[sheet.title] if self._formulas else None
        sheet.reset_dimensions()  # some programs write wrong ones
        others = formulas.iter_rows() if formulas else iter(())
        for number, cells in enumerate(sheet.iter_rows(), 1):
            row = TableRow(number, [shown(cell) for cell in cells])
            for position, (cell, formula) in enumerate(zip(cells, next(others, cells), strict=False)):
                if cell.data_type == "e":
                    self._leave_out(row, position, f"« {cell.value} » : {FAILED}")
                elif cell.value is None and formula.data_type == "f":
                    self._leave_out(row, position, NOT_COMPUTED)
            yield row

    @staticmethod
    def _leave_out(row: TableRow, position: int, reason: str) -> None:
        row.cells[position] = ""
        row.unread.add(position)
        row.remarks.append((position, reason))

    def _add_overflow(self, rows: list[TableRow]) -> None:
        """Append the rest of long texts, which an exported file has in its second sheet."""
        header = known_header(rows, Layout())
        if header is None or OVERFLOW_SHEET not in self._book.sheetnames[1:]:
            return
        positions = {title: position for position, title in enumerate(titles_of(rows[header]))}
        by_uid = {row.cells[positions[UID]]: row for row in rows[header:] if len(row.cells) > positions[UID]}
        for cells in self._book[OVERFLOW_SHEET].iter_rows(min_row=2, max_col=3, values_only=True):
            uid, column, rest = (cell_text(cell) for cell in (*cells, None, None, None)[:3])
            row, position = by_uid.get(uid), positions.get(column)
            if row and position is not None and position < len(row.cells):
                row.cells[position] += rest


def _filled(rows: Iterator[TableRow]) -> Iterator[TableRow]:
    return (row for row in rows if row.filled)


def _with_formulas(data: bytes) -> Any:
    """Return the workbook with formulas instead of their results; None if it has no formulas."""
    with ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(b"<f>" in (xml := archive.read(name)) or b"<f " in xml for name in names):
            return None
    book = openpyxl.load_workbook(BytesIO(data), read_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
    return book
