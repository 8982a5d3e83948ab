"""Exports the stored blocks of a diagnostic as a table, and compares a table with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.blocks.walk import RawStream
from core.spreadsheets.tables import Table
from core.spreadsheets.writing import Cell
from memento.diagnostics.definition import read, sheet_ids
from memento.diagnostics.spreadsheet import blocks_from_table
from memento.diagnostics.spreadsheet.columns import BY_HEADER, Kind, folded_header
from memento.diagnostics.spreadsheet.lines import CellError, Needed
from memento.diagnostics.spreadsheet.merge import Changes, changes, merged, section_changes
from memento.diagnostics.spreadsheet.references import InventoryCodes, load_sheets
from memento.diagnostics.spreadsheet.table_from_blocks import write


@dataclass(frozen=True)
class Import:
    """The blocks that a table makes of a diagnostic, and what it changes. With `errors` there is nothing to store."""

    axes: RawStream
    questions: RawStream
    errors: list[CellError]
    axis_changes: Changes
    section_changes: Changes
    question_changes: Changes
    #: The number of the row of each block by its id.
    rows: Mapping[str, int]
    changes_nothing: bool


def export(axes: RawStream, questions: RawStream) -> list[list[Cell]]:
    """Return the table of stored blocks. One query."""
    return write(axes, questions, load_sheets(sheet_ids(read(axes, questions))), InventoryCodes())


def compare(table: Table, axes: RawStream, questions: RawStream) -> Import:
    """Read a table, and compare it with the stored blocks of the diagnostic that it is to replace. One query."""
    sheets, inventory = load_sheets(sheet_ids(read(axes, questions))), InventoryCodes()
    rows = write(axes, questions, sheets, inventory)
    exported = blocks_from_table.read(as_texts(rows), sheets, inventory)
    new = blocks_from_table.read(table, sheets, inventory, _needed(rows) if axes or questions else Needed())
    new_axes = merged(new.axes, axes, exported.axes)
    new_questions = merged(new.questions, questions, exported.questions)
    return Import(
        axes=new_axes,
        questions=new_questions,
        errors=new.errors,
        axis_changes=changes(new_axes, axes, "axis", "name"),
        section_changes=section_changes(new_questions, questions),
        question_changes=changes(new_questions, questions, "question", "text"),
        rows=new.rows,
        changes_nothing=new_axes == axes and new_questions == questions,
    )


def as_texts(rows: Sequence[Sequence[Cell]]) -> Table:
    """Return a written table as it is read back from a file."""
    return [(number, [str(cell) for cell in row]) for number, row in enumerate(rows, 1)]


def _needed(rows: Sequence[Sequence[Cell]]) -> Needed:
    """Return what a written table fills."""
    headers, *lines = rows
    filled = [position for position in range(len(headers)) if any(line[position] != "" for line in lines)]
    by_position = {position: BY_HEADER.get(folded_header(str(headers[position]))) for position in filled}
    columns = frozenset(column.name for column in by_position.values() if column)
    ids = [str(line[-1]) for line in lines if line[0] == Kind.AXIS]
    points = [position for position, header in enumerate(headers) if not BY_HEADER.get(folded_header(str(header)))]
    axes = frozenset(pk for pk, position in zip(ids, points, strict=True) if position in filled)
    return Needed(columns, axes)
