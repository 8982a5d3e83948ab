"""The passages of a page: the text below each heading of its StreamFields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from core.search.documents import Passage
from core.search.streams import Piece
from core.text.slugs import slugify

#: Returns the ids on the page of the headings of a body, in order; "" for one without.
Anchors = Callable[[Sequence[str]], Sequence[str]]


def slugs(headings: Sequence[str]) -> list[str]:
    """Return the anchors that heading blocks have by themselves; "" for one that repeats an earlier one."""
    anchors: list[str] = []
    for heading in headings:
        anchor = slugify(heading)
        anchors.append("" if anchor in anchors else anchor)
    return anchors


def passages(pieces: Iterable[Piece], anchors: Anchors = slugs) -> list[Passage]:
    """Return a passage for each heading of a body, with the text until the next one.

    The text below a heading without an anchor belongs to the passage before.
    """
    pieces = list(pieces)
    headings = [piece.heading for piece in pieces if piece.heading]
    anchor_of_next = iter(anchors(headings))
    result: list[tuple[str, str, list[str]]] = []
    for piece in pieces:
        if piece.heading and (anchor := next(anchor_of_next)):
            result.append((anchor, piece.heading, []))
        elif result:
            result[-1][2].append(piece.text or piece.heading)
    return [Passage(anchor, heading, "\n".join(texts)) for anchor, heading, texts in result]
