"""Unique heading anchors, table of contents and reading time of a body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from core.blocks.resolver import ResolvedBlock
from core.cards import CardRow
from core.text.fold import fold
from core.text.slugs import slugify
from core.text.unique import first_free

WORDS_PER_MINUTE = 200
#: Element ids of the guide's templates, which no heading may have.
RESERVED = frozenset(
    {
        "contenu", "recherche-entete", "sommaire", "pour-qui-et-quand", "a-retenir", "lieux", "temoignages", "sources",
        "contexte", "action", "moyens", "effets", "transfert", "lieu", "fiches",
    }
)  # fmt: skip
#: Parts of HTML without reading time: tags, and the definitions that open from a term.
NOT_READ = re.compile(r'<span popover class="term-definition".*?(?:</span>|\Z)|<[^>]*(?:>|\Z)', re.DOTALL)


class ContentsEntry(TypedDict):
    """A line of the table of contents; `anchor` is the id of its heading."""

    title: str
    anchor: str


def anchored(blocks: Iterable[ResolvedBlock]) -> list[ResolvedBlock]:
    """Return copies of the blocks in which all heading anchors are unique in the page and not empty.

    Headings in shared blocks count too. The first heading becomes one of level 2: none is skipped below the title.
    """
    return list(_anchored(blocks, _Anchors()))


@dataclass
class _Anchors:
    used: set[str] = field(default_factory=lambda: set(RESERVED))
    has_heading: bool = False


def _anchored(blocks: Iterable[ResolvedBlock], anchors: _Anchors) -> Iterator[ResolvedBlock]:
    for block in blocks:
        if _is_heading(block):
            value = {**block["value"], "anchor": _anchor(block["value"]["anchor"], anchors.used)}
            if not anchors.has_heading:
                value["level"] = "h2"
            anchors.has_heading = True
            yield ResolvedBlock(type=block["type"], id=block["id"], value=value)
        elif shared := _shared(block):
            body = list(_anchored(shared["body"], anchors))
            yield ResolvedBlock(type=block["type"], id=block["id"], value={"block": {**shared, "body": body}})
        else:
            yield block


def _anchor(base: str, used: set[str]) -> str:
    anchor = first_free(base or "partie", used.__contains__)
    used.add(anchor)
    return anchor


def unique_anchors(headings: Iterable[str]) -> list[str]:
    """Return the anchors that `anchored` gives these headings, from their texts: all those of a page, in order."""
    used = set(RESERVED)
    return [_anchor(slugify(text), used) for text in headings]


def heading_anchors(body: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the anchors of the headings of a stored body by folded text. Headings of shared blocks are left out."""
    used = set(RESERVED)
    anchors: dict[str, str] = {}
    for block in body:
        text = (block.get("value") or {}).get("text") if block.get("type") == "heading" else ""
        if text:
            anchors.setdefault(fold(text), _anchor(slugify(text), used))
    return anchors


def _is_heading(block: ResolvedBlock) -> bool:
    """Whether this is a heading with text; one without text is not shown."""
    return block["type"] == "heading" and bool(block["value"]["text"])


def _shared(block: ResolvedBlock) -> dict[str, Any] | None:
    """The content of a shared block; None for other blocks and for unpublished ones."""
    return block["value"]["block"] if block["type"] == "shared" else None


def flat(blocks: Iterable[ResolvedBlock]) -> Iterator[ResolvedBlock]:
    """Yield the blocks in reading order, with each shared block replaced by its blocks."""
    for block in blocks:
        if shared := _shared(block):
            yield from shared["body"]
        else:
            yield block


def table_of_contents(blocks: Iterable[ResolvedBlock]) -> list[ContentsEntry]:
    """Return the headings of level 2, in order."""
    return [
        ContentsEntry(title=block["value"]["text"], anchor=block["value"]["anchor"])
        for block in flat(blocks)
        if _is_heading(block) and block["value"]["level"] == "h2"
    ]


def cards_without_block(cards: Iterable[CardRow], blocks: Iterable[ResolvedBlock]) -> list[CardRow]:
    """Return the cards of the places that no block shows."""
    shown_ids = {place["id"] for block in flat(blocks) for place in _places(block)}
    return [card for card in cards if card["uid"] not in shown_ids]


def _places(block: ResolvedBlock) -> list[dict[str, Any]]:
    if block["type"] == "place":
        return [place] if (place := block["value"]["place"]) else []
    return block["value"]["places"] if block["type"] == "places_map" else []


def reading_minutes(*texts: Any) -> int:
    """Return the time to read these texts and resolved blocks, in whole minutes, at least one."""
    words = sum(len(NOT_READ.sub(" ", text).split()) for text in _prose(texts))
    return max(1, round(words / WORDS_PER_MINUTE))


def _prose(value: Any) -> Iterator[str]:
    """Yield the texts in nested values. A string without a space is not one: it is a code, a URL or an id."""
    if isinstance(value, str):
        if " " in value:
            yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from _prose(child)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from _prose(child)
