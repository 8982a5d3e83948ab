"""The files of a diagnostic: XLSX and CSV, written and read."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.spreadsheets.reading import matching_table
from core.spreadsheets.tables import MAX_ROWS, Table
from core.spreadsheets.writing import Cell, header_cell, wrapped_cell
from memento.diagnostics.spreadsheet.columns import COLUMNS, Kind
from memento.diagnostics.spreadsheet.instructions import instructions
from memento.diagnostics.spreadsheet.lines import header_position
from memento.diagnostics.spreadsheet.references import InventoryCodes

WORKSHEET, INSTRUCTIONS = "Questionnaire", "Mode d’emploi"
_WIDTHS = {column.header: column.width for column in COLUMNS}
_POINTS_WIDTH = 12
#: Rows that begin a group are bold; axes and sections have a colour as well.
_BOLD = (Kind.AXIS.value, Kind.SECTION.value, Kind.QUESTION.value)
_FILLED = {Kind.AXIS.value: "E7EFE3", Kind.SECTION.value: "F3EBDD"}
#: The last row whose kind is chosen from a list: that of a table with as many rows as can be read.
_LAST_ROW_WITH_LIST = MAX_ROWS + 1


def to_xlsx(rows: Sequence[Sequence[Cell]], inventory: InventoryCodes) -> bytes:
    """Return rows as XLSX, with a second worksheet that says in French what each column takes."""
    book = Workbook(write_only=True)
    worksheet = book.create_sheet(WORKSHEET)
    worksheet.freeze_panes = "D2"
    for position, header in enumerate(rows[0], 1):
        width = _WIDTHS.get(str(header), _POINTS_WIDTH)
        worksheet.column_dimensions[get_column_letter(position)].width = width
    choices = DataValidation("list", formula1=f'"{",".join(Kind)}"', allow_blank=True, showErrorMessage=False)
    choices.add(f"A2:A{_LAST_ROW_WITH_LIST}")
    worksheet.data_validations.append(choices)
    worksheet.append([header_cell(worksheet, str(cell)) for cell in rows[0]])
    for row in rows[1:]:
        worksheet.append([_cell(worksheet, cell, str(row[0])) for cell in row])
    _add_instructions(book.create_sheet(INSTRUCTIONS), inventory)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def read_file(data: bytes, suffix: str) -> Table:
    """Return the table of a file: that of the first worksheet that looks like a diagnostic, else of the first one.

    Raise ReadError.
    """
    return matching_table(data, suffix, lambda table: header_position(table) is not None)


def _cell(worksheet: Any, value: Cell, kind: str) -> Any:
    return wrapped_cell(worksheet, value, bold=kind in _BOLD, fill=_FILLED.get(kind, ""))


def _add_instructions(worksheet: Any, inventory: InventoryCodes) -> None:
    for letter, width in zip("ABC", (30, 90, 40), strict=True):
        worksheet.column_dimensions[letter].width = width
    for heading, *texts in instructions(inventory):
        worksheet.append([_cell(worksheet, text, Kind.QUESTION.value if heading else "") for text in texts])
