"""Splits the lines of a CSV file into rows, each on its own, so that a quotation mark left open costs one row only.

Python's `csv` reads on until the next quotation mark, or the end of the file, and makes one cell of all rows between.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

DELIMITERS = ";,\t|"
OPEN_QUOTE = "un guillemet s’ouvre dans cette ligne et ne se ferme pas"
STRAY_QUOTES = "guillemets mal placés"
#: What spreadsheets read as the delimiter, in the first line.
_DECLARED = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")
#: The first rows, in which a header is looked for; people write titles above it.
HEADER_ROWS = 20
#: The rows in which the delimiter and the number of columns are looked for.
_SAMPLE = 200
#: A cell may hold a long text.
csv.field_size_limit(50_000_000)


@dataclass
class CsvRow:
    """A row: the line where it begins (from 1), its cells, and how many lines it takes.

    `problem` is the French reason why its cells cannot be told apart; they are then cut at each delimiter. `remark` is
    a French note about a departure from CSV that was accepted.
    """

    line: int
    cells: list[str]
    height: int = 1
    problem: str = ""
    remark: str = ""


def declared_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that the first line declares (« sep=; »), in which case it is not a row; else ""."""
    match = _DECLARED.fullmatch(lines[0]) if lines else None
    return match[1] if match else ""


def unwrapped(lines: list[str]) -> list[str]:
    """Return lines without quotation marks, if all are within them: a program has saved each line as one cell."""
    filled = [line.rstrip("\r\n") for line in lines if line.strip()]
    if not filled or not any(delimiter in filled[0] for delimiter in DELIMITERS) or not all(map(_is_one_cell, filled)):
        return lines
    return [_inner(line) for line in lines]


def _inner(line: str) -> str:
    text = line.rstrip("\r\n")
    return text[1:-1].replace('""', '"') + line[len(text) :]


def _is_one_cell(line: str) -> bool:
    return len(line) > 1 and line[0] == line[-1] == '"' and '"' not in line[1:-1].replace('""', "")


def likely_delimiters(lines: Sequence[str]) -> list[str]:
    """Return the delimiters, the likely ones first: they cut rows alike, and one of the first rows into words.

    Counting alone fails: decimal commas cut all rows alike but the header, and titles above it have commas too.
    """

    def likelihood(delimiter: str) -> tuple[float, int, int]:
        rows = _sample(lines, delimiter)
        width = _most_frequent(rows)
        first = next((position for position, cells in enumerate(rows) if len(cells) == width), 0)
        alike = sum(len(cells) == width for cells in rows[first:]) / max(len(rows) - first, 1)
        has_header = any(len(cells) >= width and all(map(_is_word, cells)) for cells in rows[:HEADER_ROWS])
        return (alike + has_header / 2 if width > 1 else 0.0), -first, width

    return sorted(DELIMITERS, key=likelihood, reverse=True)


def usual_width(lines: Sequence[str], delimiter: str) -> int:
    """Return how many cells most rows have, those of a single cell not counted; 1 if all rows have one."""
    return _most_frequent(_sample(lines, delimiter))


def _sample(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows = (row.cells for row in csv_rows(lines, delimiter) if any(cell.strip() for cell in row.cells))
    return list(islice(rows, _SAMPLE))


def _most_frequent(rows: list[list[str]]) -> int:
    counts = Counter(len(cells) for cells in rows if len(cells) > 1)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def _is_word(cell: str) -> bool:
    return not cell.startswith(" ") and any(sign.isalpha() for sign in cell)


def csv_rows(lines: Sequence[str], delimiter: str, width: int = 0) -> Iterator[CsvRow]:
    """Yield the rows of a file, empty ones included. `lines` have their ends; `width` is the usual number of cells.

    Every line is read a few times at most: a line that leaves a cell open closes those that lines before it left open.
    """
    position = 0
    while position < len(lines):
        row = _row(lines, position, delimiter, width)
        yield row
        position += row.height


def _row(lines: Sequence[str], position: int, delimiter: str, width: int) -> CsvRow:
    line = lines[position].rstrip("\r\n")
    number = position + 1
    if '"' not in line:
        return CsvRow(number, line.split(delimiter))
    for escape in (None, "\\"):
        if escape is not None and '\\"' not in line:
            continue
        following = (lines[index] for index in range(position, len(lines)))
        reader = csv.reader(following, delimiter=delimiter, escapechar=escape, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            continue
        if reader.line_num == 1 or not _swallows_rows(cells, delimiter, width):
            return CsvRow(number, cells, reader.line_num)
    cells = line.split(delimiter)
    if line.count('"') % 2:
        return CsvRow(number, [cell.strip('"') for cell in cells], problem=OPEN_QUOTE)
    if len(cells) != width:
        return CsvRow(number, cells, problem=STRAY_QUOTES)
    return CsvRow(number, [_unquoted(cell) for cell in cells], remark=f"{STRAY_QUOTES}, lus comme du texte")


def _swallows_rows(cells: list[str], delimiter: str, width: int) -> bool:
    """Return whether a line within a cell of several looks like a row: with as many cells, none of which is indented.

    Text that goes on in a new line seldom has as many delimiters, and puts a space after them.
    """
    if width < 2:
        return False
    for position, cell in enumerate(cells):
        _, *middle, last = _LINE_END.split(cell) if "\n" in cell or "\r" in cell else ("", "")
        if any(_looks_like_row(line, delimiter, width) for line in middle):
            return True
        after = len(cells) - 1 - position
        if delimiter in last and _looks_like_row(last, delimiter, width - after):
            return True
    return False


def _looks_like_row(line: str, delimiter: str, width: int) -> bool:
    cells = line.split(delimiter)
    return len(cells) == width and not any(cell.startswith(" ") for cell in cells)


def _unquoted(cell: str) -> str:
    """Return the text of a cell without the quotation marks around it: `"Le "Bar""`, but not `"Le" "Bar"`."""
    if len(cell) < 2 or not cell[0] == cell[-1] == '"':
        return cell
    inner = cell[1:-1].replace('""', '"')
    before, quote, _ = inner.partition('"')
    return cell if quote and before.strip() and not before.endswith(" ") else inner
