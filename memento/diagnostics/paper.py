"""A diagnostic on paper: the points beside each answer, and what one needs to score it by hand.

By hand: add up the points of the ticked answers, then the points possible. These are the total of the axis without the
maximum of each question that is left aside: not asked, not answered, or « sans objet ». The score is the first sum as a
percentage of the second, rounded down.

An example: on an axis with 20 points, a reader ticks 7 and leaves aside one question worth 6 and one worth 1. Possible
are 20 - 7 = 13, so that the score is 7 / 13, which is 53 %.
"""

from __future__ import annotations

from dataclasses import dataclass

from memento.diagnostics.definition import Answer, Axis, Definition, Question
from memento.diagnostics.questions import NumberedQuestion, by_section
from memento.diagnostics.score import tally


@dataclass(frozen=True)
class PaperAnswer:
    """An answer with its weighted points by axis, in order; None on an axis that the question does not touch."""

    text: str
    not_applicable: bool
    points: tuple[int | None, ...]


@dataclass(frozen=True)
class PaperQuestion:
    """A question. `maximum` are its highest points by axis, in order; None on an axis that it does not touch."""

    number: int
    text: str
    help: str
    condition: str
    maximum: tuple[int | None, ...]
    answers: tuple[PaperAnswer, ...]


@dataclass(frozen=True)
class PaperSection:
    """A section: its title, which may be "", and its questions."""

    title: str
    introduction: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PaperBand:
    """What the scores from `start` to `end` (percent, both included) mean."""

    start: int
    end: int
    title: str
    reading: str
    recommendation: str


@dataclass(frozen=True)
class PaperAxis:
    """An axis. `total` are the points possible if every question is answered."""

    name: str
    description: str
    total: int
    bands: tuple[PaperBand, ...]


@dataclass(frozen=True)
class PaperForm:
    """All that is printed."""

    axes: tuple[PaperAxis, ...]
    sections: tuple[PaperSection, ...]


def paper_form(definition: Definition) -> PaperForm:
    """Return the printed form of a diagnostic."""
    sections = [(section, [_question(definition, row) for row in rows]) for section, rows in by_section(definition)]
    questions = [question for _, own in sections for question in own]
    return PaperForm(
        axes=tuple(
            PaperAxis(axis.name, axis.description, sum(q.maximum[n] or 0 for q in questions), bands(axis))
            for n, axis in enumerate(definition.axes)
        ),
        sections=tuple(PaperSection(section.title, section.introduction, tuple(own)) for section, own in sections),
    )


def _question(definition: Definition, row: NumberedQuestion) -> PaperQuestion:
    question = row.question
    return PaperQuestion(
        number=row.number,
        text=question.text,
        help=question.help,
        condition=row.condition,
        maximum=tuple(question.maximum.get(axis.key) for axis in definition.axes),
        answers=tuple(_answer(definition, question, answer) for answer in question.answers),
    )


def _answer(definition: Definition, question: Question, answer: Answer) -> PaperAnswer:
    points = tuple(
        tally(question, answer, axis.key).obtained if axis.key in question.maximum else None for axis in definition.axes
    )
    return PaperAnswer(answer.text, answer.not_applicable, points)


def bands(axis: Axis) -> tuple[PaperBand, ...]:
    """Return the bands of an axis with their ends, the lowest first."""
    ends = [*(band.start - 1 for band in axis.bands), 100][1:]
    return tuple(
        PaperBand(band.start, end, band.title, band.reading, band.recommendation)
        for band, end in zip(axis.bands, ends, strict=False)
        if band.start <= end  # of bands with the same start, the last one counts
    )
