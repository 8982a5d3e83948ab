"""The numbers of questions and their conditions in words."""

from __future__ import annotations

from memento.diagnostics.questions import by_section, numbered
from tests.factories.diagnostics import AXES, QUESTIONS, answer, axis, definition, question, section


def conditions(questions) -> dict[int, str]:
    rows = numbered(definition([axis("pertinence")], questions)).values()
    return {row.number: row.condition.replace("\N{NO-BREAK SPACE}", " ") for row in rows}


def test_questions_are_numbered_through_all_sections_and_conditions_name_question_and_answers():
    assert conditions(QUESTIONS) == {
        1: "",
        2: "",
        3: "Seulement si vous avez répondu « Réponse ecrit » ou « Réponse dit » à la question 2.",
        4: "Seulement si vous avez répondu « Réponse actes » à la question 3.",
        5: "",
    }
    sections = [(part.title, [row.number for row in rows]) for part, rows in by_section(definition(AXES, QUESTIONS))]
    assert sections == [("Besoin", [1, 2, 3, 4]), ("Argent", [5])]


def test_three_answers_are_listed_and_their_own_guillemets_become_others():
    first = question("a", {})
    first["value"]["answers"] = [
        answer("a", name, {}, text=text) for name, text in (("x", "« Oui »"), ("y", "Non"), ("z", "?"))
    ]
    second = question("b", {"oui": {}}, after=("a", ["x", "y", "z"]))
    assert conditions([first, second])[2] == (
        "Seulement si vous avez répondu « “Oui” », « Non » ou « ? » à la question 1."
    )


def test_questions_that_no_answer_opens_have_no_number():
    yes = {"oui": {}}
    questions = [
        question("later", yes, after=("b", ["oui"])),
        question("b", yes),
        question("gone", yes, after=("nowhere", ["oui"])),
        question("no answer", yes, after=("b", ["non"])),
        question("behind", yes, after=("gone", ["oui"])),
        section("Rien"),
        question("c", yes, after=("b", ["oui", "non"])),
    ]
    assert conditions(questions) == {1: "", 2: "Seulement si vous avez répondu « Réponse oui » à la question 1."}
