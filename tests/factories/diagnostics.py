"""Stored blocks of diagnostics, written as a table: the ids of their blocks are the names given here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.blocks.keys import key_of
from memento.diagnostics.definition import Definition, read

Raw = dict[str, Any]


def band(start: int, **values: Any) -> Raw:
    fields = {"title": f"Palier {start}", "reading": "Ce que cela veut dire.", "recommendation": "Ce qu’il faut faire."}
    return {"start": start, **fields, "sheets": [], **values}


def axis(name: str, *starts: int, bands: Sequence[Raw] = ()) -> Raw:
    """An axis whose id is its name, with bands from 0 and from these bounds."""
    rows = bands or [band(start) for start in (0, *starts)]
    items = [{"type": "item", "id": f"{name}-{number}", "value": row} for number, row in enumerate(rows)]
    return {"type": "axis", "id": name, "value": {"name": name.capitalize(), "description": "", "bands": items}}


def section(title: str) -> Raw:
    return {"type": "section", "id": title, "value": {"title": title, "introduction": ""}}


def answer(question: str, name: str, points: Mapping[str, int], **values: Any) -> Raw:
    rows = [{"type": "item", "id": f"{name}-{on}", "value": {"axis": on, "points": n}} for on, n in points.items()]
    value = {"text": f"Réponse {name}", "points": rows, "not_applicable": False, "code": "", **values}
    return {"type": "item", "id": f"{question}.{name}", "value": value}


def question(
    name: str, answers: Mapping[str, Any], after: tuple[str, Sequence[str]] | None = None, **values: Any
) -> Raw:
    """A question whose id is its name. `answers` are points by axis, None for « sans objet », or a code; by name.

    `after` is the condition: the name of a question and those of its answers.
    """
    rows = []
    for key, points in answers.items():
        match points:
            case None:
                rows.append(answer(name, key, {}, not_applicable=True))
            case str():
                rows.append(answer(name, key, {}, code=points))
            case _:
                rows.append(answer(name, key, points))
    condition = {"question": "", "answers": []}
    if after:
        items = [{"type": "item", "id": key, "value": f"{after[0]}.{key}"} for key in after[1]]
        condition = {"question": after[0], "answers": items}
    fields = {"text": f"Question {name} ?", "help": "", "weight": 1, "advice": f"Faites {name}.", "sheet": None}
    value = {**fields, "passage": "", "answers": rows, "condition": condition, **values}
    return {"type": "question", "id": name, "value": value}


def large(sheets: Sequence[Any] = ()) -> tuple[list[Raw], list[Raw]]:
    """The axes and questions of one as large as may be: 80 questions of four answers on two axes, ten conditional.

    The questions name these sheets in turn.
    """
    axes = [axis("pertinence", 30, 60), axis("perennite", 30, 60)]
    questions = [section("debut")]
    for number in range(80):
        points = {name: {"pertinence": rank, "perennite": 3 - rank} for rank, name in enumerate("abcd")}
        after = (f"q{number - 1}", ["a", "b"]) if number % 8 == 7 else None
        sheet = sheets[number % len(sheets)].pk if sheets else None
        questions.append(question(f"q{number}", points, after, sheet=sheet))
    return axes, questions


def definition(axes: Sequence[Raw], questions: Sequence[Raw]) -> Definition:
    return read(axes, questions)


def chosen(**answers: str) -> dict[str, str]:
    """The answers of a reader, by names: `chosen(besoin="oui")`."""
    return {key_of(name): key_of(f"{name}.{answer}") for name, answer in answers.items()}


#: A diagnostic of two axes: a chain of three questions, one with « sans objet », one that only gives a code.
AXES = [axis("pertinence", 40, 70), axis("perennite", 50)]
QUESTIONS = [
    section("Besoin"),
    question("milieu", {"rural": "milieu:rural", "ville": "milieu:urban"}),
    question("besoin", {"ecrit": {"pertinence": 4}, "dit": {"pertinence": 2}, "non": {"pertinence": 0}}, weight=2),
    question("preuve", {"actes": {"pertinence": 3}, "avis": {"pertinence": 1}}, after=("besoin", ["ecrit", "dit"])),
    question("essai", {"oui": {"pertinence": 2, "perennite": 2}, "non": {}}, after=("preuve", ["actes"])),
    section("Argent"),
    question("budget", {"oui": {"perennite": 5}, "non": {"perennite": 0}, "sans": None}),
]
