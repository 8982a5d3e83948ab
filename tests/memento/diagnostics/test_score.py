"""The score of a diagnostic: cases computed by hand, and what no order of clicks may change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.blocks.keys import key_of
from memento.diagnostics.score import score
from tests.factories.diagnostics import AXES, QUESTIONS, chosen, definition, question

DIAGNOSTIC = definition(AXES, QUESTIONS)
PERTINENCE, PERENNITE = key_of("pertinence"), key_of("perennite")

#: Answers; then for each axis: points obtained, points possible, score in percent, start of the band.
BY_HAND = {
    "nothing": ({}, (0, 0, None, None), (0, 0, None, None)),
    "all of it": (
        {"milieu": "rural", "besoin": "ecrit", "preuve": "actes", "essai": "oui", "budget": "oui"},
        (13, 13, 100, 70),
        (7, 7, 100, 50),
    ),
    # 4 of 8, 3 of 3, 0 of 2: 7 of 13 is 53.8.
    "an answer without points is a zero": (
        {"besoin": "dit", "preuve": "actes", "essai": "non", "budget": "non"},
        (7, 13, 53, 40),
        (0, 7, 0, 0),
    ),
    "no is not « sans objet »": ({"besoin": "non", "budget": "sans"}, (0, 8, 0, 0), (0, 0, None, None)),
    # 8 of 8, 1 of 3: 9 of 11 is 81.8.
    "a question that is not asked is in neither sum": (
        {"besoin": "ecrit", "preuve": "avis", "essai": "oui", "budget": "oui"},
        (9, 11, 81, 70),
        (5, 5, 100, 50),
    ),
    "the end of a chain goes with its beginning": (
        {"besoin": "non", "preuve": "actes", "essai": "oui", "budget": "oui"},
        (0, 8, 0, 0),
        (5, 5, 100, 50),
    ),
    "a passed question leaves both sums": ({"besoin": "ecrit", "essai": "oui"}, (8, 8, 100, 70), (0, 0, None, None)),
}


@pytest.mark.parametrize(("answers", "pertinence", "perennite"), BY_HAND.values(), ids=BY_HAND)
def test_score_by_hand(answers, pertinence, perennite):
    result = score(DIAGNOSTIC, chosen(**answers))
    rows = [
        (axis.tally.obtained, axis.tally.possible, axis.tally.percent, axis.band and axis.band.start)
        for axis in result.axes
    ]
    assert rows == [pertinence, perennite]


def test_a_score_of_less_than_half_of_the_questions_has_no_band():
    few = definition(AXES[:1], [_points(name, 7, 10) for name in ("a", "b", "c")])
    for answers, conclusive in (({"a": "all"}, False), ({"a": "all", "b": "none"}, True)):
        axis = score(few, chosen(**answers)).axes[0]
        assert (axis.conclusive, axis.band is not None) == (conclusive, conclusive)
        assert axis.tally.percent is not None


def test_gaps_make_a_result_partial():
    whole = {"milieu": "rural", "besoin": "non", "budget": "sans"}
    assert not score(DIAGNOSTIC, chosen(**whole)).partial
    without = score(DIAGNOSTIC, chosen(**whole | {"besoin": "ecrit"}))
    assert without.partial
    assert [question.text for question in without.unanswered] == ["Question preuve ?"]
    assert [axis.unanswered for axis in without.axes] == [1, 0]
    assert [axis.not_applicable for axis in without.axes] == [0, 1]


def test_a_score_just_below_a_bound_stays_in_the_band_below():
    """7 of 10 is exactly the bound; 9 of 13 is 69.2."""
    at = definition(AXES[:1], [_points("a", 7, 10)])
    assert score(at, chosen(a="some")).axes[0].band.start == 70
    below = definition(AXES[:1], [_points("a", 7, 10), _points("b", 2, 3)])
    axis = score(below, chosen(a="some", b="some")).axes[0]
    assert (axis.tally.percent, axis.band.start) == (69, 40)


def _points(name, some, everything):
    return question(name, {"none": {}, "some": {"pertinence": some}, "all": {"pertinence": everything}})


def test_weak_points_begin_with_the_weakest():
    result = score(DIAGNOSTIC, chosen(besoin="non", budget="non"))
    assert [mark.question.text for mark in result.weak_points] == ["Question besoin ?", "Question budget ?"]
    assert [mark.question.advice for mark in result.first_steps] == ["Faites besoin.", "Faites budget."]
    assert result.strengths == ()


def test_codes_of_the_inventory_come_from_the_answers():
    assert score(DIAGNOSTIC, chosen(milieu="rural")).inventory_codes == {"milieu": ["rural"]}


def test_sections_add_up_to_the_axes():
    result = score(DIAGNOSTIC, chosen(besoin="ecrit", preuve="actes", essai="oui", budget="oui"))
    assert [(s.section.title, s.tallies[PERENNITE].possible) for s in result.sections] == [("Besoin", 2), ("Argent", 5)]


NAMES = {
    "milieu": ["rural", "ville"], "besoin": ["ecrit", "dit", "non"], "preuve": ["actes", "avis"],
    "essai": ["oui", "non"], "budget": ["oui", "non", "sans"],
}  # fmt: skip
CLICKS = st.lists(
    st.sampled_from([(name, answer) for name, answers in NAMES.items() for answer in [*answers, None]]), max_size=30
)


@given(CLICKS)
def test_only_the_last_reachable_answers_count(clicks):
    """Whatever was clicked and taken back: the score is that of the answers that remain and that are asked for."""
    answers: dict[str, str] = {}
    for name, answer in clicks:
        answers.pop(name, None)
        if answer:
            answers[name] = answer
    reachable = {
        name: answer
        for name, answer in answers.items()
        if name not in ("preuve", "essai")
        or (answers.get("besoin") in ("ecrit", "dit") and (name == "preuve" or answers.get("preuve") == "actes"))
    }
    assert score(DIAGNOSTIC, chosen(**answers)) == score(DIAGNOSTIC, chosen(**reachable))
    assert score(DIAGNOSTIC, chosen(**answers)).answers == chosen(**reachable)
