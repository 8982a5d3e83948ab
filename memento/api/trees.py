"""The API of decision trees."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from core import contracts
from core.api.lookup import find, following_moves
from core.api.routing import read
from core.api.schemas import Page
from core.blocks.resolver import Resolver
from core.visibility.gate import Gate
from memento.api.pages import page_fields
from memento.api.tool_schemas import TreeDetail, TreeItem
from memento.api.tools import ToolParams, list_tools, sheet_link
from memento.blocks.places import cited_place
from memento.models import DecisionTreePage
from memento.pages.sheet_links import SheetLinks
from memento.trees.graph import Outcome, Question, Tree
from memento.trees.mermaid import mermaid

router = Router(tags=["memento"])
#: The media type of Mermaid text, as registered with IANA.
MERMAID = "text/vnd.mermaid"


@read(router, "/", response=Page[TreeItem], summary="Arbres de décision")
def list_trees(request: HttpRequest, params: Query[ToolParams]) -> dict[str, Any]:
    """Les arbres, dans l’ordre du mémento."""
    return list_tools(request, params, DecisionTreePage, _item_fields)


@read(router, "/{slug}/", response=TreeDetail, summary="Un arbre de décision")
@following_moves
def tree(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Les questions, les réponses et les issues. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return tree_data(gate, find(gate, DecisionTreePage, slug).get())


def tree_data(gate: Gate, page: DecisionTreePage) -> dict[str, Any]:
    """Return a decision tree in the shape of `TreeDetail`."""
    graph = page.tree
    return {
        **page_fields(gate, page),
        "introduction": page.introduction,
        "root": graph.root.key if graph.root else None,
        "questions": [_question(graph, question) for question in graph.questions],
        "outcomes": _outcomes(graph.outcomes, gate),
        "themes": page.theme_rows(),
    }


@read(
    router,
    "/{slug}/mermaid/",
    response=str,
    media_type=MERMAID,
    operation_id="tree_mermaid",
    summary="Un arbre de décision en Mermaid",
)
@following_moves
def mermaid_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Le texte Mermaid de l’arbre, à coller dans un document qui sait le dessiner."""
    page = find(Gate.for_request(request), DecisionTreePage, slug).get()
    return HttpResponse(mermaid(page.tree), content_type=f"{MERMAID}; charset=utf-8")


def _item_fields(page: DecisionTreePage) -> dict[str, Any]:
    graph = page.tree
    return {"question_count": len(graph.questions), "outcome_count": len(graph.outcomes)}


def _question(graph: Tree, question: Question) -> dict[str, Any]:
    return {
        **{name: getattr(question, name) for name in ("key", "mark", "text", "help")},
        "answers": [
            {"key": answer.key, "text": answer.text, "target": answer.target if graph.node(answer.target) else None}
            for answer in question.answers
        ],
    }


def _outcomes(outcomes: list[Outcome], gate: Gate) -> list[dict[str, Any]]:
    """Return the outcomes with the sheets and places that the reader may see. The number of queries is constant."""
    links = SheetLinks(gate, {pk for outcome in outcomes for pk in outcome.sheets}, absolute=True)
    ids = list({pk for outcome in outcomes for pk in outcome.places})
    cards = contracts.places_by_id(gate, ids) if ids else []
    places = {card["id"]: cited_place(card, gate.absolute(card["url"])) for card in cards}
    resolver = Resolver(gate, absolute=True)
    for outcome in outcomes:
        resolver.add_rich_text(outcome.recommendation)
    resolver.load()
    return [
        {
            **{
                name: getattr(outcome, name)
                for name in ("key", "mark", "title", "level", "level_label", "next_questions")
            },
            "recommendation": resolver.rich_text(outcome.recommendation),
            "sheets": [sheet_link(link) for link in links.links(outcome.sheets)],
            "places": [places[pk] for pk in dict.fromkeys(outcome.places) if pk in places],
        }
        for outcome in outcomes
    ]
