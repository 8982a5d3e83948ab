"""The API of diagnostics: list, definition, and the result for the answers in the query string."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import ValidationError

from core import contracts
from core.api.errors import LONGEST_NAME
from core.api.lookup import find, following_moves
from core.api.routing import read
from core.api.schemas import Page
from core.visibility.gate import Gate
from memento.api.pages import page_fields
from memento.api.tool_schemas import DiagnosticDetail, DiagnosticItem, DiagnosticResult
from memento.api.tools import ToolParams, list_tools, sheet_link
from memento.diagnostics.answers import VERSION, Answers, read_address, result_query
from memento.diagnostics.definition import Band, Definition, Question, sheet_ids
from memento.diagnostics.limits import MAX_PLACES
from memento.diagnostics.questions import by_section, numbered
from memento.diagnostics.score import AxisScore, Mark, Result, score
from memento.models import DiagnosticPage
from memento.pages.diagnostic import publication_row
from memento.pages.sheet_links import PassageLink, SheetLinks

router = Router(tags=["memento"])

KEY = {"type": "string", "pattern": "^[0-9a-f]{6}$"}
#: The query string of a result, for the OpenAPI document.
RESULT_PARAMETERS: list[dict[str, Any]] = [
    {
        "in": "query",
        "name": VERSION,
        "required": False,
        "schema": KEY,
        "description": "La version du questionnaire pour laquelle ces réponses ont été données.",
    },
    {
        "in": "query",
        "name": "answers",
        "required": False,
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": KEY},
        "description": "Pour chaque question répondue, sa clé et celle de la réponse : `3f2a1c=9b04de`.",
    },
]


@read(router, "/", response=Page[DiagnosticItem], summary="Questionnaires de pré-diagnostic")
def list_diagnostics(request: HttpRequest, params: Query[ToolParams]) -> dict[str, Any]:
    """Les questionnaires, dans l’ordre du mémento."""
    return list_tools(request, params, DiagnosticPage, _item_fields)


@read(router, "/{slug}/", response=DiagnosticDetail, summary="Un questionnaire")
@following_moves
def diagnostic(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le questionnaire entier, avec ses points. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return diagnostic_data(gate, find(gate, DiagnosticPage, slug).get())


def diagnostic_data(gate: Gate, page: DiagnosticPage) -> dict[str, Any]:
    """Return a diagnostic in the shape of `DiagnosticDetail`."""
    definition = page.definition
    links = SheetLinks(gate, sheet_ids(definition), absolute=True)
    return {
        **page_fields(gate, page),
        "introduction": page.introduction,
        "publication": {**row, "url": gate.absolute(row["url"])} if (row := publication_row(page, gate)) else None,
        "version": definition.version,
        "axes": [
            {
                "key": axis.key,
                "name": axis.name,
                "description": axis.description,
                "bands": [_band(band, links) for band in axis.bands],
            }
            for axis in definition.axes
        ],
        "sections": [
            {
                "title": section.title,
                "introduction": section.introduction,
                "questions": [_question(row.question, links) for row in questions],
            }
            for section, questions in by_section(definition)
        ],
        "themes": page.theme_rows(),
    }


@read(
    router,
    "/{slug}/result/",
    response=DiagnosticResult,
    own_parameters=RESULT_PARAMETERS,
    operation_id="compute_diagnostic",
    summary="Le résultat d’un questionnaire",
)
@following_moves
def result(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le résultat pour les réponses de l’adresse. Les réponses à des questions qui ne sont pas posées ne comptent pas.

    422 si une question ou une réponse n’existe pas, ou si `v` n’est plus la version du questionnaire.
    """
    gate = Gate.for_request(request)
    page = find(gate, DiagnosticPage, slug).get()
    definition = page.definition
    scored = score(definition, _answers(definition, request))
    links = SheetLinks(gate, scored.sheet_ids, absolute=True)
    return {
        "url": f"{gate.full_url(page.url_path)}?{result_query(definition, scored.answers)}",
        "version": definition.version,
        "answers": scored.answers,
        "partial": scored.partial,
        "unanswered": [question.key for question in scored.unanswered],
        "axes": [_axis_score(row, links) for row in scored.axes],
        "sections": [
            {
                "title": row.section.title,
                "points": {axis: (tally.obtained, tally.possible) for axis, tally in row.tallies.items()},
            }
            for row in scored.sections
        ],
        "strengths": [_mark(mark, links) for mark in scored.strengths],
        "weak_points": [_mark(mark, links) for mark in scored.weak_points],
        "first_steps": [mark.question.advice for mark in scored.first_steps],
        "places": _places(gate, scored),
    }


