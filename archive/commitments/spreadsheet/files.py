"""The files of a plan: XLSX and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from archive.commitments.spreadsheet.columns import COLUMNS
from archive.commitments.spreadsheet.lines import header_position
from core.spreadsheets.reading import matching_table
from core.spreadsheets.tables import Table
from core.spreadsheets.writing import header_cell, wrapped_cell

WORKSHEET, INSTRUCTIONS = "Mesures", "Mode d’emploi"


def to_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as XLSX, with a second worksheet that says in French what each column takes."""
    book = Workbook(write_only=True)
    worksheet = book.create_sheet(WORKSHEET)
    worksheet.freeze_panes = "E2"
    for position, column in enumerate(COLUMNS, 1):
        worksheet.column_dimensions[get_column_letter(position)].width = column.width
    worksheet.append([header_cell(worksheet, text) for text in rows[0]])
    for row in rows[1:]:
        worksheet.append([wrapped_cell(worksheet, text) for text in row])
    instructions = book.create_sheet(INSTRUCTIONS)
    for letter, width in zip("AB", (22, 110), strict=True):
        instructions.column_dimensions[letter].width = width
    instructions.append([header_cell(instructions, text) for text in ("Colonne", "Ce qu’elle prend")])
    for column in COLUMNS:
        instructions.append(
            [wrapped_cell(instructions, column.name, bold=True), wrapped_cell(instructions, column.help)]
        )
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def read_file(data: bytes, suffix: str) -> Table:
    """Return the table of a file: that of the first worksheet that looks like a plan, else of the first one.

    Raise ReadError.
    """
    return matching_table(data, suffix, lambda table: header_position(table) is not None)
