"""The page of a diagnostic: the questions, or with `?resultat=` the result for the answers in the query string."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypedDict

from django.http import HttpRequest, HttpResponse, QueryDict
from wagtail.models import Page

from core.text.typography import NBSP, nested, quantity
from core.visibility.gate import Gate
from memento.diagnostics.answers import RESULT, Address, Answers, read_address
from memento.diagnostics.definition import Definition
from memento.diagnostics.paper import paper_form
from memento.diagnostics.questions import NumberedQuestion, by_section, numbered
from memento.diagnostics.score import score
from memento.models import DiagnosticPage
from memento.pages.diagnostic_result import result_context
from memento.pages.rows import PAGE_FIELDS, PageRow, page_row

#: Parameters that social networks and mailing tools add to the addresses that they show.
TRACKING = re.compile(r"(?:utm_|mc_|at_|pk_|mtm_).*|fbclid|gclid|msclkid")
#: Maximum number of unknown parameters that a message names, and of characters of each name.
MOST_NAMED, LONGEST_NAME = 5, 40


class AnswerRow(TypedDict):
    """An answer that may be chosen."""

    key: str
    text: str
    checked: bool


class QuestionRow(TypedDict):
    """A question of the form. `after` and `after_answers` are the keys of its condition, or empty."""

    number: int
    key: str
    text: str
    help: str
    condition: str
    after: str
    after_answers: str
    answers: list[AnswerRow]


class SectionRow(TypedDict):
    """A section: its title, which may be "", and its questions."""

    title: str
    introduction: str
    questions: list[QuestionRow]


def serve_diagnostic(page: DiagnosticPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Serve the questions, or with `?resultat=` the result."""
    response = page.render(request)
    if RESULT in request.GET:
        response.template_name = "memento/diagnostic_result.html"  # type: ignore[attr-defined]
    return response


def diagnostic_context(page: DiagnosticPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of the page with the questions, or of the result."""
    definition, parameters = page.definition, request.GET
    address = read_address(definition, parameters, _reserved(parameters))
    context = {
        "path": gate.url(page.url_path),
        "noindex": bool(parameters),
        "notices": notices(definition, address),
        "publication": publication_row(page, gate),
    }
    if RESULT in parameters:
        return context | result_context(page, definition, score(definition, address.answers), gate)
    questions = numbered(definition).values()
    return context | {
        "version": definition.version,
        "sections": section_rows(definition, address.answers),
        "question_count": len(questions),
        "conditional_count": sum(bool(row.condition) for row in questions),
        "paper": paper_form(definition),
    }


def section_rows(definition: Definition, answers: Answers) -> list[SectionRow]:
    """Return the questions of the form by section, with the answers checked."""
    return [
        SectionRow(
            title=section.title,
            introduction=section.introduction,
            questions=[_question_row(row, answers) for row in questions],
        )
        for section, questions in by_section(definition)
    ]


def _question_row(row: NumberedQuestion, answers: Answers) -> QuestionRow:
    question, condition = row.question, row.question.condition
    chosen = answers.get(question.key)
    return QuestionRow(
        number=row.number,
        key=question.key,
        text=question.text,
        help=question.help,
        condition=row.condition,
        after=condition.question if condition else "",
        after_answers=" ".join(sorted(condition.answers)) if condition else "",
        answers=[AnswerRow(key=a.key, text=a.text, checked=a.key == chosen) for a in question.answers],
    )


def publication_row(page: DiagnosticPage, gate: Gate) -> PageRow | None:
    """Return a link to the publication that the diagnostic comes from, or None. One query, if there is one."""
    rows = gate.pages(Page).filter(pk=page.publication_id).values(*PAGE_FIELDS) if page.publication_id else []
    return next((page_row(gate, row) for row in rows), None)


# --- What an address no longer says ---------------------------------------------------------------------------------


def notices(definition: Definition, address: Address) -> list[str]:
    """Return French sentences on what an address says and the diagnostic no longer knows."""
    sentences = []
    if address.version and address.version != definition.version:
        sentences.append(
            "Ce questionnaire a changé depuis que cette adresse a été faite. Le score peut différer de celui qui a été "
            "partagé."
        )
    if address.misanswered:
        questions = _listed([question.text for question in address.misanswered], longest=250)
        one = len(address.misanswered) == 1
        sentences.append(
            f"{'La réponse' if one else 'Les réponses'} de cette adresse à {questions} "
            f"{'n’existe plus et ne compte' if one else 'n’existent plus et ne comptent'} pas. Le score peut différer."
        )
    if address.unknown_parameters:
        names = _listed(address.unknown_parameters, longest=LONGEST_NAME)
        sentences.append(
            f"Cette adresse contient {names}, que ce questionnaire ne connaît pas ou plus. Si c’était une réponse, "
            "elle ne compte pas, et le score peut différer."
        )
    return sentences


def _listed(texts: Iterable[str], longest: int) -> str:
    """Return texts in guillemets, cut and without control characters; beyond `MOST_NAMED`, how many more."""
    texts = list(texts)
    named = [f"«{NBSP}{nested(_short(text, longest))}{NBSP}»" for text in texts[:MOST_NAMED]]
    more = len(texts) - len(named)
    return ", ".join(named) + (f" et {quantity(more, 'autre')}" if more else "")


def _short(text: str, longest: int) -> str:
    printable = "".join(character for character in text[: longest + 1] if character.isprintable())
    return printable if len(text) <= longest else f"{printable[:longest]}…"


def _reserved(parameters: QueryDict) -> frozenset[str]:
    """Return the parameters that are no answers."""
    return frozenset({RESULT, *(name for name in parameters if TRACKING.fullmatch(name))})
