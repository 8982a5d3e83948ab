"""Why a diagnostic cannot be published: each problem, and the block and field that it is said at."""

from __future__ import annotations

import pytest

from memento.diagnostics.definition import read, sheet_ids
from memento.diagnostics.limits import MAX_QUESTIONS
from memento.diagnostics.problems import problems
from tests.factories.diagnostics import AXES, QUESTIONS, axis, band, question, section

#: Published sheets with their folded headings.
HEADINGS = {7: {"un titre accentue"}}
PERTINENCE = [axis("pertinence")]


def yes_no(name, after=None, **values):
    return question(name, {"oui": {"pertinence": 2}, "non": {}}, after, **values)


def found(axes, questions):
    """All problems: field of the page, position of the block, field of the block, message."""
    both = problems(read(axes, questions), questions, HEADINGS)._asdict()
    return [(field, one.block, one.name, one.message) for field, some in both.items() for one in some]


def one(axes, questions):
    """The only problem, without its message; and its message."""
    [(*place, message)] = found(axes, questions)
    return tuple(place), message


def test_a_good_diagnostic_has_none():
    assert not problems(read(AXES, QUESTIONS), QUESTIONS, {})


def test_nothing_at_all():
    assert [message for *_, message in found([], [])] == [
        "Ajoutez au moins un axe : c’est ce que le questionnaire mesure.",
        "Ajoutez au moins une question.",
    ]


def test_too_many_questions():
    place, message = one(PERTINENCE, [yes_no(f"q{number}") for number in range(MAX_QUESTIONS + 1)])
    assert place == ("questions", None, "")
    assert message == "Ce questionnaire a 81 questions ; 80 au plus."


def test_an_axis_without_points():
    place, message = one([*PERTINENCE, axis("perennite")], [yes_no("a")])
    assert place == ("axes", 1, "name")
    assert message == "Aucune réponse ne donne de points sur cet axe : donnez-en, ou supprimez l’axe."


@pytest.mark.parametrize("answers", [{"oui": {"pertinence": 0}, "non": {}}, {"oui": {"autre": 3}, "non": {}}])
def test_points_that_count_nowhere_leave_an_axis_without_points(answers):
    place, _ = one(PERTINENCE, [question("a", answers)])
    assert place == ("axes", 0, "name")


BANDS = {
    "none": ([], "Ajoutez au moins un palier, à partir de 0."),
    "not from zero": (
        [band(10), band(40)],
        "Le premier palier part de 10 : il doit partir de 0, pour que tout résultat ait une lecture.",
    ),
    "twice the same": ([band(0), band(40), band(40)], "Deux paliers partent de 40."),
    "a sheet that is not published": (
        [band(0, sheets=[{"type": "item", "id": "s", "value": 8}])],
        "Le palier à partir de 0 renvoie à une fiche qui n’est pas publiée.",
    ),
}


@pytest.mark.parametrize(("bands", "message"), BANDS.values(), ids=BANDS)
def test_bands(bands, message):
    broken = axis("pertinence", bands=bands) if bands else _without_bands()
    assert one([broken], [yes_no("a")]) == (("axes", 0, "bands"), message)


def _without_bands():
    broken = axis("pertinence")
    broken["value"]["bands"] = []
    return broken


