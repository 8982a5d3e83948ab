"""The score of a diagnostic. This is the only place that computes it: page, API, paper and simulation use it.

On each axis the score is the points obtained as a percentage of the points possible. Both are sums over the questions
that were asked and answered, each weighted. « Sans objet » leaves both sums. A question without an answer leaves both
sums too, and makes the result partial: it is neither a « no » nor a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from memento.diagnostics.answers import Answers, follow
from memento.diagnostics.definition import Answer, Axis, Band, Definition, Question, Section

#: How many of the weak points become the checklist of what to do first.
FIRST_STEPS = 5


@dataclass(frozen=True)
class Tally:
    """Points on one axis, weighted."""

    obtained: int = 0
    possible: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.obtained + other.obtained, self.possible + other.possible)

    @property
    def percent(self) -> int | None:
        """The score, rounded down so that it lies in the same band as the exact one; None if nothing was possible."""
        return 100 * self.obtained // self.possible if self.possible else None


@dataclass(frozen=True)
class AxisScore:
    """The score on an axis. `unanswered` and `not_applicable` count questions asked that could have given points.

    It is not `conclusive`, and has no band, if over half of those questions have no answer.
    """

    axis: Axis
    tally: Tally
    band: Band | None
    unanswered: int
    not_applicable: int
    conclusive: bool


@dataclass(frozen=True)
class SectionScore:
    """The points of a section by axis key; axes that it does not touch are left out."""

    section: Section
    tallies: Mapping[str, Tally]


@dataclass(frozen=True)
class Mark:
    """An answered question that gives points, with the sum of its points over the axes."""

    question: Question
    answer: Answer
    tally: Tally


@dataclass(frozen=True)
class Result:
    """The scored answers."""

    answers: Answers
    reached: tuple[Question, ...]
    axes: tuple[AxisScore, ...]
    sections: tuple[SectionScore, ...]
    strengths: tuple[Mark, ...]
    #: The weakest first.
    weak_points: tuple[Mark, ...]
    unanswered: tuple[Question, ...]
    #: Codes of the inventory by criterion, from the answers.
    inventory_codes: Mapping[str, list[str]]

    @property
    def partial(self) -> bool:
        return bool(self.unanswered)

    @property
    def sheet_ids(self) -> set[int]:
        """The page ids of the sheets that the result links to: those of its bands and of its weak points."""
        bands = {pk for score in self.axes if score.band for pk in score.band.sheets}
        return bands | {mark.question.sheet for mark in self.weak_points if mark.question.sheet}

    @property
    def first_steps(self) -> tuple[Mark, ...]:
        """The weak points that have an advice, up to `FIRST_STEPS`."""
        return tuple(mark for mark in self.weak_points if mark.question.advice)[:FIRST_STEPS]


def score(definition: Definition, answers: Answers) -> Result:
    """Score answers. Those to questions that they do not reach are dropped first."""
    way = follow(definition, answers)
    chosen = [(q, answer) for q in way.questions if (answer := q.answer(way.answers.get(q.key)))]
    marks = [_mark(q, answer) for q, answer in chosen if q.maximum and not answer.not_applicable]
    weak = [mark for mark in marks if mark.tally.obtained * 2 < mark.tally.possible]
    return Result(
        answers=way.answers,
        reached=way.questions,
        axes=tuple(_axis_score(axis, way.questions, dict(way.answers)) for axis in definition.axes),
        sections=_section_scores(definition, chosen),
        strengths=tuple(mark for mark in marks if mark.tally.obtained * 4 >= mark.tally.possible * 3),
        weak_points=tuple(sorted(weak, key=lambda mark: mark.tally.obtained - mark.tally.possible)),
        unanswered=tuple(way.unanswered),
        inventory_codes=_inventory_codes(answer for _, answer in chosen),
    )


def tally(question: Question, answer: Answer, axis: str) -> Tally:
    """Return the weighted points of an answer on an axis; none possible if the answer is « sans objet »."""
    if answer.not_applicable:
        return Tally()
    return Tally(answer.points.get(axis, 0) * question.weight, question.maximum.get(axis, 0))


def _axis_score(axis: Axis, reached: tuple[Question, ...], answers: dict[str, str]) -> AxisScore:
    total, answered, unanswered, not_applicable = Tally(), 0, 0, 0
    for question in reached:
        if axis.key not in question.maximum:
            continue
        answer = question.answer(answers.get(question.key))
        if answer is None:
            unanswered += 1
        elif answer.not_applicable:
            not_applicable += 1
        else:
            answered += 1
            total += tally(question, answer, axis.key)
    percent = total.percent if unanswered <= answered + not_applicable else None
    band = None if percent is None else axis.band_of(percent)
    return AxisScore(axis, total, band, unanswered, not_applicable, conclusive=percent is not None)


def _section_scores(definition: Definition, chosen: list[tuple[Question, Answer]]) -> tuple[SectionScore, ...]:
    scores = []
    for section in definition.sections:
        own = [(question, answer) for question, answer in chosen if question.section == section.key]
        sums = {a.key: sum((tally(q, answer, a.key) for q, answer in own), Tally()) for a in definition.axes}
        if tallies := {axis: total for axis, total in sums.items() if total.possible}:
            scores.append(SectionScore(section, tallies))
    return tuple(scores)


def _mark(question: Question, answer: Answer) -> Mark:
    total = sum((tally(question, answer, axis) for axis in question.maximum), Tally())
    return Mark(question, answer, total)


def _inventory_codes(answers: Iterable[Answer]) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for answer in answers:
        criterion, _, code = answer.inventory_code.partition(":")
        if code:
            codes.setdefault(criterion, []).append(code)
    return codes
