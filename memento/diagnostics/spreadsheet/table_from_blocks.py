"""Writes a diagnostic as a table: a row of headers, then a row for each axis, band, section, question and answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.blocks.walk import RawStream, item_value, primary_key
from core.spreadsheets.cells import normalise_newlines
from core.spreadsheets.writing import Cell
from memento.diagnostics.spreadsheet.codes import BLOCK_ID_PREFIX, answer_code, axis_code, axis_labels, question_code
from memento.diagnostics.spreadsheet.columns import COLUMNS, POINTS_AFTER, POINTS_HEADER, Kind, stored_text
from memento.diagnostics.spreadsheet.references import InventoryCodes, Sheets

#: The cells of a row by column name; the points on an axis have its rank (from 0) as name.
Row = dict[Any, Cell]


def write(axes: RawStream, questions: RawStream, sheets: Sheets, inventory: InventoryCodes) -> list[list[Cell]]:
    """Return the rows of a diagnostic, from its stored blocks. Empty cells are ""."""
    labels = axis_labels([_text(axis.get("value"), "name") for axis in axes])
    return as_table(labels, _Writer(axes, questions, sheets, inventory).rows())


def as_table(labels: list[str], rows: Iterable[Row]) -> list[list[Cell]]:
    """Return rows in the order of the columns, below their headers. `labels` are those of the axes."""
    names: list[str | int] = []
    headers: list[Cell] = []
    for column in COLUMNS:
        names.append(column.name)
        headers.append(column.header)
        if column.name == POINTS_AFTER:
            names += range(len(labels))
            headers += [f"{POINTS_HEADER}{label}" for label in labels]
    return [headers, *([row.get(name, "") for name in names] for row in rows)]


class _Writer:
    def __init__(self, axes: RawStream, questions: RawStream, sheets: Sheets, inventory: InventoryCodes) -> None:
        self._axes, self._blocks, self._sheets, self._inventory = axes, questions, sheets, inventory
        self._axis_ranks = {str(axis.get("id")): rank for rank, axis in enumerate(axes)}
        self._questions = [block for block in questions if block.get("type") == "question"]
        self._question_codes: dict[str, str] = {}
        self._answer_codes: dict[str, dict[str, str]] = {}
        for rank, block in reversed(list(enumerate(self._questions))):
            answers = _value(block).get("answers") or []
            self._question_codes[str(block.get("id"))] = question_code(rank)
            self._answer_codes[str(block.get("id"))] = {
                _id(answer): answer_code(answer_rank) for answer_rank, answer in enumerate(answers)
            }

    def rows(self) -> Iterator[Row]:
        for rank, axis in enumerate(self._axes):
            yield {**_texts(Kind.AXIS, axis), "code": axis_code(rank)}
            for band in _value(axis).get("bands") or []:
                yield self._band(band)
        for block in self._blocks:
            if block.get("type") == "section":
                yield _texts(Kind.SECTION, block)
            else:
                yield self._question(block)
                for rank, answer in enumerate(_value(block).get("answers") or []):
                    yield self._answer(rank, answer)

    def _band(self, band: Any) -> Row:
        value = item_value(band)
        ids = [primary_key(item_value(item)) for item in value.get("sheets") or []]
        names = "\n".join(self._sheets.name(pk) for pk in ids if pk)
        return {**_texts(Kind.BAND, band), "start": _number(value.get("start")), "sheets": names}

    def _question(self, block: Mapping[str, Any]) -> Row:
        value = _value(block)
        sheet = primary_key(value.get("sheet"))
        return {
            **_texts(Kind.QUESTION, block),
            "code": self._question_codes[str(block.get("id"))],
            "weight": _number(value.get("weight")),
            "condition": self._condition(value.get("condition") or {}),
            "sheet": self._sheets.name(sheet) if sheet else "",
        }

    def _condition(self, condition: Mapping[str, Any]) -> str:
        question = condition.get("question") or ""
        if not question:
            return ""
        code = self._question_codes.get(question, f"{BLOCK_ID_PREFIX}{question}")
        ids = [str(item_value(item)) for item in condition.get("answers") or []]
        codes = self._answer_codes.get(question, {})
        return f"{code} = {', '.join(codes.get(pk, f'{BLOCK_ID_PREFIX}{pk}') for pk in ids)}" if ids else code

    def _answer(self, rank: int, answer: Any) -> Row:
        value = item_value(answer)
        points = [item_value(item) for item in value.get("points") or []]
        ranks = {self._axis_ranks.get(str(row.get("axis"))): _number(row.get("points")) for row in points}
        row: Row = {rank: number for rank, number in ranks.items() if rank is not None}
        return row | {
            **_texts(Kind.ANSWER, answer),
            "code": answer_code(rank),
            "not_applicable": "oui" if value.get("not_applicable") is True else "",
            "inventory": self._inventory.labels.get(value.get("code") or "", ""),
        }


def _texts(kind: Kind, block: Any) -> Row:
    """Return the cells that all rows have: the kind, the texts and the identifier."""
    value = item_value(block) if kind in (Kind.BAND, Kind.ANSWER) else _value(block)
    texts = {
        column.name: stored_text(kind, column, normalise_newlines(_text(value, column.fields[kind])))
        for column in COLUMNS
        if isinstance(value.get(column.fields.get(kind, "")), str) and column.name not in ("condition", "inventory")
    }
    return {"kind": kind.value, **texts, "identifier": _id(block)}


def _value(block: Mapping[str, Any]) -> Mapping[str, Any]:
    value = block.get("value")
    return value if isinstance(value, Mapping) else {}


def _id(block: Any) -> str:
    return str(block.get("id") or "") if isinstance(block, Mapping) else ""


def _text(value: Any, name: str) -> str:
    text = value.get(name) if isinstance(value, Mapping) else None
    return text if isinstance(text, str) else ""


def _number(value: Any) -> Cell:
    return value if isinstance(value, int) and not isinstance(value, bool) else ""
