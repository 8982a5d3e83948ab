"""The text of StreamFields for the search, in reading order: that which every reader of the page sees.

It is read from the stored data, without a query for each page. What a block shows only together with a page or a
document, which may be private, is left out: the other page has a document of its own.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from wagtail.blocks import (
    Block,
    ChoiceBlock,
    ChooserBlock,
    FieldBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from core.blocks.resolver import StoredStream
from core.blocks.text import HeadingBlock
from core.blocks.walk import child_values, primary_key, shaped, table_columns, table_rows, text_of, walk
from core.visibility.gate import Gate

BREAK = re.compile(r"</(?:p|li|h[1-6]|div|blockquote)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*(?:>|\Z)")


class Piece(NamedTuple):
    """A heading, or the text of a block that is no heading."""

    heading: str
    text: str


class Chosen:
    """The snippets that streams show, loaded together: a query for each kind.

    A chooser block with a `loader` and `searched_keys` (names of texts and streams in what it loads) has such snippets.
    """

    def __init__(self, streams: Iterable[tuple[StreamBlock, Any]]) -> None:
        self._rows: dict[type[Block], dict[int, Mapping[str, Any]]] = defaultdict(dict)
        pending = list(streams)
        while pending:
            loaders: dict[type[Block], tuple[Any, set[int]]] = {}
            for block, raw in pending:
                for leaf, stored in walk(block, raw):
                    if hasattr(leaf, "searched_keys") and (pk := primary_key(stored)):
                        loaders.setdefault(type(leaf), (leaf.loader, set()))[1].add(pk)  # type: ignore[attr-defined]
            pending = []
            for kind, (loader, ids) in loaders.items():
                if new := ids - self._rows[kind].keys():
                    rows = loader(Gate.public(), sorted(new), False)
                    self._rows[kind] |= {pk: rows.get(pk, {}) for pk in new}
                    values = (value for row in rows.values() for value in row.values())
                    pending += [(value.block, value.raw) for value in values if isinstance(value, StoredStream)]

    def values(self, block: Block, raw: Any) -> Iterator[Any]:
        """Yield the texts (str) and streams (StoredStream) that a chooser block shows of its snippet."""
        row = self._rows[type(block)].get(primary_key(raw) or 0, {})
        for key in getattr(block, "searched_keys", ()):
            if value := row.get(key):
                yield value


def pieces(block: StreamBlock, raw: Any, chosen: Chosen) -> Iterator[Piece]:
    """Yield the headings and texts of a stored stream, with those of shared blocks in their places."""
    for child in shaped(block, raw):
        child_block, value = block.child_blocks[child["type"]], child.get("value")
        if isinstance(child_block, HeadingBlock):
            if text := text_of(shaped(child_block, value), "text"):
                yield Piece(heading=text, text="")
            continue
        texts: list[str] = []
        for part in _parts(child_block, value, chosen):
            if isinstance(part, StoredStream):
                yield from pieces(part.block, part.raw, chosen)
            else:
                texts.append(part)
        if texts:
            yield Piece(heading="", text="\n".join(texts))


def plain(source: str) -> str:
    """Return stored rich text as plain text, a line for each paragraph and list item."""
    return html.unescape(TAG.sub("", BREAK.sub("\n", source))).strip()


def _parts(block: Block, raw: Any, chosen: Chosen) -> Iterator[str | StoredStream]:
    """Yield the texts of a stored value, in order, and the streams that it shows."""
    raw = shaped(block, raw)
    match block:
        case ImageBlock():
            alt = raw.get("alt_text")
            if isinstance(alt, str) and alt and not raw.get("decorative"):
                yield alt
        case TypedTableBlock():
            headings = (column.get("heading") for _, column in table_columns(block, raw))
            yield from (text for text in (raw.get("caption"), *headings) if isinstance(text, str) and text)
            for row in table_rows(block, raw):
                cells = (part for cell in row for part in _parts(*cell, chosen) if isinstance(part, str))
                if line := " ".join(cells):
                    yield line
        case StructBlock() | StreamBlock() | ListBlock():
            if not _depends_on_another_page(block):
                for part in child_values(block, raw) or ():
                    yield from _parts(*part, chosen)
        case ChooserBlock():
            yield from chosen.values(block, raw)
        case RichTextBlock():
            if text := plain(raw):
                yield text
        case ChoiceBlock():
            pass
        case FieldBlock():
            yield from filter(None, block.get_searchable_content(raw) if raw else ())


def _depends_on_another_page(block: Block) -> bool:
    """Whether a block shows nothing unless the reader may see a page or a document: it requires one."""
    if not isinstance(block, StructBlock):
        return False
    for child in block.child_blocks.values():
        chooser = child.child_block if isinstance(child, ListBlock) and child.meta.min_num else child
        if isinstance(chooser, PageChooserBlock | DocumentChooserBlock) and chooser.required:
            return True
    return False
