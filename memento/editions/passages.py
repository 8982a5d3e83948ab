"""The text of a sheet in passages: plain text, one passage per block or field.

Pages, files and terms that a block shows are stored as references. Their names are looked up when a difference is
shown, so that private ones stay hidden and a sheet does not count as changed when a page that it cites changes. Link
targets in rich text, dates, options that are on or off, and choices of layout are left out.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    DateBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks.walk import child_values, shaped, table_columns, table_rows
from memento.blocks.shared import SharedBlockBlock
from memento.models import SharedBlock, SheetPage, SheetSource, Takeaway

#: The names of the fields whose choice is shown to readers by its label; other choices only affect the layout.
LABELLED_CHOICES = frozenset({"kind"})

BREAK = re.compile(r"</(?:p|li|h[1-6]|div|blockquote)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*(?:>|\Z)")
TOKEN = re.compile(r"\n|[^ \t\n]+")


class Passage(TypedDict):
    """A passage: the id of its block or the name of its field, its kind in French, and its text.

    `refs` are the objects that it shows besides its text: `page:12`, `document:3`, `image:8`, `glossaryterm:5`, `url:https://…`.
    """

    id: str
    kind: str
    text: str
    refs: NotRequired[list[str]]


def as_passages(key: str, kind: str, text: str, refs: Iterable[str] = ()) -> list[Passage]:
    """Return the passage of a text and its references as a list, which is empty if both are."""
    result = Passage(id=key, kind=kind, text=_tidy(text))
    if names := list(refs):
        result["refs"] = names
    return [result] if result["text"] or names else []


def passages_of_stream(
    block: StreamBlock, raw: Any, shared: Mapping[int, list[Any]], container: str = ""
) -> Iterator[Passage]:
    """Yield the passages of a stored stream, in order.

    `shared` are the stored streams of published shared blocks, by id. If the stream is that of a shared block,
    `container` is the id of the sheet's block that shows it: it comes before the ids of its passages, « 7f3a/91bc ».
    """
    for child in shaped(block, raw):
        child_block, key = block.child_blocks[child["type"]], str(child.get("id") or "")
        if isinstance(child_block, SharedBlockBlock):
            body = shared.get(_shared_id(child) or 0)
            if body is not None:
                stream = SharedBlock._meta.get_field("body").stream_block
                yield from passages_of_stream(stream, body, shared, container=key or "shared")
            continue
        content = _BlockContent()
        content.add(child_block, child.get("value"))
        kind = f"{child_block.label} (bloc partagé)" if container else str(child_block.label)
        yield from as_passages(f"{container}/{key}" if container else key, kind, "\n".join(content.texts), content.refs)


def shared_ids(block: StreamBlock, raw: Any) -> set[int]:
    """Return the ids of the shared blocks in a stored stream."""
    children = (
        child for child in shaped(block, raw) if isinstance(block.child_blocks[child["type"]], SharedBlockBlock)
    )
    return {pk for child in children if (pk := _shared_id(child))}


def _shared_id(child: Mapping[str, Any]) -> int | None:
    value = child.get("value")
    pk = value.get("block") if isinstance(value, Mapping) else None
    return pk if isinstance(pk, int) else int(pk) if isinstance(pk, str) and pk.isdecimal() else None


@dataclass
class _BlockContent:
    """The texts and references of one block, in the order of its fields."""

    texts: list[str] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)

    def add(self, block: Block, raw: Any) -> None:
        raw = shaped(block, raw)
        match block:
            case ImageBlock():
                self._add_ref("image", raw.get("image"))
                if not raw.get("decorative"):
                    self._add_text(raw.get("alt_text"))
            case StructBlock():
                for name, child_block in block.child_blocks.items():
                    if not isinstance(child_block, ChoiceBlock) or name in LABELLED_CHOICES:
                        self.add(child_block, raw.get(name))
            case StreamBlock() | ListBlock():
                for part in child_values(block, raw) or ():
                    self.add(*part)
            case TypedTableBlock():
                self._add_table(block, raw)
            case RichTextBlock():
                self._add_text(plain(raw))
            case ChoiceBlock():
                self._add_text(next((label for code, label in block.field.choices if code == raw), ""))
            case PageChooserBlock():
                self._add_ref("page", raw)
            case ImageChooserBlock():
                self._add_ref("image", raw)
            case DocumentChooserBlock():
                self._add_ref("document", raw)
            case SnippetChooserBlock():
                self._add_ref(block.target_model._meta.model_name or "", raw)
            case URLBlock():
                self._add_ref("url", raw)
            case BooleanBlock() | DateBlock():
                pass
            case _:
                self._add_text(raw)

    def _add_table(self, block: TypedTableBlock, raw: Mapping[str, Any]) -> None:
        self._add_text(raw.get("caption"))
        headings = (str(column.get("heading") or "") for _, column in table_columns(block, raw))
        self._add_text(" – ".join(headings))
        for row in table_rows(block, raw):
            cells = _BlockContent()
            for part in row:
                cells.add(*part)
            self._add_text(" – ".join(cells.texts))
            self.refs += cells.refs

    def _add_text(self, text: Any) -> None:
        if isinstance(text, str | int) and str(text).strip():
            self.texts.append(str(text))

    def _add_ref(self, kind: str, target: Any) -> None:
        if isinstance(target, str | int) and target:
            self.refs.append(f"{kind}:{target}")


def plain(source: str) -> str:
    """Return rich text as plain text, a line for each paragraph and list item."""
    return html.unescape(TAG.sub("", BREAK.sub("\n", source or "")))


def _tidy(text: str) -> str:
    lines = (" ".join(TOKEN.findall(line)) for line in text.replace("\r", "").split("\n"))
    return "\n".join(line for line in lines if line.strip())


#: The fields that `passages_of_sheets` and its callers read.
SHEET_FIELDS = ("path", "title", "number", "introduction", "audience", "moment", "body", "live_revision")


def passages_of_sheets(sheets: Iterable[SheetPage]) -> dict[int, list[Passage]]:
    """Return the passages of each sheet, by id, in the order of its page. Three queries for any number of sheets."""
    sheets = list(sheets)
    ids = [sheet.pk for sheet in sheets]
    body: Any = SheetPage._meta.get_field("body")
    raw = {sheet.pk: list(sheet.body.raw_data) for sheet in sheets}
    block_ids = {pk for stored in raw.values() for pk in shared_ids(body.stream_block, stored)}
    blocks = SharedBlock.objects.filter(pk__in=block_ids, live=True) if block_ids else []
    shared = {block.pk: list(block.body.raw_data) for block in blocks}
    takeaways, sources = defaultdict(list), defaultdict(list)
    for takeaway in Takeaway.objects.filter(page__in=ids).order_by("sort_order"):
        takeaways[takeaway.page_id].append(takeaway)
    for source in SheetSource.objects.filter(page__in=ids).order_by("sort_order"):
        sources[source.page_id].append(source)
    return {
        sheet.pk: [
            *as_passages("introduction", "Introduction", sheet.introduction),
            *as_passages("audience", "Pour qui", sheet.audience),
            *as_passages("moment", "Quand", sheet.moment),
            *passages_of_stream(body.stream_block, raw[sheet.pk], shared),
            *(part for row in takeaways[sheet.pk] for part in as_passages(f"takeaway-{row.pk}", "À retenir", row.text)),
            *(part for row in sources[sheet.pk] for part in _source_passage(row)),
        ]
        for sheet in sheets
    }


def _source_passage(source: SheetSource) -> list[Passage]:
    text = ", ".join(filter(None, (source.title, source.author, source.date_label, source.note)))
    return as_passages(f"source-{source.pk}", "Source", text, [f"url:{source.url}"] if source.url else [])
