"""The answers of a reader, as they stand in an address, and the way that they open through the questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from memento.diagnostics.definition import Condition, Definition, Question

#: The key of an answer by the key of its question. A question that was passed over has none.
Answers = Mapping[str, str]
#: The parameter with the version of the definition.
VERSION = "v"
#: The query parameter with which the result is shown.
RESULT = "resultat"


@dataclass(frozen=True)
class Address:
    """The parsed address of a result: its valid answers, and the parameters that the definition no longer knows.

    `misanswered` are questions with an answer that they do not have, or with several; `unknown_parameters` names all
    other parameters.
    """

    answers: Answers
    misanswered: tuple[Question, ...]
    unknown_parameters: tuple[str, ...]
    #: The version of the definition when the address was made; "" if the address does not say.
    version: str


@dataclass(frozen=True)
class Way:
    """The questions that are asked after these answers, and the answers that count: those to questions asked."""

    questions: tuple[Question, ...]
    answers: Answers

    @property
    def unanswered(self) -> list[Question]:
        return [question for question in self.questions if question.key not in self.answers]


def read_address(definition: Definition, parameters: QueryDict, reserved: frozenset[str] = frozenset()) -> Address:
    """Read answers from a query string. `reserved` parameters are those of the page itself."""
    answers: dict[str, str] = {}
    misanswered, unknown_parameters = [], []
    for name, values in parameters.lists():
        question = definition.question(name)
        if question is not None:
            chosen = set(values) - {""}
            if len(chosen) == 1 and question.answer(next(iter(chosen))):
                answers[name] = next(iter(chosen))
            elif chosen:
                misanswered.append(question)
        elif name != VERSION and name not in reserved:
            unknown_parameters.append(name)
    return Address(answers, tuple(misanswered), tuple(unknown_parameters), parameters.get(VERSION, ""))


def query_string(definition: Definition, answers: Answers) -> str:
    """Return the query string of these answers, in the order of the questions, with the version first."""
    pairs = [(q.key, answers[q.key]) for q in definition.questions if q.key in answers]
    return urlencode([(VERSION, definition.version), *pairs])


def result_query(definition: Definition, answers: Answers) -> str:
    """Return the query string of the result of these answers; `static/js/diagnostic.js` writes the same."""
    return f"{RESULT}=1&{query_string(definition, answers)}"


def follow(definition: Definition, answers: Answers) -> Way:
    """Follow the answers through the questions.

    A condition looks at an earlier question, so that one pass drops whatever hangs on a dropped answer, down the chain.
    """
    questions: list[Question] = []
    counted: dict[str, str] = {}
    for question in definition.questions:
        if question.condition is None or _holds(question.condition, counted):
            questions.append(question)
            if question.answer(answers.get(question.key)):
                counted[question.key] = answers[question.key]
    return Way(tuple(questions), counted)


def _holds(condition: Condition, answers: Answers) -> bool:
    return answers.get(condition.question) in condition.answers
