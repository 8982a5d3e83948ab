"""Why a tree cannot be published, at the block and field at fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.blocks.problems import Problem
from memento.trees.graph import Outcome, Tree
from memento.trees.problems import linked_pages, problems
from memento.trees.way import follow
from tests.factories.trees import TREE, outcome, question, tree, wide
from tests.memento.trees.graphs import forward_graphs, graphs

ENDS = (outcome("R1"), outcome("R2"))


def found(*nodes, unpublished=()) -> list[Problem]:
    return problems(tree(*nodes), dict(unpublished))


def only(*nodes, **options) -> Problem:
    (problem,) = found(*nodes, **options)
    return problem


def at(problem: Problem) -> tuple[int | None, str]:
    return problem.block, problem.name


def test_good_trees_have_no_problems():
    assert found(*TREE) == []
    assert found(*wide(20, 40)) == []


def test_no_node():
    first, second = found()
    assert "au moins une question" in first.message
    assert "au moins une issue" in second.message
    assert at(first) == at(second) == (None, "")


def test_no_outcome():
    messages = [problem.message for problem in found(question("A1", {"oui": "B1", "non": "B1"}), question("B1", {}))]
    assert any("au moins une issue" in message for message in messages)


def test_unreachable_outcome():
    problem = only(question("A1", {"oui": "R1", "non": "R1"}), *ENDS)
    assert at(problem) == (2, "mark")
    assert "Aucune réponse ne mène à cette issue" in problem.message


def test_unreachable_cycle():
    nodes = [
        question("A1", {"oui": "R1", "non": "R2"}),
        question("B1", {"oui": "B2", "non": "R1"}),
        question("B2", {"oui": "B1", "non": "R1"}),
        *ENDS,
    ]
    assert [at(p) for p in found(*nodes) if "Aucun chemin" in p.message] == [(1, "mark"), (2, "mark")]


def test_several_roots():
    stray = [question("B1", {"oui": "C1", "non": "R2"}), question("C1", {"oui": "R1", "non": "R2"})]
    main = [
        question("A1", {"oui": "A2", "non": "A3"}),
        *(question(m, {"oui": "R1", "non": "R2"}) for m in ("A2", "A3")),
    ]
    problem = only(*stray, *main, *ENDS)
    assert at(problem) == (0, "mark")
    assert "commence déjà par A1" in problem.message


def test_an_answer_that_leads_back_to_the_beginning_is_named_alone():
    cycle = [question("A1", {"oui": "B1", "non": "R1"}), question("B1", {"oui": "A1", "non": "R2"})]
    problem = only(*cycle, *ENDS)
    assert at(problem) == (1, "answers")
    assert "A1 → B1 → A1" in problem.message
    both = found(*cycle, question("C1", {"oui": "R1", "non": "R2"}), *ENDS)
    assert [at(problem) for problem in both] == [(2, "mark"), (1, "answers")]
    assert "commence déjà par A1" in both[0].message


@pytest.mark.parametrize(("target", "words"), [("", "ne mène nulle part"), ("gone", "qui n’existe plus")])
def test_answer_to_nowhere_or_to_a_block_that_is_gone(target, words):
    problem = only(question("A1", {"oui": "R1", "non": target}), outcome("R1"))
    assert at(problem) == (0, "answers")
    assert "« Réponse non »" in problem.message
    assert words in problem.message


def test_cycle_names_its_marks():
    problem = only(
        question("A1", {"oui": "B1", "non": "R1"}),
        question("B1", {"oui": "C1", "non": "R1"}),
        question("C1", {"oui": "B1", "non": "R2"}),
        *ENDS,
    )
    assert at(problem) == (2, "answers")
    assert "« Réponse oui » fait tourner en rond : B1 → C1 → B1." in problem.message


def test_answer_to_its_own_question():
    problem = only(question("A1", {"oui": "B1", "non": "R1"}), question("B1", {"oui": "B1", "non": "R2"}), *ENDS)
    assert at(problem) == (1, "answers")
    assert "cette question même" in problem.message


def test_long_cycle_is_shortened():
    chain = [question(f"B{n}", {"oui": f"B{(n + 1) % 30}", "non": "R1"}) for n in range(30)]
    problem = only(question("A1", {"oui": "B0", "non": "R1"}), *chain, outcome("R1"))
    assert "B0 → B1 → B2 → B3 → B4 → B5 → B6 → B7 → … → B29 → B0." in problem.message


def test_ways_that_meet_again_are_no_cycle():
    assert found(*TREE) == []


@pytest.mark.parametrize("text", ["", "<p></p>", "<p>&nbsp;</p>", None])
def test_outcome_without_recommendation(text):
    problem = only(question("A1", {"oui": "R1", "non": "R2"}), outcome("R1"), outcome("R2", recommendation=text))
    assert at(problem) == (2, "recommendation")


@pytest.mark.parametrize("answers", [{}, {"oui": "R1"}])
def test_fewer_than_two_answers(answers):
    nodes = [question("A1", {"oui": "B1", "non": "R1"}), question("B1", answers), outcome("R1")]
    problem = only(*nodes)
    assert at(problem) == (1, "answers")
    assert "au moins deux réponses" in problem.message


def test_duplicate_mark_is_at_the_second():
    problem = only(question("A1", {"oui": "R1", "non": "R2"}), outcome("R1"), outcome("R2", mark="r1"))
    assert at(problem) == (2, "mark")
    assert "r1 est déjà pris" in problem.message


def test_blocks_and_answers_with_one_id():
    twin_rows = question("A1", {"oui": "R1", "non": "R1"})
    twin_rows["value"]["answers"][1]["id"] = "A1.oui"
    assert at(only(twin_rows, outcome("R1"))) == (0, "answers")
    twins = found(question("A1", {"oui": "R1", "non": "R1"}), outcome("R1"), outcome("R1", mark="R2"))
    assert [at(problem) for problem in twins] == [(2, "mark")]


def test_more_than_sixty_nodes():
    assert found(*wide(20, 40)) == []
    problem = only(*wide(20, 41))
    assert at(problem) == (None, "")
    assert "61 questions et issues" in problem.message


def test_links_to_unpublished_pages():
    nodes = [question("A1", {"oui": "R1", "non": "R2"}), outcome("R1", sheets=[3, 4]), outcome("R2", places=[5, 6])]
    assert linked_pages(tree(*nodes)) == {3, 4, 5, 6}
    sheet, place, gone = found(*nodes, unpublished={4: "Les murs", 5: "La Forge", 6: ""}.items())
    assert (at(sheet), at(place), at(gone)) == ((1, "sheets"), (2, "places"), (2, "places"))
    assert "« Les murs » n’est pas publiée" in sheet.message
    assert "« La Forge » n’est pas publié " in place.message
    assert "1 page liée n’existe plus" in gone.message


# --- Any graph -------------------------------------------------------------------------------------------------------


def ends(decision: Tree) -> list[bool]:
    """Whether each way from the first question ends in an outcome; a way that does not end is False."""
    results, pending = [], [()]
    while pending and len(results) < 2000:
        keys = pending.pop()
        way = follow(decision, keys)
        if way.node is None or isinstance(way.node, Outcome) or way.stop:
            results.append(isinstance(way.node, Outcome))
        else:
            pending += [(*keys, answer.key) for answer in way.node.answers]
    return results


@given(st.one_of(graphs, forward_graphs))
def test_without_a_problem_every_way_ends_in_an_outcome(blocks):
    decision = tree(*blocks)
    if not problems(decision, {}):
        assert decision.root is not None
        assert all(ends(decision))


@given(graphs)
def test_a_tree_whose_ways_do_not_all_end_has_a_problem(blocks):
    decision = tree(*blocks)
    if not all(ends(decision)) or decision.root is None:
        assert problems(decision, {})


def test_time_is_linear_in_the_answers():
    """A hundred thousand answers that all lead back would take minutes if each cycle were written out."""
    size = 4000
    chain = [question(f"N{n}", {"a": f"N{n + 1}", "b": "N0", "c": f"N{n // 2}"}) for n in range(size)]
    assert len(found(*chain, outcome(f"N{size}"))) > size
