"""Reads the table of a diagnostic as stored blocks, or says at which cells it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.spreadsheets.tables import Table
from core.text.fold import fold
from memento.diagnostics.limits import MAX_ANSWERS, MAX_AXES, MAX_POINTS, MAX_QUESTIONS
from memento.diagnostics.spreadsheet.columns import (
    BY_NAME,
    MAX_BANDS,
    MAX_SHEETS,
    Kind,
    field_of,
    length_problem,
    stored_text,
    without_decimals,
)
from memento.diagnostics.spreadsheet.conditions import Conditions
from memento.diagnostics.spreadsheet.lines import CellError, Line, Lines, Needed
from memento.diagnostics.spreadsheet.references import Ambiguous, InventoryCodes, Sheets, split_sheets

#: A stored block, or a stored item of a list.
Block = dict[str, Any]

_WHOLE = re.compile(r"(\d{1,9})(?:[.,]0*)?%?")
_YES, _NO = {"oui", "o", "x", "1", "vrai", "true", "yes"}, {"non", "n", "0", "faux", "false", "no"}
_TICKS = ("✓", "✔", "☑")


@dataclass(frozen=True)
class Reading:
    """The stored blocks of a table, and the number of the row of each by id. With errors the blocks mean nothing.

    Points, sheets and the answers of conditions have no identifier in the table: the id of their items is "".
    """

    axes: list[Block]
    questions: list[Block]
    errors: list[CellError]
    rows: Mapping[str, int]


def read(table: Table, sheets: Sheets, inventory: InventoryCodes, needed: Needed | None = None) -> Reading:
    """Read the table of a diagnostic. A missing column that is `needed` is an error, since it would empty its cells."""
    lines = Lines(table, needed or Needed())
    blocks = _Blocks(lines, sheets, inventory)
    axes, questions = blocks.axes(), blocks.questions()
    errors = sorted(dict.fromkeys(lines.errors), key=_position)
    return Reading(axes, questions, errors, {line.id: line.number for line in lines.all})


class _Blocks:
    """Makes the stored blocks of lines."""

    def __init__(self, lines: Lines, sheets: Sheets, inventory: InventoryCodes) -> None:
        self._lines, self._sheets, self._inventory = lines, sheets, inventory
        self._conditions = Conditions(lines)
        self._axis_ids = [line.id for line in lines.axes]
        self._check_limit(lines.axes, MAX_AXES, "axes au plus dans un questionnaire")
        self._check_limit(lines.questions, MAX_QUESTIONS, "questions au plus dans un questionnaire")

    def axes(self) -> list[Block]:
        return [self._axis(line) for line in self._lines.axes]

    def questions(self) -> list[Block]:
        return [
            self._section(line) if line.kind is Kind.SECTION else self._question(line) for line in self._lines.stream
        ]

    def _axis(self, line: Line) -> Block:
        self._check_limit(line.children, MAX_BANDS, "paliers au plus par axe")
        bands = [self._band(child) for child in line.children]
        return _block("axis", line, {**self._texts(line, "text", "help"), "bands": bands})

    def _band(self, line: Line) -> Block:
        names = split_sheets(self._lines.cell(line, "sheets"))
        if len(names) > MAX_SHEETS:
            self._lines.add_error(
                line, "sheets", f"{MAX_SHEETS} fiches au plus par palier : celui-ci en a {len(names)}."
            )
        sheets = [self._sheet(line, "sheets", name) for name in names]
        texts = self._texts(line, "text", "reading", "recommendation")
        if line.is_new and not self._lines.cell(line, "start"):
            self._lines.add_error(line, "start", "Écrivez à partir de quel pourcentage ce palier s’applique.")
        return _block("item", line, {"start": self._whole(line, "start"), **texts, "sheets": _items(sheets)})

    def _section(self, line: Line) -> Block:
        return _block("section", line, self._texts(line, "text", "help"))

    def _question(self, line: Line) -> Block:
        self._check_limit(line.children, MAX_ANSWERS, "réponses au plus par question")
        weight = self._whole(line, "weight")
        sheet = self._lines.cell(line, "sheet")
        question, answers = self._conditions.read(line)
        value = {
            **self._texts(line, "text", "help", "advice", "passage"),
            "answers": [self._answer(child) for child in line.children],
            "weight": 1 if weight is None else weight,
            "condition": {"question": question, "answers": _items(answers)},
            "sheet": self._sheet(line, "sheet", sheet) if sheet else None,
        }
        return _block("question", line, value)

    def _answer(self, line: Line) -> Block:
        points = {axis: self._number(line, rank, 0, MAX_POINTS) for rank, axis in enumerate(self._axis_ids)}
        value = {
            **self._texts(line, "text"),
            "points": _items({"axis": axis, "points": number} for axis, number in points.items() if number is not None),
            "not_applicable": self._yes(line, "not_applicable"),
            "code": self._inventory_code(line),
        }
        return _block("item", line, value)

    # --- Cells -------------------------------------------------------------------------------------------------------

    def _check_limit(self, lines: list[Line], limit: int, words: str) -> None:
        if len(lines) > limit:
            self._lines.add_error(lines[limit], "kind", f"{limit} {words} : il y en a {len(lines)}.")

    def _texts(self, line: Line, *names: str) -> dict[str, str]:
        """Return the values of these columns by field. A new line needs a text; an exported draft may lack it."""
        values = {}
        for name in names:
            column = BY_NAME[name]
            text = stored_text(line.kind, column, self._lines.cell(line, name))
            if problem := length_problem(line.kind, column, text):
                self._lines.add_error(line, name, problem)
            if not text and name == "text" and line.is_new:
                self._lines.add_error(
                    line, name, f"Cette ligne « {line.kind.value} » n’a pas de texte : écrivez-le ici."
                )
            values[column.fields[line.kind]] = text
        return values

    def _whole(self, line: Line, name: str) -> int | None:
        limits = field_of(line.kind, BY_NAME[name]).field
        return self._number(line, name, limits.min_value, limits.max_value)

    def _number(self, line: Line, name: str | int, least: int, most: int) -> int | None:
        text = self._lines.cell(line, name)
        match = _WHOLE.fullmatch("".join(text.split()))
        if match and least <= int(match[1]) <= most:
            return int(match[1])
        if text:
            self._lines.add_error(line, name, f"Écrivez un nombre entier de {least} à {most}.")
        return None

    def _yes(self, line: Line, name: str) -> bool:
        text = self._lines.cell(line, name)
        word = fold(without_decimals(text))
        if text and text not in _TICKS and word not in _YES | _NO:
            self._lines.add_error(line, name, "Écrivez « oui », ou laissez vide.")
        return text in _TICKS or word in _YES

    def _inventory_code(self, line: Line) -> str:
        text = self._lines.cell(line, "inventory")
        code = self._inventory.find(text) if text else ""
        if code is None:
            message = "L’inventaire n’a pas ce libellé : reprenez-en un de la feuille « Mode d’emploi » du modèle."
            self._lines.add_error(line, "inventory", message)
        return code or ""

    def _sheet(self, line: Line, name: str, text: str) -> int | None:
        try:
            pk = self._sheets.find(text)
        except Ambiguous:
            self._lines.add_error(
                line, name, f"Plusieurs fiches répondent à « {text} » : donnez l’adresse de la bonne."
            )
            return None
        if pk is None:
            self._lines.add_error(line, name, f"Aucune fiche n’a « {text} » pour titre, pour numéro ou pour adresse.")
        return pk


def _block(kind: str, line: Line, value: Block) -> Block:
    return {"type": kind, "id": line.id, "value": value}


def _items(values: Iterable[Any]) -> list[Block]:
    return [{"type": "item", "id": "", "value": value} for value in values]


def _position(error: CellError) -> tuple[int, int, str]:
    """Return what sorts errors by row, then by column."""
    letters = error.address.rstrip("0123456789")
    return int(error.address.removeprefix(letters) or 0), len(letters), letters
