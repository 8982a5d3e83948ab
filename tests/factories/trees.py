"""Stored blocks of decision trees, written as a table: the ids of their blocks are the marks given here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.blocks.keys import key_of
from memento.trees.graph import Tree, read

Raw = dict[str, Any]


def answer(mark: str, name: str, target: str) -> Raw:
    return {"type": "item", "id": f"{mark}.{name}", "value": {"text": f"Réponse {name}", "target": target}}


def question(mark: str, /, answers: Mapping[str, str], **values: Any) -> Raw:
    """A question whose id is its mark. `answers` are the marks that they lead to, by name."""
    rows = [answer(mark, name, target) for name, target in answers.items()]
    value = {"mark": mark, "text": f"Question {mark} ?", "help": "", "answers": rows, **values}
    return {"type": "question", "id": mark, "value": value}


def outcome(mark: str, /, level: str = "go", **values: Any) -> Raw:
    """An outcome whose id is its mark. Lists are given without ids of their items."""
    fields = {"title": f"Issue {mark}", "level": level, "recommendation": f"<p>Faites {mark}.</p>"}
    lists = {"sheets": [], "places": [], "next_questions": []} | values
    items = {
        name: [{"type": "item", "id": f"{mark}-{name}-{row}", "value": item} for row, item in enumerate(lists[name])]
        for name in ("sheets", "places", "next_questions")
    }
    return {"type": "outcome", "id": mark, "value": {"mark": mark, **fields, **values, **items}}


def tree(*nodes: Raw) -> Tree:
    return read(nodes)


def way(*answers: str) -> list[tuple[str, str]]:
    """The parameters of an address, by marks and names: `way("A1.oui", "B1.non")`."""
    return [("r", key_of(answer)) for answer in answers]


def wide(questions: int, outcomes: int) -> list[Raw]:
    """A tree of so many questions, each with three answers, which end in so many outcomes."""
    marks = [f"A{number + 1}" for number in range(questions)]
    ends = [f"R{number + 1}" for number in range(outcomes)]
    rows = []
    for number, mark in enumerate(marks):
        children = [3 * number + place for place in (1, 2, 3)]
        targets = [marks[c] if c < questions else ends[c % outcomes] for c in children]
        answers = dict(zip(("oui", "non", "peut-être"), targets, strict=True))
        rows.append(question(mark, answers, text=f"Qui viendrait ici un mardi de novembre, par la route n° {number} ?"))
    return [*rows, *(outcome(mark, title=f"Lancer l’essai n° {mark} dans une salle prêtée") for mark in ends)]


#: A tree in which two ways meet again: A1 → B1, B2; B1 → B2.
TREE = [
    question("A1", {"idee": "B1", "besoin": "B2"}, help="Ce qui est fait, et non ce qui est prévu."),
    question("B1", {"oui": "B2", "non": "R1"}),
    question("B2", {"oui": "R2", "non": "R3", "peut-etre": "R1"}),
    outcome("R1", "stop"),
    outcome("R2", "go", next_questions=["À la mairie : la salle est-elle libre ?"]),
    outcome("R3", "prepare"),
]