#: Questions after a title, the position of the block at fault, the message.
CONDITIONS = {
    "the question is gone": (
        [yes_no("a"), yes_no("b", ("gone", ["oui"]))],
        2,
        "La question de cette condition n’existe plus : choisissez-en une autre, ou retirez la condition.",
    ),
    "the question comes later": (
        [yes_no("a", ("b", ["oui"])), yes_no("b")],
        1,
        "La question « Question b ? » ne précède pas celle-ci : déplacez l’une des deux, ou retirez la condition.",
    ),
    "the question is itself": (
        [yes_no("a", ("a", ["oui"]))],
        1,
        "La question « Question a ? » ne précède pas celle-ci : déplacez l’une des deux, ou retirez la condition.",
    ),
    "no answer": (
        [yes_no("a"), yes_no("b", ("a", []))],
        2,
        "Choisissez les réponses à « Question a ? » après lesquelles poser cette question : sans elles, "
        "nul ne la voit.",
    ),
    "an answer is gone": (
        [yes_no("a"), yes_no("b", ("a", ["oui", "gone"]))],
        2,
        "Une réponse de cette condition n’existe plus à la question « Question a ? ».",
    ),
    "answers are gone": (
        [yes_no("a"), yes_no("b", ("a", ["gone", "lost"]))],
        2,
        "Des réponses de cette condition n’existent plus à la question « Question a ? ».",
    ),
}


@pytest.mark.parametrize(("questions", "block", "message"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(questions, block, message):
    assert one(PERTINENCE, [section("Besoin"), *questions]) == (("questions", block, "condition"), message)


def test_whatever_hangs_on_a_question_that_is_never_asked_is_never_asked_either():
    chain = [yes_no("a", ("gone", ["oui"])), yes_no("b", ("a", ["oui"])), yes_no("c", ("b", ["oui"]))]
    messages = {block: message for _, block, _, message in found(PERTINENCE, chain)}
    assert messages[1] == "Personne ne verra cette question : « Question a ? », dont elle dépend, n’est jamais posée."
    assert messages[2] == "Personne ne verra cette question : « Question b ? », dont elle dépend, n’est jamais posée."


ANSWERS = {
    "one answer": (question("b", {"oui": {"pertinence": 2}}), "Donnez au moins deux réponses."),
    "no answer": (question("b", {}), "Donnez au moins deux réponses."),
    "all « sans objet »": (question("b", {"x": None, "y": None}), "Toutes les réponses sont « sans objet »."),
}


@pytest.mark.parametrize(("broken", "message"), ANSWERS.values(), ids=ANSWERS)
def test_answers(broken, message):
    assert one(PERTINENCE, [yes_no("a"), broken]) == (("questions", 1, "answers"), message)


def test_two_answers_with_one_id():
    twice = yes_no("a")
    twice["value"]["answers"][1]["id"] = "a.oui"
    place, message = one(PERTINENCE, [twice])
    assert place == ("questions", 0, "answers")
    assert message == "Deux réponses ont le même identifiant : supprimez l’une des deux et ajoutez-la de nouveau."


def test_two_blocks_with_one_id():
    messages = [(block, name, message) for _, block, name, message in found(PERTINENCE, [yes_no("a"), yes_no("a")])]
    assert (
        1,
        "text",
        "Ce bloc a le même identifiant qu’un autre : supprimez-le et ajoutez-le de nouveau.",
    ) in messages


LINKS = {
    "a sheet that is not published": (
        {"sheet": 8},
        "sheet",
        "Cette fiche n’est pas publiée : les lecteurs ne pourraient pas la lire.",
    ),
    "a passage without sheet": ({"passage": "Un titre"}, "sheet", "Choisissez la fiche de ce passage."),
    "an unknown passage": (
        {"sheet": 7, "passage": "Un autre titre"},
        "passage",
        "La fiche n’a pas d’intertitre « Un autre titre ».",
    ),
}


@pytest.mark.parametrize(("values", "name", "message"), LINKS.values(), ids=LINKS)
def test_links(values, name, message):
    assert one(PERTINENCE, [yes_no("a", **values)]) == (("questions", 0, name), message)


def test_a_passage_may_be_typed_without_its_accents():
    assert found(PERTINENCE, [yes_no("a", sheet=7, passage="UN TITRE accentué")]) == []


def test_sheets_of_bands_and_questions_are_looked_at():
    axes = [axis("pertinence", bands=[band(0, sheets=[{"type": "item", "id": "s", "value": 8}])])]
    assert sheet_ids(read(axes, [yes_no("a", sheet=7), yes_no("b")])) == {7, 8}
