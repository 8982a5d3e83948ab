"""The drawing of a tree: nothing overlaps, all texts fit, lines lead from answers to nodes."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from memento.trees.drawing import Box, Drawing, draw
from memento.trees.measure import BOLD, BOX_WIDTH, PADDING, TARGET_WIDTH, text_width, wrap
from memento.trees.page_size import Orientation, orientation
from tests.factories.trees import TREE, outcome, question, tree, wide
from tests.memento.trees.graphs import graphs


def by_mark(drawing: Drawing) -> dict[str, Box]:
    return {box.heading[0].text.split(" · ")[0]: box for box in drawing.boxes}


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def ends(path: str) -> tuple[tuple[float, float], tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


def check(drawing: Drawing) -> None:
    """Boxes lie within the drawing and apart from each other, texts within their boxes."""
    assert not any(overlap(one, other) for one, other in combinations(drawing.boxes, 2))
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - box.width
        assert 0 <= box.y <= drawing.height - box.height
        lines = [*box.heading, *box.lines, *(line for row in box.rows for line in row.lines)]
        assert all(box.y < line.y < box.y + box.height for line in lines)
        assert all(text_width(line.text) * BOLD <= box.width - 2 * PADDING + 0.1 for line in [*box.heading, *box.lines])
        for row in box.rows:
            assert all(text_width(line.text) <= BOX_WIDTH - 2 * PADDING - TARGET_WIDTH for line in row.lines)


def test_columns_follow_the_longest_way():
    boxes = by_mark(draw(tree(*TREE)))
    order = sorted(boxes, key=lambda mark: (boxes[mark].x, mark))
    assert order == ["A1", "B1", "B2", "R1", "R2", "R3"]
    assert boxes["A1"].x < boxes["B1"].x < boxes["B2"].x < boxes["R1"].x == boxes["R2"].x == boxes["R3"].x


def test_answers_say_where_they_lead():
    boxes = by_mark(draw(tree(*TREE)))
    assert [(row.lines[0].text, row.target.text) for row in boxes["A1"].rows] == [
        ("Réponse idee", "→ B1"),
        ("Réponse besoin", "→ B2"),
    ]
    assert boxes["R3"].heading[0].text == "R3 · À préparer d’abord"
    assert (boxes["A1"].kind, boxes["R3"].kind) == ("question", "prepare")


def test_lines_lead_from_an_answer_to_its_node():
    drawing = draw(tree(question("A1", {"oui": "R1", "non": "R2"}), outcome("R1"), outcome("R2")))
    boxes = by_mark(drawing)
    assert len(drawing.connectors) == len(drawing.arrows) == 2
    for path, mark in zip(drawing.connectors, ("R1", "R2"), strict=True):
        (x1, y1), (x2, y2) = ends(path)
        start, end = boxes["A1"], boxes[mark]
        assert x1 == start.x + start.width
        assert start.y < y1 < start.y + start.height
        assert end.x - 10 < x2 <= end.x
        assert end.y <= y2 <= end.y + end.height


def test_long_lines_pass_between_the_boxes_of_a_column():
    drawing = draw(tree(*TREE))
    lanes = [path for path in drawing.connectors if "h" in path]
    assert len(lanes) == 2  # A1 → B2 past B1, and B1 → R1 past B2
    for path in lanes:
        (x, y), _ = ends(path)
        assert not any(box.x <= x < box.x + box.width and box.y < y < box.y + box.height for box in drawing.boxes)


def test_faults_are_marked():
    drawing = draw(tree(question("A1", {"oui": "B1", "non": ""}), question("B1", {"oui": "A1", "non": "gone"})))
    rows = [(row.target.text, row.is_broken) for mark in ("A1", "B1") for row in by_mark(drawing)[mark].rows]
    assert rows == [("→ B1", False), ("→ ?", True), ("↺ A1", True), ("→ ?", True)]


def test_sixty_nodes():
    drawing = draw(tree(*wide(20, 40)))
    assert len(drawing.boxes) == 60
    assert drawing.orientation == Orientation.NONE
    check(drawing)


@given(graphs)
def test_any_graph_can_be_drawn(blocks):
    decision = tree(*blocks)
    drawing = draw(decision)
    assert len(drawing.boxes) == len({node.key for node in decision.nodes})
    check(drawing)


def test_longest_texts_fit():
    long = "L’anticonstitutionnellement " * 9
    node = question("MMMMMM", {"oui": "R1"}, text=long[:250])
    node["value"]["answers"][0]["value"]["text"] = "W" * 120
    drawing = draw(tree(node, outcome("R1", "stop", title="M" * 120)))
    check(drawing)
    assert "".join(line.text for line in by_mark(drawing)["MMMMMM"].rows[0].lines) == "W" * 120


@given(st.text(max_size=200), st.integers(40, 300))
def test_wrapped_lines_keep_all_words(text, width):
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (600, 900, "portrait"),
        (820, 1100, "portrait"),
        (840, 300, "landscape"),
        (1200, 700, "landscape"),
        (1250, 300, ""),
        (1200, 800, ""),
        (600, 1300, ""),
        (0, 0, "portrait"),
    ],
)
def test_a_drawing_is_printed_where_letters_stay_readable(width, height, expected):
    assert orientation(width, height, 13) == expected


def test_svg_is_hidden_from_assistive_technology_and_escaped():
    svg = render_to_string("memento/tree_drawing.html", {"drawing": draw(tree(outcome("R1", title="<b>&")))})
    assert svg.startswith('<svg class="tree-svg" aria-hidden="true"')
    assert "&lt;b&gt;&amp;" in svg
    assert not re.search(r"\d,\d", re.sub(r"<text.*?</text>", "", svg))