def _answers(definition: Definition, request: HttpRequest) -> Answers:
    """Return the answers of the query string. Raise ValidationError for all that the definition does not know."""
    address = read_address(definition, request.GET)
    errors = [
        (name, f"« {name[:LONGEST_NAME]} » n’est pas la clé d’une question.") for name in address.unknown_parameters
    ]
    errors += [
        (question.key, f"La question « {question.text} » n’a pas cette réponse, ou en reçoit plusieurs.")
        for question in address.misanswered
    ]
    if address.version not in ("", definition.version):
        errors.append((VERSION, f"Ce questionnaire a changé ; sa version est maintenant {definition.version}."))
    if errors:
        raise ValidationError(
            [{"type": "value_error", "loc": ["query", name], "msg": message} for name, message in errors]
        )
    return address.answers


def _item_fields(page: DiagnosticPage) -> dict[str, Any]:
    definition = page.definition
    return {"question_count": len(numbered(definition)), "axes": [axis.name for axis in definition.axes]}


def _band(band: Band, links: SheetLinks) -> dict[str, Any]:
    return {
        **{name: getattr(band, name) for name in ("start", "title", "reading", "recommendation")},
        "sheets": [sheet_link(link) for link in links.links(band.sheets)],
    }


def _question(question: Question, links: SheetLinks) -> dict[str, Any]:
    condition = question.condition
    return {
        **{name: getattr(question, name) for name in ("key", "text", "help", "weight", "advice")},
        "condition": condition and {"question": condition.question, "answers": sorted(condition.answers)},
        "answers": [
            {
                **{name: getattr(answer, name) for name in ("key", "text", "points", "not_applicable")},
                "code": answer.inventory_code or None,
            }
            for answer in question.answers
        ],
        "sheet": _sheet(links.link(question.sheet, question.passage)),
    }


def _axis_score(row: AxisScore, links: SheetLinks) -> dict[str, Any]:
    return {
        "key": row.axis.key,
        "name": row.axis.name,
        "percent": row.tally.percent,
        "obtained": row.tally.obtained,
        "possible": row.tally.possible,
        "unanswered": row.unanswered,
        "not_applicable": row.not_applicable,
        "conclusive": row.conclusive,
        "band": row.band and _band(row.band, links),
    }


def _mark(mark: Mark, links: SheetLinks) -> dict[str, Any]:
    return {
        "question": mark.question.key,
        "answer": mark.answer.key,
        "obtained": mark.tally.obtained,
        "possible": mark.tally.possible,
        "advice": mark.question.advice,
        "sheet": _sheet(links.link(mark.question.sheet, mark.question.passage)),
    }


def _sheet(link: PassageLink | None) -> dict[str, Any] | None:
    return link and sheet_link(link)


def _places(gate: Gate, scored: Result) -> list[dict[str, Any]]:
    codes = scored.inventory_codes
    cards: Any = contracts.comparable_places(gate, codes, MAX_PLACES) if codes else []
    return [
        {
            "title": card["title"],
            "url": gate.absolute(card["url"]),
            "label": card["label"],
            "reasons": card["reasons"],
            "closure": card.get("closure"),
        }
        for card in cards
    ]
