"""The rows of a table as lines of known kinds, each with its children, and the errors in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from openpyxl.utils import get_column_letter

from core.spreadsheets.tables import Table
from core.text.fold import fold
from core.text.lengths import too_long
from memento.blocks.json_form import ReferenceBlock
from memento.diagnostics.spreadsheet import codes
from memento.diagnostics.spreadsheet.columns import BY_HEADER, BY_NAME, KINDS, Kind, folded_header

_POINTS = re.compile(r"\s*points\b\s*:?\s*(.*)", re.IGNORECASE | re.DOTALL)
#: The rows in which the headers are looked for; people write a title above them.
_HEADER_ROWS = 20
#: Maximum number of errors that are collected: a table may have one in each of a million cells.
_MAX_ERRORS = 10_000
_MAX_IDENTIFIER = ReferenceBlock().field.max_length


@dataclass(frozen=True)
class CellError:
    """An error in a cell: its address (« E14 », "" for the whole table), its text, and a French sentence."""

    address: str
    text: str
    message: str


@dataclass(frozen=True)
class Needed:
    """The columns that the stored diagnostic needs: names of columns, and the ids of the axes that have points."""

    columns: frozenset[str] = frozenset()
    axes: frozenset[str] = frozenset()


@dataclass
class Line:
    """A row: its number, its kind, the texts of its cells and the id of its block, which is new without identifier."""

    number: int
    kind: Kind
    texts: list[str]
    id: str
    is_new: bool
    children: list[Line] = field(default_factory=list)


class Lines:
    """The lines of a table. `errors` grows while the blocks are read from them."""

    def __init__(self, table: Table, needed: Needed) -> None:
        self.errors: list[CellError] = []
        self.all: list[Line] = []
        #: Axes, sections and questions in the order of the table.
        self.top: list[Line] = []
        #: Columns (from 0) by name; those of points by the rank of the axis (from 0).
        self._columns: dict[str | int, int] = {}
        #: The label of an axis by the column of its points.
        self._points: dict[int, str] = {}
        position = header_position(table)
        if position is None:
            message = "Il manque la ligne des titres, avec au moins « Ligne » et « Texte » : reprenez celle du modèle."
            self.errors.append(CellError("", "", message))
            return
        header, rows = table[position], table[position + 1 :]
        self._read_header(*header, rows)
        self._read_rows(rows)
        self._match_axes(header[0], needed)
        self._require(needed)
        for lines in (self.axes, self.stream, *(line.children for line in self.top)):
            self._check_identifiers(lines)

    @property
    def axes(self) -> list[Line]:
        return [line for line in self.top if line.kind is Kind.AXIS]

    @property
    def stream(self) -> list[Line]:
        """The sections and questions."""
        return [line for line in self.top if line.kind is not Kind.AXIS]

    @property
    def questions(self) -> list[Line]:
        return [line for line in self.top if line.kind is Kind.QUESTION]

    def cell(self, line: Line, name: str | int) -> str:
        """Return the text of a cell, without spaces around it, by the name of its column or the rank of an axis."""
        column = self._columns.get(name)
        return "" if column is None else _text(line.texts, column)

    def add_error(self, line: Line, name: str | int, message: str) -> None:
        """Add an error at a cell, or in the column « Ligne » if the table does not have this column."""
        column = self._columns.get(name, self._columns["kind"])
        self._add_error_at(line.number, column, _text(line.texts, column), message)

    def code(self, line: Line) -> str:
        """Return the code of a line, for comparison; "" if it has none."""
        code = self.cell(line, "code")
        if codes.SEPARATORS.search(code):
            self.add_error(line, "code", "Un code n’a ni virgule, ni point-virgule, ni « = », ni « : », ni « / ».")
        elif len(code) > codes.MAX_LENGTH:
            self.add_error(line, "code", too_long(codes.MAX_LENGTH, len(code)))
        return codes.code_key(code)

    def by_code(self, lines: list[Line], automatic: codes.Automatic) -> dict[str, list[Line]]:
        """Return lines by code; those without a code have that of their rank, unless another line has it."""
        by_code: dict[str, list[Line]] = {}
        for line in lines:
            if code := self.code(line):
                by_code.setdefault(code, []).append(line)
        for rank, line in enumerate(lines):
            if not self.cell(line, "code"):
                by_code.setdefault(codes.code_key(automatic(rank)), [line])
        return by_code

    def _add_error_at(self, number: int, column: int, text: str, message: str) -> None:
        if len(self.errors) < _MAX_ERRORS:
            self.errors.append(CellError(f"{get_column_letter(column + 1)}{number}", text.strip(), message))

    # --- Headers -----------------------------------------------------------------------------------------------------

    def _read_header(self, number: int, header: list[str], rows: Table) -> None:
        width = max((len(texts) for _, texts in rows), default=0)
        for position in range(max(width, len(header))):
            title = _text(header, position)
            first = _first_filled(rows, position)
            if column := BY_HEADER.get(folded_header(title)):
                if column.name in self._columns:
                    self._add_error_at(number, position, title, "Deux colonnes portent ce titre : gardez-en une.")
                self._columns.setdefault(column.name, position)
            elif match := _POINTS.fullmatch(title):
                self._points[position] = match[1].strip()
            elif title and first:
                message = "Ce titre n’est pas de ceux du modèle : corrigez-le, ou supprimez la colonne."
                self._add_error_at(number, position, title, message)
            elif first:
                self._add_error_at(*first, "Cette colonne n’a pas de titre : donnez-lui en un, ou supprimez-la.")

    def _match_axes(self, number: int, needed: Needed) -> None:
        """Find the axis of each column of points, by code or by name."""
        by_code = self.by_code(self.axes, codes.axis_code)
        by_name: dict[str, list[Line]] = {}
        for line in self.axes:
            by_name.setdefault(fold(self.cell(line, "text")), []).append(line)
        for column, label in self._points.items():
            axes = by_code.get(codes.code_key(label)) or by_name.get(fold(label), [])
            if len(axes) != 1:
                why = "Plusieurs axes portent" if axes else "Aucun axe ne porte"
                self._add_error_at(
                    number, column, label, f"{why} ce nom ou ce code : reprenez celui d’une ligne « Axe »."
                )
                continue
            rank = self.axes.index(axes[0])
            if rank in self._columns:
                self._add_error_at(
                    number, column, label, "Deux colonnes donnent les points de cet axe : gardez-en une."
                )
            self._columns.setdefault(rank, column)
        for rank, line in enumerate(self.axes):
            if line.id in needed.axes and rank not in self._columns:
                message = f"Il manque la colonne des points de l’axe « {self.cell(line, 'text')} » : remettez-la."
                self.errors.append(CellError("", "", message))

    def _require(self, needed: Needed) -> None:
        for name in sorted(needed.columns - self._columns.keys()):
            message = (
                f"Il manque la colonne « {BY_NAME[name].header} », que ce questionnaire remplit : remettez-la, et "
                "videz ses cellules si vous voulez en effacer le contenu."
            )
            self.errors.append(CellError("", "", message))

    # --- Rows --------------------------------------------------------------------------------------------------------

    def _read_rows(self, rows: Table) -> None:
        for number, texts in rows:
            if line := self._line(number, texts):
                self.all.append(line)
                self._place(line)

    def _line(self, number: int, texts: list[str]) -> Line | None:
        column = self._columns["kind"]
        word = fold(_text(texts, column))
        kind = KINDS.get(word) or KINDS.get(word.removesuffix("s"))
        if kind is None:
            message = "Dites ici ce qu’est cette ligne : Axe, Palier, Partie, Question ou Réponse."
            self._add_error_at(number, column, _text(texts, column), message)
            return None
        unused = [self._columns[name] for name in self._columns if kind not in BY_NAME[str(name)].fields]
        unused += [] if kind is Kind.ANSWER else self._points
        for column in unused:
            if text := _text(texts, column):
                message = f"Cette colonne ne sert pas à une ligne « {kind.value} » : effacez cette cellule."
                self._add_error_at(number, column, text, message)
        identifier = _text(texts, self._columns["identifier"]) if "identifier" in self._columns else ""
        line = Line(number, kind, texts, identifier or str(uuid4()), not identifier)
        if len(identifier) > _MAX_IDENTIFIER:
            self.add_error(line, "identifier", too_long(_MAX_IDENTIFIER, len(identifier)))
        return line

    def _place(self, line: Line) -> None:
        if line.kind not in (Kind.BAND, Kind.ANSWER):
            self.top.append(line)
            return
        above = Kind.AXIS if line.kind is Kind.BAND else Kind.QUESTION
        if self.top and self.top[-1].kind is above:
            self.top[-1].children.append(line)
        else:
            self.add_error(line, "kind", f"Placez cette ligne sous une ligne « {above.value} ».")

    def _check_identifiers(self, lines: Iterable[Line]) -> None:
        first: dict[str, Line] = {}
        for line in lines:
            if other := first.get(line.id):
                message = (
                    f"La ligne {other.number} a le même identifiant : videz cette cellule si la ligne est nouvelle."
                )
                self.add_error(line, "identifier", message)
            first.setdefault(line.id, line)


def header_position(table: Table) -> int | None:
    """Return which row of a table has its headers, or None if it does not look like a diagnostic."""
    for position, (_, texts) in enumerate(table[:_HEADER_ROWS]):
        if {"ligne", "texte"} <= {folded_header(text) for text in texts}:
            return position
    return None


def _text(texts: list[str], column: int) -> str:
    return texts[column].strip() if column < len(texts) else ""


def _first_filled(rows: Table, column: int) -> tuple[int, int, str] | None:
    """Return the row number, the column and the text of the first filled cell of a column."""
    return next(((number, column, text) for number, texts in rows if (text := _text(texts, column))), None)
