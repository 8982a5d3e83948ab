"""Addresses: the answers of a reader, as far as the tree knows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.blocks.keys import key_of
from memento.trees.way import Stop, follow, query_string, shortest_ways
from tests.factories.trees import TREE, outcome, question, tree, way

DECISION = tree(*TREE)
LOOP = tree(question("A1", {"oui": "B1"}), question("B1", {"oui": "B2"}), question("B2", {"oui": "B1", "non": "gone"}))


def keys(*answers: str) -> list[str]:
    return [key for _, key in way(*answers)]


#: Answers; then the marks of the questions answered, that of the node, the stop, how many were left aside.
WAYS = {
    "nothing": ([], [], "A1", None, 0),
    "one": (["A1.idee"], ["A1"], "B1", None, 0),
    "to an outcome": (["A1.idee", "B1.oui", "B2.non"], ["A1", "B1", "B2"], "R3", None, 0),
    "an answer that is gone": (["A1.idee", "B1.gone", "B2.non"], ["A1"], "B1", Stop.UNKNOWN, 2),
    "an answer of another question": (["B1.oui"], [], "A1", Stop.UNKNOWN, 1),
    "beyond an outcome": (["A1.besoin", "B2.oui", "B1.oui"], ["A1", "B2"], "R2", Stop.BEYOND, 1),
}


@pytest.mark.parametrize(("answers", "questions", "mark", "stop", "ignored"), WAYS.values(), ids=WAYS)
def test_way(answers, questions, mark, stop, ignored):
    found = follow(DECISION, keys(*answers))
    assert [step.question.mark for step in found.steps] == questions
    assert (found.node.mark, found.stop, found.ignored) == (mark, stop, ignored)


def test_empty_keys_are_passed_over():
    assert follow(DECISION, ["", *keys("A1.idee"), ""]).node.mark == "B1"


@pytest.mark.parametrize(
    ("decision", "answers", "stop"),
    [
        (LOOP, ["A1.oui", "B1.oui", "B2.oui", "B1.oui"], Stop.CYCLE),
        (LOOP, ["A1.oui", "B1.oui", "B2.non"], Stop.NOWHERE),
        (tree(question("A1", {"oui": ""})), ["A1.oui"], Stop.NOWHERE),
        (tree(), ["A1.oui"], Stop.EMPTY),
        (tree(question("A1", {"oui": "A1"})), ["A1.oui"], Stop.CYCLE),
    ],
)
def test_a_bad_tree_ends_the_way(decision, answers, stop):
    found = follow(decision, keys(*answers))
    assert (found.node, found.stop) == (None, stop)


def test_question_without_answers():
    found = follow(tree(question("A1", {})), [])
    assert (found.node.mark, found.stop) == ("A1", Stop.NO_ANSWERS)


def test_outcome_alone_is_an_end():
    assert follow(tree(outcome("R1")), []).stop is None


@given(st.lists(st.sampled_from(keys("A1.idee", "A1.besoin", "B1.oui", "B1.non", "B2.oui", "B2.non", "gone"))))
def test_the_address_of_a_way_leads_to_the_same_node(answers):
    found = follow(DECISION, answers)
    again = follow(DECISION, found.keys)
    assert (again.node, again.steps, again.ignored, again.stop) == (found.node, found.steps, 0, None)


def test_query_string():
    assert query_string([]) == ""
    assert query_string(["aaaaaa", "bbbbbb"]) == "r=aaaaaa&r=bbbbbb"


def test_shortest_ways_lead_to_their_node():
    ways = shortest_ways(DECISION)
    assert set(ways) == {node.key for node in DECISION.nodes}
    assert all(follow(DECISION, ways[node.key]).node == node for node in DECISION.nodes)
    assert len(ways[key_of("B2")]) == 1
    assert shortest_ways(tree()) == {}
