"""What a reader needs to find their way in a long text: unique anchors, a table of contents, a reading time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict

from core.cards import CardRow
from core.streams import ResolvedBlock

WORDS_PER_MINUTE = 200
#: Ids that the templates of these pages use themselves.
RESERVED = frozenset(
    {
        "contenu", "recherche-entete", "sommaire", "pour-qui-et-quand", "a-retenir", "lieux", "temoignages", "sources",
        "contexte", "action", "moyens", "effets", "transfert", "lieu", "fiches",
    }
)  # fmt: skip
#: What is not read along with a text: its tags, and the definitions that open from it.
APART = re.compile(r'<span popover class="term-definition".*?</span>|<[^>]*>')


class Entry(TypedDict):
    """A line of the table of contents; `anchor` is the id of its heading."""

    title: str
    anchor: str


def anchored(blocks: Iterable[ResolvedBlock]) -> list[ResolvedBlock]:
    """The same blocks, the anchor of each heading unique within the page and never empty, those of shared blocks too.

    A heading that no part stands above opens a part itself: under the title of a page nothing else may come first.
    """
    return list(_anchored(blocks, _Outline()))


@dataclass
class _Outline:
    taken: set[str] = field(default_factory=lambda: set(RESERVED))
    has_part: bool = False


def _anchored(blocks: Iterable[ResolvedBlock], outline: _Outline) -> Iterator[ResolvedBlock]:
    for block in blocks:
        if _is_heading(block):
            value = {**block["value"], "anchor": _anchor(block["value"]["anchor"], outline.taken)}
            if not outline.has_part:
                value["level"] = "h2"
            outline.has_part = True
            yield ResolvedBlock(type=block["type"], id=block["id"], value=value)
        elif shared := _shared(block):
            body = list(_anchored(shared["body"], outline))
            yield ResolvedBlock(type=block["type"], id=block["id"], value={"block": {**shared, "body": body}})
        else:
            yield block


def _anchor(base: str, taken: set[str]) -> str:
    base = anchor = base or "partie"
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    return anchor


def _is_heading(block: ResolvedBlock) -> bool:
    """Whether a heading appears here: one without words does not."""
    return block["type"] == "heading" and bool(block["value"]["text"])


def _shared(block: ResolvedBlock) -> dict[str, Any] | None:
    """The shared block that stands here, if one does that readers see."""
    return block["value"]["block"] if block["type"] == "shared" else None


def flat(blocks: Iterable[ResolvedBlock]) -> Iterator[ResolvedBlock]:
    """The blocks as they are read, those of shared blocks in their place."""
    for block in blocks:
        if shared := _shared(block):
            yield from shared["body"]
        else:
            yield block


def table_of_contents(blocks: Iterable[ResolvedBlock]) -> list[Entry]:
    """The headings of the first level, in order."""
    return [
        Entry(title=block["value"]["text"], anchor=block["value"]["anchor"])
        for block in flat(blocks)
        if _is_heading(block) and block["value"]["level"] == "h2"
    ]


def without_shown(cards: Iterable[CardRow], blocks: Iterable[ResolvedBlock]) -> list[CardRow]:
    """The cards of places that the blocks do not show already."""
    shown = {place["id"] for block in flat(blocks) for place in _places(block)}
    return [card for card in cards if card["uid"] not in shown]


def _places(block: ResolvedBlock) -> list[dict[str, Any]]:
    if block["type"] == "place":
        return [place] if (place := block["value"]["place"]) else []
    return block["value"]["places"] if block["type"] == "places_map" else []


def reading_minutes(*texts: Any) -> int:
    """How long it takes to read these texts and resolved blocks, in whole minutes, one at least."""
    words = sum(len(APART.sub(" ", text).split()) for text in _prose(texts))
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
