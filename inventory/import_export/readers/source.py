"""The content of a file: its rows as text by column, with French remarks and notices for people."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from core.text.lengths import printable
from inventory.import_export.columns import is_exported

#: Text by column.
Row = dict[str, str]
#: The cells of a row that are shown, and the characters of each.
_SHOWN_CELLS, _SHOWN_CELL = 4, 40


class Remark(NamedTuple):
    """A French note about a value that was changed or left out; `column` is "" if it is about a whole row."""

    column: str
    text: str


@dataclass
class SourceRow:
    """A row: the line where it begins in a text editor, or its number in a worksheet, or its rank in a JSON list.

    `problem` is the French reason why the row is not to be imported; its cells may then be wrong.
    """

    line: int
    cells: Row
    remarks: list[Remark] = field(default_factory=list)
    problem: str = ""

    def remarks_on(self, columns: Collection[str]) -> list[str]:
        """Return the texts of the remarks about the whole row and about these columns."""
        return [
            f"{remark.column} {remark.text}" if remark.column else remark.text
            for remark in self.remarks
            if not remark.column or remark.column in columns
        ]


@dataclass(frozen=True)
class SourceFile:
    """The rows of a file. `notices` are about the whole of it: what was guessed, and what was left out."""

    #: The names of the columns that rows may have.
    columns: list[str]
    rows: list[SourceRow]
    notices: list[str] = field(default_factory=list)
    #: The name of each column of a table, from the first one on; empty for JSON.
    positions: list[str] = field(default_factory=list)

    @property
    def is_exported(self) -> bool:
        """Whether the export wrote the file."""
        return is_exported(set(self.columns))


@dataclass
class TableRow:
    """A row of a table before its columns are known: its line, its cells, and how many lines of a text file it takes.

    `remarks` are about its cells, by position from 0, or about the whole row (None). `unread` are the positions of
    cells whose value the file does not have, such as that of a formula that was never computed.
    """

    line: int
    cells: list[str]
    height: int = 1
    problem: str = ""
    remarks: list[tuple[int | None, str]] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)

    @cached_property
    def filled(self) -> list[int]:
        """The positions of the cells that are not empty. Computed once: do not change cells afterwards."""
        return [position for position, cell in enumerate(self.cells) if cell.strip()]

    @property
    def excerpt(self) -> str:
        """The first cells, in quotation marks."""
        texts = [_one_line(self.cells[position], _SHOWN_CELL) for position in self.filled]
        return f"« {' ; '.join(texts[:_SHOWN_CELLS])}{' ; …' if len(texts) > _SHOWN_CELLS else ''} »"


@dataclass(frozen=True)
class Layout:
    """The options of a file, known before it is read."""

    #: Returns whether these are the names of its columns.
    is_header: Callable[[set[str]], bool] = is_exported
    #: Whether the table has a header; None if that is to be guessed, which only columns given by position allow.
    has_header: bool | None = True


def _one_line(text: str, length: int) -> str:
    return printable(" ".join(text[: 2 * length].split())[:length])
