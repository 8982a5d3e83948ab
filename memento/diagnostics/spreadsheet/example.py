"""The table to start a diagnostic from: a small one, complete, whose rows have no identifier yet."""

from __future__ import annotations

from core.spreadsheets.writing import Cell
from memento.diagnostics.spreadsheet.columns import Kind
from memento.diagnostics.spreadsheet.table_from_blocks import Row, as_table

_AXES = ["Pertinence", "Pérennité"]


def _axis(code: str, name: str, measure: str) -> Row:
    return {"kind": Kind.AXIS, "code": code, "text": name, "help": measure}


def _band(start: int, title: str, reading: str, recommendation: str) -> Row:
    return {"kind": Kind.BAND, "text": title, "start": start, "reading": reading, "recommendation": recommendation}


def _section(title: str, introduction: str) -> Row:
    return {"kind": Kind.SECTION, "text": title, "help": introduction}


def _question(code: str, text: str, **cells: Cell) -> Row:
    return {"kind": Kind.QUESTION, "code": code, "text": text, "weight": 1, **cells}


def _answer(code: str, text: str, pertinence: Cell = "", perennite: Cell = "", **cells: Cell) -> Row:
    points: Row = {0: pertinence, 1: perennite}
    return points | {"kind": Kind.ANSWER, "code": code, "text": text, **cells}


_ROWS = (
    _axis("A1", "Pertinence", "Le projet répond-il à un besoin que d’autres partagent ?"),
    _band(0, "À construire", "Le besoin n’est pas encore établi.", "Rencontrez dix usagers avant d’aller plus loin."),
    _band(40, "À consolider", "Le besoin existe, il reste à le montrer.", "Faites écrire ceux qui viendraient."),
    _band(70, "Solide", "Le besoin est connu et partagé.", "Gardez ces preuves : vos partenaires les demanderont."),
    _axis("A2", "Pérennité", "Le projet peut-il durer sans ceux qui le lancent ?"),
    _band(0, "Fragile", "Le projet tient à une personne ou à une aide.", "Écrivez qui ferait quoi dans trois ans."),
    _band(50, "En bonne voie", "L’essentiel est prévu.", "Relisez votre budget chaque année avec les usagers."),
    _section("Le besoin", "Pour qui, et pourquoi ici."),
    _question(
        "Q1",
        "Avez-vous rencontré de futurs usagers ?",
        help="Comptez ceux qui viendraient chaque semaine.",
        weight=2,
        advice="Rencontrez dix usagers possibles.",
    ),
    _answer("R1", "Oui, plus de dix", 3),
    _answer("R2", "Quelques-uns", 1),
    _answer("R3", "Pas encore", 0),
    _question(
        "Q2",
        "Se sont-ils engagés par écrit ?",
        condition="Q1 = R1, R2",
        advice="Demandez une lettre à trois d’entre eux.",
    ),
    _answer("R1", "Oui", 3, 1),
    _answer("R2", "Non", 0, 0),
    _section("Durer", "Ce qui reste quand les aides s’arrêtent."),
    _question("Q3", "Le budget tient-il sans aide au bout de trois ans ?", advice="Faites un budget sur trois ans."),
    _answer("R1", "Oui", "", 4),
    _answer("R2", "Presque", "", 2),
    _answer("R3", "Non, ou nous ne savons pas", "", 0),
    _answer("R4", "Le lieu ne doit durer qu’un temps", not_applicable="oui"),
)  # fmt: skip


def example() -> list[list[Cell]]:
    """Return the table of the example."""
    return as_table(_AXES, _ROWS)
