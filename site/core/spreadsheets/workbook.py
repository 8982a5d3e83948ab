"""Reads an XLSX file in a process of its own, since a small file can take minutes and gigabytes to read.

`python -m core.spreadsheets.workbook SECONDS BYTES` reads the file from its standard input and limits itself to that
much processor time and memory. It writes a line of JSON for each worksheet, its rows, then one for how it ended: null,
or the French sentence of an error. Without this last line it was killed. Nothing here may import Django, which would
double the time it takes to start.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any, TypeAlias
from zipfile import ZipFile

import openpyxl

from core.spreadsheets.cells import unescaped
from core.spreadsheets.shown import shown
from core.spreadsheets.tables import MAX_COLUMNS, TOO_HEAVY, ReadError, Row, Table, filled_rows, unreadable

Answer: TypeAlias = Table | str | None
#: Limits of an XLSX file, which is an archive: its members and what they unpack to.
MAX_MEMBERS, MAX_UNPACKED = 1000, 50 * 1024 * 1024
#: The worksheets that are read, and the characters of all their cells: a shared text counts for each of its cells.
MAX_WORKSHEETS, MAX_CHARACTERS = 20, 5_000_000


def main() -> None:
    """Read the standard input, as the docstring of this module says."""
    _limit(resource.RLIMIT_CPU, int(sys.argv[1]))
    _limit(resource.RLIMIT_AS, int(sys.argv[2]))
    _limit(resource.RLIMIT_CORE, 0)
    for answer in answers(sys.stdin.buffer.read()):
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


def answers(data: bytes) -> Iterator[Answer]:
    """Yield the filled rows of each worksheet, then how reading ended: None, or the French sentence of an error."""
    error = None
    try:
        yield from tables(data)
    except ReadError as refused:
        error = str(refused)
    except MemoryError:
        error = TOO_HEAVY
    except Exception as raised:  # openpyxl raises anything on a file that is damaged or not what its name says
        # The XML parser has an error of its own for a lack of memory.
        error = TOO_HEAVY if "out of memory" in str(raised) else unreadable(".xlsx")
    yield error


def tables(data: bytes, max_characters: int = MAX_CHARACTERS) -> Iterator[Table]:
    """Yield the filled rows of each worksheet. Raise ReadError, and anything on a damaged file."""
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise ReadError(TOO_HEAVY)
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    cells = _Cells(max_characters)
    try:
        for sheet in book.worksheets[:MAX_WORKSHEETS]:
            sheet.reset_dimensions()  # some programs write wrong ones; without them, missing rows have no cells
            yield [*filled_rows(cells.rows(sheet))]
    finally:
        book.close()


class _Cells:
    """Reads the texts of cells, up to a number of characters."""

    def __init__(self, max_characters: int) -> None:
        self._characters_left = max_characters

    def rows(self, sheet: Any) -> Iterator[Row]:
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, [self._text(cell) for cell in row[:MAX_COLUMNS]]

    def _text(self, cell: Any) -> str:
        text = shown(cell)
        self._characters_left -= len(text)
        if self._characters_left < 0:
            raise ReadError(TOO_HEAVY)
        return unescaped(text)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):  # macOS has no limit of memory
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
