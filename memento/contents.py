"""What a reader needs to find their way in a long text: unique anchors, a table of contents, a reading time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

from core.streams import ResolvedBlock

WORDS_PER_MINUTE = 200
#: Ids that the templates of these pages use themselves.
RESERVED = frozenset(
    {
        "contenu", "recherche-entete", "sommaire", "pour-qui-et-quand", "a-retenir", "lieux", "temoignages", "sources",
        "contexte", "action", "moyens", "effets", "transfert", "lieu", "fiches",
    }
)  # fmt: skip
TAG = re.compile(r"<[^>]*>")


class Entry(TypedDict):
    """A line of the table of contents; `anchor` is the id of its heading."""

    title: str
    anchor: str


def anchored(blocks: Iterable[ResolvedBlock]) -> list[ResolvedBlock]:
    """The same blocks, the anchor of each heading unique within the page and never empty."""
    taken = set(RESERVED)
    return [_with_anchor(block, taken) if block["type"] == "heading" else block for block in blocks]


def _with_anchor(block: ResolvedBlock, taken: set[str]) -> ResolvedBlock:
    base = anchor = block["value"]["anchor"] or "partie"
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return ResolvedBlock(type=block["type"], id=block["id"], value={**block["value"], "anchor": anchor})


def table_of_contents(blocks: Iterable[ResolvedBlock]) -> list[Entry]:
    """The headings of the first level, in order."""
    return [
        Entry(title=block["value"]["text"], anchor=block["value"]["anchor"])
        for block in blocks
        if block["type"] == "heading" and block["value"]["level"] == "h2"
    ]


def reading_minutes(*texts: Any) -> int:
    """How long it takes to read these texts and resolved blocks, in whole minutes, one at least."""
    words = sum(len(TAG.sub(" ", text).split()) for text in _prose(texts))
    return max(1, round(words / WORDS_PER_MINUTE))


def _prose(value: Any) -> Iterator[str]:
    """The sentences in nested values. A string without a space is a code, an address or an id."""
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _prose(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _prose(child)
