"""What is read from stored blocks, whatever they hold."""

from __future__ import annotations

import pytest

from core.blocks.keys import key_of
from memento.trees.graph import Outcome, Question, read
from memento.trees.levels import Level
from tests.factories.trees import TREE, outcome, question, tree


def marks(nodes) -> list[str]:
    return [node.mark for node in nodes]


def test_questions_and_outcomes():
    first, *_, last = tree(*TREE).nodes
    assert isinstance(first, Question)
    assert (first.mark, first.text, first.help) == ("A1", "Question A1 ?", "Ce qui est fait, et non ce qui est prévu.")
    assert [(answer.key, answer.target) for answer in first.answers] == [
        (key_of("A1.idee"), key_of("B1")),
        (key_of("A1.besoin"), key_of("B2")),
    ]
    assert isinstance(last, Outcome)
    assert (last.title, last.level, last.level_label) == ("Issue R3", Level.PREPARE, "À préparer d’abord")


def test_outcome_links():
    (end,) = tree(outcome("R1", sheets=[3, None, "4", "x"], places=[5], next_questions=["Et vous ?", None])).nodes
    assert (end.sheets, end.places, end.next_questions) == ((3, 4), (5,), ("Et vous ?",))


@pytest.mark.parametrize(
    "block",
    [
        {},
        {"type": "question"},
        {"type": "question", "id": 3, "value": None},
        {"type": "question", "id": None, "value": {"answers": "none", "text": 3}},
        {
            "type": "question",
            "id": "a",
            "value": {"answers": [None, 1, "b", {"value": 2}, {"type": "item", "value": 3}]},
        },
        {"type": "outcome", "id": "a", "value": {"level": "best", "sheets": {}, "places": [[]], "next_questions": 1}},
        {"type": "unknown", "id": "a", "value": []},
    ],
)
def test_bad_blocks_are_empty(block):
    (node,) = read([block]).nodes
    assert node.title == ""


def test_root_is_the_first_question_that_no_answer_leads_to():
    assert tree(*reversed(TREE)).root.mark == "A1"
    assert tree(outcome("R1"), question("A1", {"oui": "R2"}), outcome("R2")).root.mark == "A1"
    assert tree().root is None


def test_root_of_a_tree_that_leads_back_to_its_beginning():
    cycle = [question("A1", {"oui": "B1", "non": "R1"}), question("B1", {"oui": "A1", "non": "R2"})]
    ends = [outcome("R1"), outcome("R2")]
    assert tree(*cycle, *ends).root.mark == "A1"
    assert tree(*cycle, question("C1", {"oui": "R1", "non": "R2"}), *ends).root.mark == "A1"
    stray = question("C1", {"oui": "R1", "non": "R2"})
    assert tree(stray, cycle[0], question("B1", {"oui": "R1", "non": "R2"}), *ends).root.mark == "A1"
    assert tree(question("B9", {"oui": "B9"}), question("A1", {"oui": "R1", "non": "R2"}), *ends).root.mark == "A1"


def test_order_puts_each_node_after_those_that_lead_to_it():
    assert marks(tree(*TREE).ordered) == ["A1", "B1", "B2", "R2", "R3", "R1"]


def test_order_leaves_out_cycles_and_what_is_behind_them():
    looped = tree(
        question("A1", {"oui": "B1", "non": "R1"}),
        question("B1", {"oui": "B1", "non": "R2"}),
        *map(outcome, ("R1", "R2")),
    )
    assert marks(looped.ordered) == ["A1", "R1"]


def test_remaining_questions_at_least_and_at_most():
    remaining = tree(*TREE).remaining
    assert {mark: remaining[key_of(mark)] for mark in ("A1", "B1", "B2", "R1")} == {
        "A1": (2, 3),
        "B1": (1, 2),
        "B2": (1, 1),
        "R1": (0, 0),
    }


def test_remaining_is_unknown_before_a_dead_end():
    remaining = tree(
        question("A1", {"oui": "B1", "non": "R1"}), question("B1", {"oui": "gone"}), outcome("R1")
    ).remaining
    assert set(remaining) == {key_of("R1")}


def test_the_first_of_two_blocks_with_one_id_counts():
    twins = tree(question("A1", {"oui": "R1"}), outcome("R1"), outcome("R1", title="L’autre"))
    assert twins.node(key_of("R1")).title == "Issue R1"
    assert len(twins.nodes) == 3
