"""The template context of a decision tree: a question, an outcome, or the whole tree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django.http import HttpRequest

from core import cards, contracts
from core.blocks.resolver import Resolver
from core.text.typography import quantity
from core.visibility.gate import Gate
from memento.models import DecisionTreePage
from memento.trees.drawing import drawing_of
from memento.trees.graph import Outcome, Tree, name
from memento.trees.levels import Level
from memento.trees.outline import outline
from memento.trees.way import ANSWER, Stop, Way, follow, query_string

#: The parameter that shows another view of the tree, and its only value.
VIEW = "vue"
WHOLE = "arbre"

#: The tone of the badge of an outcome, by its level.
TONES = {Level.GO: "good", Level.PREPARE: "planned", Level.STOP: "warning"}

NUMBERS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


class TrailStep(TypedDict):
    """A question of the way so far with the answer given; `url` leads back to it."""

    number: int
    question: str
    answer: str
    url: str


def tree_context(page: DecisionTreePage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of the page.

    `part`: « question », « outcome », « whole », or « broken » where the way leads to no node; `message`: what a part
    of the address that was not understood, or a mistake in the tree, means for the reader, or "".
    """
    tree = page.tree
    start = gate.url(page.url_path)
    views = [view for view in request.GET.getlist(VIEW) if view]
    context: dict[str, Any] = {
        "noindex": bool(request.GET),
        "start_url": start,
        "whole_url": f"{start}?{VIEW}={WHOLE}",
        "introduction": "",
        "message": "",
    }
    if views == [WHOLE]:
        return {**context, "part": "whole", "step_title": "L’arbre entier", "trail": [], **whole_context(tree)}
    way = follow(tree, request.GET.getlist(ANSWER))
    return {
        **context,
        "part": _part(way),
        "step_title": way.node.title if way.node and way.steps else "",
        "node": way.node,
        "keys": way.keys,
        "trail": trail(way, start),
        "way_url": _url(start, way.keys),
        "introduction": "" if way.steps else page.introduction,
        "message": " ".join(filter(None, [_view_message(views), _message(way)])),
        "progress": progress(tree, way),
        **(outcome_context(way.node, gate) if isinstance(way.node, Outcome) else {}),
    }


def trail(way: Way, start: str) -> list[TrailStep]:
    """Return the questions answered so far, each with the URL that asks it again."""
    return [
        TrailStep(
            number=number + 1,
            question=step.question.text,
            answer=step.answer.text,
            url=_url(start, way.keys[:number]),
        )
        for number, step in enumerate(way.steps)
    ]


def progress(tree: Tree, way: Way) -> str:
    """Return how far the reader has come, in words: « Question 2, puis une à trois autres »."""
    here = f"Question {len(way.steps) + 1}"
    if way.node is None or way.node.key not in tree.remaining:
        return here
    least, most = (number - 1 for number in tree.remaining[way.node.key])
    if most == 0:
        return f"{here}, la dernière"
    others = f"{_number(most)} autre{'s' if most > 1 else ''}"
    if least == most:
        return f"{here}, puis {others}"
    return f"{here}, puis {others} au plus" if least == 0 else f"{here}, puis {_number(least)} à {others}"


def _number(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def outcome_context(outcome: Outcome, gate: Gate) -> dict[str, Any]:
    """Return what an outcome shows: its badge, its text as HTML, the cards of visible sheets and places."""
    resolver = Resolver(gate)
    resolver.add_rich_text(outcome.recommendation)
    resolver.load()
    return {
        "tone": TONES.get(Level(outcome.level), "") if outcome.level else "",
        "recommendation": resolver.rich_text(outcome.recommendation),
        "sheets": cards.by_page(gate, list(dict.fromkeys(outcome.sheets))),
        "places": contracts.places_by_id(gate, list(dict.fromkeys(outcome.places))) if outcome.places else [],
    }


def whole_context(tree: Tree) -> dict[str, Any]:
    """Return what the page of the whole tree shows: its drawing, unless it has too many nodes, and its lists."""
    return {
        "drawing": drawing_of(tree),
        "lists": outline(tree),
    }


def _part(way: Way) -> str:
    if way.node is None:
        return "broken"
    return "outcome" if isinstance(way.node, Outcome) else "question"


def _url(start: str, keys: Iterable[str]) -> str:
    query = query_string(keys)
    return f"{start}?{query}" if query else start


# --- What was not understood -----------------------------------------------------------------------------------------


def _view_message(views: list[str]) -> str:
    return f"Cette page n’a pas de vue « {', '.join(views)[:40]} »." if views else ""


def _message(way: Way) -> str:
    ignored = quantity(way.ignored, "réponse")
    match way.stop:
        case Stop.EMPTY:
            return "Cet arbre n’a pas encore de première question. Revenez plus tard."
        case Stop.UNKNOWN:
            where = f"à la question {name(way.node)} " if way.node and way.node.mark else "à cette question "
            rest = f" ({ignored} de l’adresse n’ont pas été reprises)" if way.ignored > 1 else ""
            return (
                f"L’arbre ne connaît pas, ou ne connaît plus, la réponse que cette adresse donne {where}{rest} : "
                "reprenez d’ici."
            )
        case Stop.BEYOND:
            return "Cette adresse donnait encore des réponses après cette issue : l’arbre a changé, ou l’adresse."
        case Stop.NOWHERE | Stop.CYCLE:
            step = way.steps[-1]
            problem = "ne mène nulle part" if way.stop == Stop.NOWHERE else "ramène à une question déjà posée"
            return (
                f"L’arbre est en cours de correction : la réponse « {step.answer.text} » {problem}. "
                "Revenez à une question, ou recommencez."
            )
        case Stop.NO_ANSWERS:
            return "L’arbre est en cours de correction : cette question n’a pas de réponse à choisir."
    return ""
