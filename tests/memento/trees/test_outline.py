"""The nested lists of a tree: each node once, whatever the graph."""

from __future__ import annotations

from collections import Counter

from hypothesis import given

from memento.trees.outline import Listed, outline
from memento.trees.way import follow
from tests.factories.trees import TREE, outcome, question, tree
from tests.memento.trees.graphs import graphs


def flat(lists: list[Listed]) -> list[Listed]:
    """All nodes of the lists, in reading order."""
    found = []
    for listed in lists:
        found += [listed, *flat([branch.here for branch in listed.branches if branch.here])]
    return found


def marks(lists: list[Listed]) -> list[str]:
    return [listed.node.mark for listed in flat(lists)]


def test_second_arrival_is_a_reference():
    (start,) = outline(tree(*TREE))
    assert marks([start]) == ["A1", "B1", "B2", "R2", "R3", "R1"]
    _, besoin = start.branches
    assert (besoin.target.mark, besoin.here) == ("B2", None)


def test_each_node_has_the_address_that_leads_to_it():
    decision = tree(*TREE)
    for listed in flat(outline(decision)):
        keys = [part.removeprefix("r=") for part in listed.query.split("&")]
        assert follow(decision, keys).node == listed.node


def test_deep_questions_begin_lists_of_their_own():
    chain = [question(f"A{n}", {"oui": f"A{n + 1}", "non": "R1"}) for n in range(9)]
    lists = outline(tree(*chain, question("A9", {"oui": "R1", "non": "R1"}), outcome("R1")), depth=3)
    assert [listed.node.mark for listed in lists] == ["A0", "A3", "A6", "A9"]
    assert all(count == 1 for count in Counter(marks(lists)).values())


def test_what_nothing_leads_to_comes_last_without_address():
    lists = outline(tree(question("B1", {"oui": "B1"}), question("A1", {"oui": "R1", "non": "gone"}), outcome("R1")))
    assert [(listed.node.mark, listed.query) for listed in lists] == [("A1", ""), ("B1", None)]
    assert [branch.target and branch.target.mark for branch in lists[0].branches] == ["R1", None]


@given(graphs)
def test_each_node_stands_once(blocks):
    decision = tree(*blocks)
    listed = Counter(item.node.key for item in flat(outline(decision)))
    assert listed == Counter({node.key for node in decision.nodes})
