"""The texts of a node, wrapped for its box of the drawing, and where its answers stand in it.

SVG cannot wrap. Letter widths are those of the widest common fonts, so that texts fit on any machine. Lengths are in
CSS pixels.
"""

from __future__ import annotations

from core.text.typography import french
from memento.trees.graph import Node, Outcome

FONT_SIZE = 13
LINE = 17
PADDING = 10
BOX_WIDTH = 236
#: Between the title of a box and its first answer.
TITLE_GAP = 6
#: Above and below the lines of an answer, within its row.
ROW_TOP, ROW_BOTTOM = 5, 4
#: A target's mark beside an answer takes this width.
TARGET_WIDTH = 52

#: The width of a letter in parts of the font size; those of other letters and of capitals are below.
NARROW = dict.fromkeys("iljtfrI.,;:!|'’()[]-·", 0.36)
WIDE = dict.fromkeys("mwMWŒœ—…@%QOGDHN", 0.9)
SPACES = dict.fromkeys(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", 0.32)
WIDTHS = {**NARROW, **WIDE, **SPACES}
BOLD = 1.15


def text_width(text: str) -> float:
    """Return an estimate of the width of a text that common fonts do not exceed."""
    return FONT_SIZE * sum(WIDTHS.get(letter) or (0.72 if letter.isupper() else 0.6) for letter in text)


def wrap(text: str, width: float) -> list[str]:
    """Break a text into lines that are not wider; a word that is too wide for a line is cut."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if text_width(longer) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and text_width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


class Measure:
    """The wrapped texts of a node, and where its answers stand, from the upper edge of its box."""

    def __init__(self, node: Node) -> None:
        width = BOX_WIDTH - 2 * PADDING
        level = node.level_label if isinstance(node, Outcome) else ""
        self.heading = wrap(" · ".join(filter(None, [node.mark, level])), width / BOLD)
        self.title = wrap(french(node.title), width / BOLD)
        self.rows = [wrap(french(answer.text), width - TARGET_WIDTH) or [""] for answer in node.answers]
        self.tops: list[float] = []
        bottom = PADDING + LINE * (len(self.heading) + len(self.title)) + float(TITLE_GAP)
        for row in self.rows:
            self.tops.append(bottom)
            bottom += ROW_TOP + len(row) * LINE + ROW_BOTTOM
        self.height = bottom + (0 if self.rows else PADDING - TITLE_GAP)

    @property
    def ports(self) -> list[float]:
        """Where the connector of each answer begins."""
        return [top + ROW_TOP + FONT_SIZE / 2 + 2 for top in self.tops]
