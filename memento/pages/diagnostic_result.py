"""The template context of the result of a diagnostic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict
from urllib.parse import quote

from core import contracts
from core.text.typography import quantity
from core.visibility.gate import Gate
from memento.diagnostics.answers import query_string, result_query
from memento.diagnostics.definition import Definition, Question, Section
from memento.diagnostics.limits import MAX_PLACES
from memento.diagnostics.paper import bands
from memento.diagnostics.score import AxisScore, Mark, Result
from memento.models import DiagnosticPage
from memento.pages.sheet_links import PassageLink, SheetLinks


class BandRow(TypedDict):
    """A band of an axis; `here` if the score lies in it."""

    start: int
    end: int
    title: str
    here: bool


class AxisRow(TypedDict):
    """The score on an axis. `percent` is None if nothing was possible; `band` are the texts of the band."""

    name: str
    description: str
    percent: int | None
    obtained: int
    possible: int
    points: str
    unanswered: int
    not_applicable: int
    conclusive: bool
    band: dict[str, Any] | None
    bands: list[BandRow]


class MarkRow(TypedDict):
    """A question with the answer of the reader; `change_url` leads back to it."""

    question: str
    answer: str
    points: str
    advice: str
    sheet: PassageLink | None
    change_url: str


def result_context(page: DiagnosticPage, definition: Definition, result: Result, gate: Gate) -> dict[str, Any]:
    """Return the template context of a result. One query for sheets, and one for closed places, if there are any."""
    path = gate.url(page.url_path)
    form_url = f"{path}?{query_string(definition, result.answers)}"
    url = gate.absolute(f"{path}?{result_query(definition, result.answers)}")
    sheets = SheetLinks(gate, result.sheet_ids)
    codes = result.inventory_codes
    rows = {q.key: _change_url(form_url, q) for q in result.reached}
    return {
        "result": result,
        "scored": any(score.tally.possible for score in result.axes),
        "axes": [_axis_row(score, sheets) for score in result.axes],
        "points_by_section": _points_by_section(result),
        "weak_points": [_mark_row(mark, rows, sheets) for mark in result.weak_points],
        "strengths": [_mark_row(mark, rows, sheets) for mark in result.strengths],
        "first_steps": {
            "title": "À faire d’abord",
            "items": [mark.question.advice for mark in result.first_steps],
        },
        "places": contracts.comparable_places(gate, codes, MAX_PLACES) if codes else [],
        "place_questions": _place_questions(definition, result, rows),
        "answer_sections": _answer_sections(definition, result, rows),
        "unanswered_url": rows[result.unanswered[0].key] if result.unanswered else "",
        "form_url": form_url,
        "share_url": url,
        "mail_url": f"mailto:?subject={quote(page.title)}&body={quote(url, safe='')}",
    }


def _axis_row(score: AxisScore, sheets: SheetLinks) -> AxisRow:
    band = score.band
    return AxisRow(
        name=score.axis.name,
        description=score.axis.description,
        percent=score.tally.percent,
        obtained=score.tally.obtained,
        possible=score.tally.possible,
        points=f"{quantity(score.tally.obtained, 'point')} sur {quantity(score.tally.possible, 'possible')}",
        unanswered=score.unanswered,
        not_applicable=score.not_applicable,
        conclusive=score.conclusive,
        band=None
        if band is None
        else {
            "title": band.title,
            "reading": band.reading,
            "recommendation": band.recommendation,
            "sheets": sheets.links(band.sheets),
        },
        bands=[
            BandRow(start=row.start, end=row.end, title=row.title, here=band is not None and row.start == band.start)
            for row in bands(score.axis)
        ],
    )


def _points_by_section(result: Result) -> list[dict[str, Any]]:
    """Return rows with a `title` and `tallies`, one per axis; None on an axis that a section does not touch."""
    return [
        {
            "title": row.section.title,
            "tallies": [row.tallies.get(score.axis.key) for score in result.axes],
        }
        for row in result.sections
    ]


def _mark_row(mark: Mark, change_urls: Mapping[str, str], sheets: SheetLinks) -> MarkRow:
    return MarkRow(
        question=mark.question.text,
        answer=mark.answer.text,
        points=f"{quantity(mark.tally.obtained, 'point')} sur {mark.tally.possible}",
        advice=mark.question.advice,
        sheet=sheets.link(mark.question.sheet, mark.question.passage),
        change_url=change_urls[mark.question.key],
    )


def _answer_sections(definition: Definition, result: Result, change_urls: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return all questions asked by section, each with the text of its answer, "" without one."""

    def rows(section: Section) -> list[dict[str, Any]]:
        answers = ((q, q.answer(result.answers.get(q.key))) for q in result.reached if q.section == section.key)
        return [
            {
                "question": question.text,
                "answer": answer.text if answer else "",
                "not_applicable": bool(answer and answer.not_applicable),
                "change_url": change_urls[question.key],
            }
            for question, answer in answers
        ]

    return [
        {"title": section.title, "answers": answers} for section in definition.sections if (answers := rows(section))
    ]


def _place_questions(definition: Definition, result: Result, change_urls: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the unanswered questions whose answers would say which places are comparable."""
    return [
        {"question": question.text, "change_url": change_urls[question.key]}
        for question in result.unanswered
        if any(answer.inventory_code for answer in question.answers)
    ]


def _change_url(form_url: str, question: Question) -> str:
    return f"{form_url}#q-{question.key}"
