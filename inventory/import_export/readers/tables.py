"""Names the cells of a table by column, and finds where it begins and ends."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from core.spreadsheets.cells import unprotected
from core.spreadsheets.csv_rows import HEADER_ROWS
from core.spreadsheets.tables import ReadError
from core.text.typography import quantity
from inventory.import_export.columns import is_exported
from inventory.import_export.readers.headers import known_header, likely_header, looks_like_header, titles_of
from inventory.import_export.readers.source import Layout, Remark, Row, SourceFile, SourceRow, TableRow

NO_ROWS = "Le fichier ne contient aucune ligne."
#: How notes below a table begin, and what its sums are called.
_NOTE = re.compile(
    r"(?:sources?|notes?|nb|n\.b\.|légende|lecture|champ|mise à jour|mis à jour|licence|extrait) ?:|\*", re.IGNORECASE
)
_SUM = re.compile(
    r"(?:sous-)?(?:total|totaux|somme|moyenne|nombre)(?: général| de lieux| des lieux)? ?:?", re.IGNORECASE
)
_NUMBER = re.compile(r"[\d\s.,%€-]+")


def read_table(rows: Sequence[TableRow], layout: Layout, *, writes_empty_cells: bool) -> SourceFile:
    """Name the cells of a table by column. Raises ReadError if it has no rows.

    `writes_empty_cells` says whether rows have all of their cells, as in CSV, so that one with fewer gets a remark.
    """
    return _Table([row for row in rows if row.filled or row.problem], layout, writes_empty_cells).read()


class _Table:
    def __init__(self, rows: list[TableRow], layout: Layout, writes_empty_cells: bool) -> None:
        self._rows, self._layout, self._writes_empty_cells = rows, layout, writes_empty_cells
        self._notices: list[str] = []

    def read(self) -> SourceFile:
        header, body = self._split()
        body = self._without_notes(body)
        if not body:
            raise ReadError(NO_ROWS)
        titles = titles_of(header) if header else []
        exported = is_exported(set(titles))
        keys = _keys(titles, self._width(titles, body), body)
        lengths = self._usual_lengths(len(titles) or len(keys), body)
        rows = []
        for row in body:
            named = _named(row, keys)
            if header and row.cells == header.cells:
                named.problem = "titres de colonnes répétés"
            elif not row.problem:
                _check_length(row, named, len(keys), lengths, exported)
            if exported:
                named.cells = {name: unprotected(cell) for name, cell in named.cells.items()}
            rows.append(named)
        columns = list(dict.fromkeys(name for names in keys for name in names))
        return SourceFile(columns, rows, self._notices, [names[-1] for names in keys])

    # --- Which rows ---------------------------------------------------------------------------------------------------

    def _split(self) -> tuple[TableRow | None, list[TableRow]]:
        """Return the header, if there is one, and the rows below it."""
        position = known_header(self._rows, self._layout)
        if position is None:
            if not self._rows or not self._has_header():
                return None, self._rows
            position = likely_header(self._rows)
        header = self._rows[position]
        if position:
            above = ", ".join(row.excerpt for row in self._rows[:position])
            self._notices.append(f"Titres des colonnes lus à la ligne {header.line}, après {above}.")
        return header, self._rows[position + 1 :]

    def _has_header(self) -> bool:
        """Return whether there is a header; a guess adds a notice."""
        if self._layout.has_header is not None:
            return self._layout.has_header
        first, *others = self._rows[: HEADER_ROWS + 1]
        has_header = looks_like_header(first, others)
        meaning = "lue comme les titres des colonnes" if has_header else "lue comme un lieu"
        self._notices.append(f"Colonnes données par position : la ligne {first.line}, {first.excerpt}, est {meaning}.")
        return has_header

    def _without_notes(self, rows: list[TableRow]) -> list[TableRow]:
        """Return the rows without the notes and sums below them, with a notice for each that is left out."""
        end = len(rows)
        while end > 1 and (_is_sum(rows[end - 1]) or _has_one_cell(rows[end - 1])):
            end -= 1
        if end and len(rows[end - 1].filled) < 2:
            return rows
        while end < len(rows) and not self._begins_notes(rows[end - 1], rows[end]):
            end += 1
        for row in rows[end:]:
            self._notices.append(f"Ligne {row.line} laissée de côté après le tableau : {row.excerpt}.")
        return rows[:end]

    def _begins_notes(self, before: TableRow, row: TableRow) -> bool:
        """Return whether a row of one cell is not part of the table: it stands apart, or begins like notes or sums."""
        is_apart = row.line > before.line + before.height
        is_shorter = self._writes_empty_cells and len(row.cells) < len(before.cells)
        return is_apart or is_shorter or _is_sum(row) or bool(_NOTE.match(row.cells[row.filled[0]].strip()))

    # --- Columns ------------------------------------------------------------------------------------------------------

    def _width(self, titles: list[str], rows: list[TableRow]) -> int:
        """Return the number of columns: those with a title, and those that most rows fill without one."""
        widths = Counter(row.filled[-1] + 1 for row in rows if row.filled and not row.problem)
        if not titles:
            return max(widths, default=0)
        usual = max(widths, key=lambda width: (widths[width], width), default=0)
        if usual > len(titles):
            names = ", ".join(map(_position_name, range(len(titles), usual)))
            self._notices.append(f"{quantity(usual - len(titles), 'colonne')} sans titre : {names}.")
        return max(usual, len(titles))

    def _usual_lengths(self, width: int, rows: list[TableRow]) -> range:
        """Return how many cells a row usually has: those with a title, unless the file leaves out empty ones."""
        if not self._writes_empty_cells:
            return range(sys.maxsize)
        lengths = [len(row.cells) for row in rows if not row.problem]
        if sum(length < width for length in lengths) * 2 > len(lengths):
            self._notices.append(
                f"La plupart des lignes ont moins de {width} cellules : les dernières sont lues comme vides."
            )
            return range(sys.maxsize)
        usual = max(Counter(lengths).items(), key=itemgetter(1), default=(0, 0))[0]
        return range(width, max(usual, width) + 1)


def _named(row: TableRow, keys: list[list[str]]) -> SourceRow:
    """Return a row with its cells by column."""
    cells: Row = {}
    for position, (names, cell) in enumerate(zip(keys, row.cells, strict=False)):
        for name in names:
            if position not in row.unread and not cells.get(name, "").strip():
                cells[name] = cell
    named = SourceRow(row.line, cells, problem=row.problem)
    for position, text in row.remarks:
        if position is None or position < len(keys):
            named.remarks.append(Remark("" if position is None else keys[position][0], text))
    return named


def _check_length(row: TableRow, named: SourceRow, width: int, usual: range, exported: bool) -> None:
    """Reject a row with values beyond the columns; add a remark to one whose number of cells is unusual.

    One delimiter too many or too few may have moved its values into other columns. In a file that the export wrote,
    which has all cells and whose values replace stored ones, such a row is rejected too.
    """
    message = f"{quantity(len(row.cells), 'cellule')} pour {quantity(width, 'colonne')} : des valeurs ont "
    if row.filled[-1] >= width:
        named.problem = f"{message}glissé"
    elif len(row.cells) not in usual and exported:
        named.problem = f"{message}pu glisser"
    elif len(row.cells) not in usual:
        named.remarks.append(Remark("", f"{message}pu glisser"))


def _keys(titles: list[str], width: int, rows: list[TableRow]) -> list[list[str]]:
    """Return the names of each column.

    Of two columns with the same title, the first filled cell counts. The second of them also has the name of its
    position, like columns without a title.
    """
    filled = {position for row in rows for position in row.filled}
    keys: list[list[str]] = []
    named: set[str] = set()
    for position in range(width):
        title = titles[position] if position < len(titles) else ""
        if not title:
            keys.append([_position_name(position)] if position in filled else [""])
        elif title in named:
            keys.append([title, _position_name(position)])
        else:
            keys.append([title])
        named.add(title)
    return keys


def _position_name(position: int) -> str:
    return f"colonne {position + 1}"


def _has_one_cell(row: TableRow) -> bool:
    return len(row.filled) == 1 and not row.problem


def _is_sum(row: TableRow) -> bool:
    filled = [row.cells[position].strip() for position in row.filled]
    return bool(filled and _SUM.fullmatch(filled[0])) and all(_NUMBER.fullmatch(cell) for cell in filled[1:])
