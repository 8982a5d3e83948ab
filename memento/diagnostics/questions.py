"""The questions of a diagnostic as readers meet them: numbered, with the condition of each in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.text.typography import NBSP, nested
from memento.diagnostics.definition import Answer, Definition, Question, Section


@dataclass(frozen=True)
class NumberedQuestion:
    """A question with its number, from 1 on. `condition` is a French sentence, "" if the question is always asked."""

    number: int
    question: Question
    condition: str


def numbered(definition: Definition) -> dict[str, NumberedQuestion]:
    """Return the questions in order, by key. Those that no answer can open are left out, and have no number."""
    questions: dict[str, NumberedQuestion] = {}
    for question in definition.questions:
        sentence = ""
        if condition := question.condition:
            other = questions.get(condition.question)
            answers = [a for a in other.question.answers if a.key in condition.answers] if other else []
            if other is None or not answers:
                continue
            sentence = f"Seulement si vous avez répondu {_either(answers)} à la question {other.number}."
        questions[question.key] = NumberedQuestion(len(questions) + 1, question, sentence)
    return questions


def by_section(definition: Definition) -> Iterator[tuple[Section, list[NumberedQuestion]]]:
    """Yield the sections that have questions which an answer can open, each with them."""
    questions = numbered(definition).values()
    for section in definition.sections:
        if own := [row for row in questions if row.question.section == section.key]:
            yield section, own


def _either(answers: Sequence[Answer]) -> str:
    """Return the texts of answers: « « Oui », « Non » ou « Peut-être » »."""
    *others, last = [f"«{NBSP}{nested(answer.text)}{NBSP}»" for answer in answers]
    return f"{', '.join(others)} ou {last}" if others else last
