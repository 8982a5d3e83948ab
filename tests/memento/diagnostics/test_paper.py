"""The paper form: who scores by hand, from what is printed alone, finds the score."""

from __future__ import annotations

from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from core.blocks.keys import key_of
from memento.diagnostics.definition import Definition
from memento.diagnostics.paper import bands, paper_form
from memento.diagnostics.questions import numbered
from memento.diagnostics.score import Result, score
from tests.factories.diagnostics import axis, band, definition, question, section
from tests.memento.diagnostics.by_hand import ByHand, Paper, PrintedAnswer

AXIS_NAMES = ("pertinence", "perennite", "sobriete", "accueil")


def printed(diagnostic: Definition) -> Paper:
    context = {"paper": paper_form(diagnostic), "title": "Votre projet", "introduction": "Vingt minutes.", "level": 2}
    return Paper(render_to_string("memento/diagnostic_paper.html", context))


def computed(result: Result) -> list[ByHand]:
    return [
        ByHand(row.tally.obtained, row.tally.possible, row.tally.percent, row.band.title if row.band else "")
        for row in result.axes
    ]


# --- Any diagnostic, any answers -------------------------------------------------------------------------------------


@st.composite
def diagnostics(draw) -> tuple[Definition, dict[str, str]]:
    """A diagnostic that may have faults, and answers: the names of an answer by those of a question."""
    names = AXIS_NAMES[: draw(st.integers(1, 4))]
    axes = [axis(name, *sorted(draw(st.sets(st.integers(1, 100), max_size=4)))) for name in names]
    points = st.none() | st.dictionaries(st.sampled_from(names), st.integers(0, 10))
    questions = []
    answers = {}
    for n in range(draw(st.integers(0, 9))):
        if draw(st.booleans()):
            questions.append(section(f"Partie {n}"))
        choices = {f"r{k}": draw(points) for k in range(draw(st.integers(1, 4)))}
        after = draw(st.none() | st.tuples(st.integers(0, 9), st.sets(st.integers(0, 3), min_size=1)))
        condition = after and (f"q{after[0]}", [f"r{k}" for k in sorted(after[1])])
        questions.append(question(f"q{n}", choices, after=condition, weight=draw(st.integers(1, 5))))
        answers[f"q{n}"] = draw(st.sampled_from(["", *choices]))
    return definition(axes, questions), answers


@settings(max_examples=40)
@given(diagnostics())
def test_score_by_hand_is_the_score(example):
    diagnostic, names = example
    answers = {key_of(q): key_of(f"{q}.{name}") for q, name in names.items() if name}
    paper = printed(diagnostic)
    texts = {f"Question {q} ?": f"Réponse {name}" for q, name in names.items() if name}
    number_of = {row.question.text: row.number for row in numbered(diagnostic).values()}
    ticks = {number_of[text]: answer for text, answer in texts.items() if text in number_of}
    assert paper.score(ticks) == computed(score(diagnostic, answers))


# --- What is printed -------------------------------------------------------------------------------------------------


def test_points_are_weighted_and_an_axis_without_points_is_blank():
    answers = {"oui": {"pertinence": 4}, "non": {"pertinence": 0}, "sans": None}
    paper = printed(definition([axis("pertinence"), axis("perennite")], [question("a", answers, weight=3)]))
    assert paper.totals == [12, 0]
    (row,) = paper.questions
    assert row.maximum == [12, 0]
    assert row.answers == [
        PrintedAnswer("Réponse oui", ["12", ""]),
        PrintedAnswer("Réponse non", ["0", ""]),
        PrintedAnswer("Réponse sans", ["sans objet", ""]),
    ]


def test_bands_reach_to_the_next_and_the_last_of_two_with_one_start_counts():
    rows = [band(0), band(40, title="Premier"), band(40, title="Second"), band(70)]
    (read,) = definition([axis("pertinence", bands=rows)], []).axes
    assert [(row.start, row.end, row.title) for row in bands(read)] == [
        (0, 39, "Palier 0"),
        (40, 69, "Second"),
        (70, 100, "Palier 70"),
    ]


def test_a_diagnostic_with_nothing_in_it_is_printed():
    paper = printed(definition([], []))
    assert (paper.axes, paper.questions, paper.totals) == ([], [], [])
