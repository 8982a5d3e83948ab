"""The definition of a diagnostic as plain objects, read from its stored blocks.

Axes, questions and answers have a `key` of six hexadecimal digits made from the id of their block: short enough for an
address, the same whatever is edited around it. Stored values that do not fit, such as points on an axis that no longer
exists, are left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.blocks.keys import key_of, short_hash
from core.blocks.walk import RawStream, id_of, item_value, items_of, mapping, number_of, primary_key, text_of


@dataclass(frozen=True)
class Band:
    """What a score means from `start` (percent) on. `sheets` are page ids."""

    start: int
    title: str
    reading: str
    recommendation: str
    sheets: tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """What the diagnostic measures. The bands are sorted by `start`."""

    key: str
    name: str
    description: str
    bands: tuple[Band, ...]

    def band_of(self, percent: int) -> Band | None:
        """Return the last band that starts at or below a score."""
        return next((band for band in reversed(self.bands) if band.start <= percent), None)


@dataclass(frozen=True)
class Answer:
    """An answer that may be chosen. `points` are by axis key; `inventory_code` is « criterion:code »."""

    key: str
    text: str
    points: Mapping[str, int]
    not_applicable: bool
    inventory_code: str


@dataclass(frozen=True)
class Condition:
    """The question asked earlier, and the answers to it that open this one. Both are keys."""

    question: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Question:
    """A question. `sheet` is a page id, `passage` a heading of that sheet."""

    key: str
    section: str
    text: str
    help: str
    answers: tuple[Answer, ...]
    weight: int
    condition: Condition | None
    advice: str
    sheet: int | None
    passage: str

    def answer(self, key: str | None) -> Answer | None:
        return next((answer for answer in self.answers if answer.key == key), None)

    @cached_property
    def maximum(self) -> dict[str, int]:
        """The highest weighted points by axis; axes on which no answer gives points are left out."""
        points: dict[str, int] = {}
        for answer in self.answers:
            for axis, number in answer.points.items():
                points[axis] = max(points.get(axis, 0), number * self.weight)
        return {axis: number for axis, number in points.items() if number}


@dataclass(frozen=True)
class Section:
    """A title above questions; questions before the first title have a section whose `key` is empty."""

    key: str
    title: str
    introduction: str


@dataclass(frozen=True)
class Definition:
    """A diagnostic: axes, sections and questions in order."""

    axes: tuple[Axis, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    def question(self, key: str) -> Question | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def version(self) -> str:
        """Six hexadecimal digits that change with whatever a score depends on; wording is not part of it."""
        parts = [
            [[axis.key, [band.start for band in axis.bands]] for axis in self.axes],
            [
                [
                    question.key,
                    question.weight,
                    [question.condition.question, *sorted(question.condition.answers)] if question.condition else [],
                    [[a.key, a.not_applicable, sorted(a.points.items())] for a in question.answers],
                ]
                for question in self.questions
            ],
        ]
        return short_hash(json.dumps(parts))


def sheet_ids(definition: Definition) -> set[int]:
    """Return the page ids of all sheets that a diagnostic links to."""
    bands = {pk for axis in definition.axes for band in axis.bands for pk in band.sheets}
    return bands | {question.sheet for question in definition.questions if question.sheet}


def read(axes: RawStream, questions: RawStream) -> Definition:
    """Read a definition from the stored blocks of a diagnostic's `axes` and `questions`."""
    read_axes = tuple(_axis(block) for block in axes)
    known = {axis.key for axis in read_axes}
    sections = [Section("", "", "")]
    read_questions = []
    for block in questions:
        value = mapping(block.get("value"))
        if block.get("type") == "section":
            sections.append(Section(key_of(id_of(block)), text_of(value, "title"), text_of(value, "introduction")))
        else:
            read_questions.append(_question(block, sections[-1].key, known))
    return Definition(read_axes, tuple(sections), tuple(read_questions))


def _axis(block: Mapping[str, Any]) -> Axis:
    value = mapping(block.get("value"))
    bands = [_band(mapping(item_value(item))) for item in items_of(value, "bands")]
    return Axis(
        key=key_of(id_of(block)),
        name=text_of(value, "name"),
        description=text_of(value, "description"),
        bands=tuple(sorted(bands, key=lambda band: band.start)),
    )


def _band(value: Mapping[str, Any]) -> Band:
    sheets = (primary_key(item_value(item)) for item in items_of(value, "sheets"))
    return Band(
        start=number_of(value, "start", 0),
        title=text_of(value, "title"),
        reading=text_of(value, "reading"),
        recommendation=text_of(value, "recommendation"),
        sheets=tuple(pk for pk in sheets if pk),
    )


def _question(block: Mapping[str, Any], section: str, axes: set[str]) -> Question:
    value = mapping(block.get("value"))
    return Question(
        key=key_of(id_of(block)),
        section=section,
        text=text_of(value, "text"),
        help=text_of(value, "help"),
        answers=tuple(_answer(item, axes) for item in items_of(value, "answers")),
        weight=max(number_of(value, "weight", 1), 1),
        condition=_condition(mapping(value.get("condition"))),
        advice=text_of(value, "advice"),
        sheet=primary_key(value.get("sheet")),
        passage=text_of(value, "passage"),
    )


def _answer(item: Mapping[str, Any], axes: set[str]) -> Answer:
    value = mapping(item_value(item))
    not_applicable = value.get("not_applicable") is True
    rows = [] if not_applicable else [mapping(item_value(row)) for row in items_of(value, "points")]
    points = {key_of(str(row.get("axis"))): number_of(row, "points", 0) for row in rows}
    return Answer(
        key=key_of(id_of(item)),
        text=text_of(value, "text"),
        points={axis: max(number, 0) for axis, number in points.items() if axis in axes},
        not_applicable=not_applicable,
        inventory_code=text_of(value, "code"),
    )


def _condition(value: Mapping[str, Any]) -> Condition | None:
    question = text_of(value, "question")
    answers = frozenset(key_of(str(item_value(item))) for item in items_of(value, "answers"))
    return Condition(key_of(question), answers) if question else None
