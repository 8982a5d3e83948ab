"""The drawing of a decision tree: boxes in columns, from the first question on the left to the outcomes.

Lengths are in CSS pixels at the drawing's own size, whole ones where a template writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from memento.trees.graph import Question, Tree
from memento.trees.layout import MARGIN, Item, Layout
from memento.trees.limits import MAX_NODES
from memento.trees.measure import BOX_WIDTH, FONT_SIZE, LINE, PADDING, ROW_TOP, Measure
from memento.trees.page_size import Orientation, orientation


class Text(NamedTuple):
    """A line of text; `y` is its baseline."""

    x: int
    y: int
    text: str


class Row(NamedTuple):
    """An answer in the box of its question. `rule` is the y of the line above it, `target` what it leads to.

    `is_broken` if it leads nowhere, or back to an earlier question.
    """

    rule: int
    lines: list[Text]
    target: Text
    is_broken: bool


class Box(NamedTuple):
    """A question or an outcome. `kind` is « question » or the level of an outcome; `heading` is its mark and level."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    heading: list[Text]
    lines: list[Text]
    rows: list[Row]


@dataclass(frozen=True)
class Drawing:
    """The data of the template. `connectors` are the SVG paths from answers to nodes, `arrows` those of their heads."""

    width: int
    height: int
    boxes: list[Box]
    connectors: list[str]
    arrows: list[str]
    #: The y of the first question.
    start: int
    #: How it fits on A4 in readable letters; "" if it does not.
    orientation: Orientation


def drawing_of(tree: Tree) -> Drawing | None:
    """Return the drawing of a tree, None if it has no nodes or more than a tree may have."""
    return draw(tree) if 0 < len(tree.nodes) <= MAX_NODES else None


def draw(tree: Tree) -> Drawing:
    """Lay out a tree. Any graph can be drawn; of nodes with the same id only the first is."""
    layout = Layout(tree)
    boxes = [_box(layout, item) for item in layout.items.values() if item.node]
    connectors, arrows = _connectors(layout)
    width = max((box.x + box.width for box in boxes), default=0) + MARGIN
    height = max((item.y + item.height for item in layout.items.values()), default=0) + MARGIN
    start = round(layout.items[tree.root.key].y) if tree.root else 0
    paper = orientation(width, height, FONT_SIZE)
    return Drawing(round(width), round(height), boxes, connectors, arrows, start, paper)


def _box(layout: Layout, item: Item) -> Box:
    """Return the box of an item with a node."""
    node = item.node
    assert node is not None
    measure = Measure(node)
    x, y = round(layout.x(item)), round(item.y)
    left, baseline = x + PADDING, y + PADDING + FONT_SIZE
    headings = len(measure.heading)
    rows = []
    for position, answer in enumerate(node.answers):
        top = y + measure.tops[position]
        target = layout.tree.node(answer.target)
        is_broken = target is None or (node.key, target.key) in layout.back
        sign = "→ ?" if target is None else f"{'↺' if is_broken else '→'} {target.mark or '?'}"
        rows.append(
            Row(
                rule=round(top),
                lines=[
                    _text(left, top + ROW_TOP + FONT_SIZE + n * LINE, line)
                    for n, line in enumerate(measure.rows[position])
                ],
                target=_text(x + BOX_WIDTH - PADDING, top + ROW_TOP + FONT_SIZE, sign),
                is_broken=is_broken,
            )
        )
    return Box(
        x=x,
        y=y,
        width=BOX_WIDTH,
        height=round(item.height),
        kind="question" if isinstance(node, Question) else node.level or "outcome",
        heading=[_text(left, baseline + n * LINE, line) for n, line in enumerate(measure.heading)],
        lines=[_text(left, baseline + (headings + n) * LINE, line) for n, line in enumerate(measure.title)],
        rows=rows,
    )


def _connectors(layout: Layout) -> tuple[list[str], list[str]]:
    """Return the SVG paths of the connectors and of their arrow heads."""
    connectors, arrows = [], []
    for item in layout.items.values():
        x = layout.x(item)
        if item.node is None:
            y = item.y + item.in_port
            connectors.append(f"M{x:.1f} {y:.1f}h{BOX_WIDTH}")
        elif item.into:
            y = item.y + item.in_port
            arrows.append(f"M{x:.1f} {y:.1f}l-8 -4.5v9z")
        for port, key in item.out:
            end = layout.items[key]
            x1, y1 = x + BOX_WIDTH, item.y + port
            x2, y2 = layout.x(end) - (7 if end.node else 0), end.y + end.in_port
            middle = (x1 + x2) / 2
            connectors.append(f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    return list(dict.fromkeys(connectors)), arrows


def _text(x: float, y: float, text: str) -> Text:
    return Text(round(x), round(y), text)
