"""The one resolver that turns what a StreamField stores into what readers and programs get.

It works on the raw data. First it walks all streams of an answer and notes what they refer to; then it loads
images, pages (through the gate), documents and what blocks choose elsewhere, each kind at once; then it walks again
and gives plain values, from which templates and JSON are made alike.

What is stored may be older than the blocks: a block of a type that no longer exists is left out, and a value that is
not of its block's shape counts as empty.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

from django.utils.dateparse import parse_date
from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    DateBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from core import images
from core.gate import Gate
from core.images import ImageData
from core.models import SillonDocument


class PageLink(TypedDict):
    """A page that the reader may see: its public id, and its address."""

    id: str
    title: str
    url: str


class DocumentData(TypedDict):
    """A document to download; `size` in bytes, or None when the file is gone."""

    id: int
    title: str
    url: str
    extension: str
    size: int | None
    sha1: str


class ResolvedBlock(TypedDict):
    """One block for output. `value` holds plain data only."""

    type: str
    id: str
    value: Any


@dataclass(frozen=True)
class Stored:
    """A stream that a loader found: it is resolved together with the streams that led to it."""

    block: StreamBlock
    raw: list[dict]


#: What gives the data of things that a block chooses, by id: `(gate, ids, absolute)`. It leaves out what the reader may
#: not see; a value of a row may be a `Stored` stream. A block that has one names it `loader`.
Loader = Callable[[Gate, list[int], bool], Mapping[int, dict[str, Any]]]

LINK = re.compile(r"<a\b([^>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass
class Resolver:
    """Collects the references of everything one answer shows, loads them at once, gives the values.

    >>> resolver = Resolver(gate)
    >>> resolver.want_stream(Page.body.field.stream_block, raw)   # as often as needed
    >>> resolver.load()
    >>> resolver.stream(Page.body.field.stream_block, raw)
    """

    gate: Gate
    #: For JSON, addresses are whole; for templates they start at the host's root.
    absolute: bool = False
    #: What is done to each piece of rich text, in the order of reading.
    annotate: Callable[[str], str] | None = None
    #: Who is told of each block of a stream once it has its value, in the order of reading.
    passed: Callable[[ResolvedBlock], None] | None = None
    _image_ids: set[int] = field(default_factory=set)
    _page_ids: set[int] = field(default_factory=set)
    _document_ids: set[int] = field(default_factory=set)
    _chosen_ids: dict[Loader, set[int]] = field(default_factory=lambda: defaultdict(set))
    _images: dict[int, ImageData] = field(default_factory=dict)
    _pages: dict[int, PageLink] = field(default_factory=dict)
    _documents: dict[int, DocumentData] = field(default_factory=dict)
    _chosen: dict[Loader, dict[int, dict[str, Any] | None]] = field(default_factory=lambda: defaultdict(dict))

    # --- What is wanted --------------------------------------------------------------------------------------

    def want_image(self, pk: int | None) -> None:
        if pk:
            self._image_ids.add(pk)

    def want_page(self, pk: int | None) -> None:
        if pk:
            self._page_ids.add(pk)

    def want_document(self, pk: int | None) -> None:
        if pk:
            self._document_ids.add(pk)

    def want_stream(self, block: StreamBlock, raw: Iterable[dict] | None) -> None:
        """Note what a stream refers to; `raw` is its stored list."""
        self._note(block, list(raw or []))

    def want_rich_text(self, source: str) -> None:
        for match in LINK.finditer(source or ""):
            attributes = dict(ATTRIBUTE.findall(match[1]))
            if attributes.get("linktype") == "page":
                self.want_page(_integer(attributes.get("id")))
            elif attributes.get("linktype") == "document":
                self.want_document(_integer(attributes.get("id")))

    def _note(self, block: Block, raw: Any) -> None:
        raw = shaped(block, raw)
        if loader := getattr(block, "loader", None):
            if pk := _integer(raw):
                self._chosen_ids[loader].add(pk)
            return
        match block:
            case StreamBlock():
                for child in raw:
                    self._note(block.child_blocks[child["type"]], child.get("value"))
            case ImageBlock():
                self.want_image(_integer(raw.get("image")))
            case StructBlock():
                for name, child_block in block.child_blocks.items():
                    self._note(child_block, raw.get(name))
            case ListBlock():
                for item in raw:
                    self._note(block.child_block, _item(item))
            case TypedTableBlock():
                for column, cell in _cells(raw):
                    if child_block := block.child_blocks.get(column["type"]):
                        self._note(child_block, cell)
            case RichTextBlock():
                self.want_rich_text(raw)
            case PageChooserBlock():
                self.want_page(_integer(raw))
            case ImageChooserBlock():
                self.want_image(_integer(raw))
            case DocumentChooserBlock():
                self.want_document(_integer(raw))

    # --- Loading -----------------------------------------------------------------------------------------------

    def load(self) -> Resolver:
        """Load everything that was noted: two queries for images, one or few for each other kind that occurs."""
        self._load_chosen()
        self._images = images.load(self._image_ids, self.gate.images)
        if self.absolute and self.gate.site:
            base_url = self.gate.site.base_url
            self._images = {pk: images.as_json(image, base_url) for pk, image in self._images.items()}  # type: ignore[misc]
        if self._page_ids:
            rows = (
                self.gate.pages(Page).filter(pk__in=self._page_ids).values("pk", "translation_key", "title", "url_path")
            )
            self._pages = {row["pk"]: self._page_link(row) for row in rows}
        if self._document_ids:
            self._documents = {
                document.pk: self._document_data(document)
                for document in self.gate.documents(SillonDocument.objects.filter(pk__in=self._document_ids))
            }
        return self

    def _load_chosen(self) -> None:
        """Load what blocks choose, first of all: it may hold streams that refer to more."""
        while wanted := [
            (loader, missing)
            for loader, ids in list(self._chosen_ids.items())
            if (missing := ids - self._chosen[loader].keys())
        ]:
            for loader, ids in wanted:
                found = loader(self.gate, sorted(ids), self.absolute)
                self._chosen[loader] |= {pk: found.get(pk) for pk in ids}
                for row in found.values():
                    for value in row.values():
                        if isinstance(value, Stored):
                            self._note(value.block, value.raw)

    def _page_link(self, row: dict) -> PageLink:
        url = self.gate.full_url if self.absolute else self.gate.url
        return PageLink(id=str(row["translation_key"]), title=row["title"], url=url(row["url_path"]))

    def _document_data(self, document: SillonDocument) -> DocumentData:
        url = document.url
        return DocumentData(
            id=document.pk,
            title=document.title,
            url=f"{self.gate.site.base_url}{url}" if self.absolute and self.gate.site else url,
            extension=document.file_extension.lower(),
            size=document.file_size,
            sha1=document.file_hash,
        )

    # --- Values ------------------------------------------------------------------------------------------------

    def image(self, pk: int | None) -> ImageData | None:
        return self._images.get(pk) if pk else None

    def page(self, pk: int | None) -> PageLink | None:
        """The page, or None where the reader may not see it."""
        return self._pages.get(pk) if pk else None

    def document(self, pk: int | None) -> DocumentData | None:
        return self._documents.get(pk) if pk else None

    def chosen(self, loader: Loader, pk: int | None) -> dict[str, Any] | None:
        """What a block chooses, its streams resolved, or None where the reader may not see it."""
        row = self._chosen[loader].get(pk) if pk else None
        if row is None:
            return None
        return {
            name: self.stream(value.block, value.raw) if isinstance(value, Stored) else value
            for name, value in row.items()
        }

    def stream(self, block: StreamBlock, raw: Iterable[dict] | None) -> list[ResolvedBlock]:
        """The blocks of a stream, ready for templates and for JSON."""
        return self.value(block, list(raw or []))

    def rich_text(self, source: str) -> str:
        """Stored rich text as HTML. A link to what the reader may not see keeps its words and loses its address."""
        text = LINK.sub(self._link, source or "")
        return self.annotate(text) if self.annotate and text else text

    def value(self, block: Block, raw: Any) -> Any:
        """The plain value of one block."""
        raw = shaped(block, raw)
        if loader := getattr(block, "loader", None):
            return self.chosen(loader, _integer(raw))
        value: Any
        match block:
            case StreamBlock():
                value = [self._child(block, child) for child in raw]
            case ImageBlock():
                value = self._image_value(raw)
            case StructBlock():
                value = {name: self.value(child, raw.get(name)) for name, child in block.child_blocks.items()}
            case ListBlock():
                value = [self.value(block.child_block, _item(item)) for item in raw]
            case TypedTableBlock():
                value = self._table_value(block, raw)
            case RichTextBlock():
                value = self.rich_text(raw)
            case PageChooserBlock():
                value = self.page(_integer(raw))
            case ImageChooserBlock():
                value = self.image(_integer(raw))
            case DocumentChooserBlock():
                value = self.document(_integer(raw))
            case _:
                value = raw
        represent: Callable[[Any], Any] | None = getattr(block, "represent", None)
        value = represent(value) if represent else value
        if frames := getattr(block, "frames", None):
            self.gate.frames.update(frames(value))
        return value

    def _child(self, block: StreamBlock, child: Mapping[str, Any]) -> ResolvedBlock:
        kind = child["type"]
        value = self.value(block.child_blocks[kind], child.get("value"))
        resolved = ResolvedBlock(type=kind, id=str(child.get("id") or ""), value=value)
        if self.passed:
            self.passed(resolved)
        return resolved

    def _image_value(self, stored: dict[str, Any]) -> ImageData | None:
        image = self.image(_integer(stored.get("image")))
        if image is None:
            return None
        alt = "" if stored.get("decorative") else str(stored.get("alt_text") or image["alt"])
        return ImageData(**{**image, "alt": alt})  # type: ignore[typeddict-item]

    def _table_value(self, block: TypedTableBlock, raw: dict) -> dict[str, Any]:
        columns = [column for column in raw["columns"] if column["type"] in block.child_blocks]
        return {
            "caption": str(raw.get("caption") or ""),
            "columns": [{"heading": str(column.get("heading") or ""), "type": column["type"]} for column in columns],
            "rows": [
                [
                    self.value(block.child_blocks[column["type"]], cell)
                    for column, cell in zip(raw["columns"], row["values"], strict=False)
                    if column["type"] in block.child_blocks
                ]
                for row in raw["rows"]
            ],
        }

    def _link(self, match: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        kind, pk = attributes.get("linktype"), _integer(attributes.get("id"))
        if kind == "page":
            target: PageLink | DocumentData | None = self.page(pk)
        elif kind == "document":
            target = self.document(pk)
        else:
            return match[0]
        return f'<a href="{html.escape(target["url"])}">' if target else "<a>"


def resolve_one(block: Block, raw: Any, gate: Gate) -> Any:
    """The value of one block alone, for previews."""
    resolver = Resolver(gate)
    resolver._note(block, raw)
    return resolver.load().value(block, raw)


def shaped(block: Block, raw: Any) -> Any:
    """What is stored for a block, in the shape of that block; what is of another shape counts as nothing."""
    match block:
        case StreamBlock():
            return [child for child in _mappings(raw) if str(child.get("type")) in block.child_blocks]
        case ImageBlock():  # its number alone where it was another chooser once
            return raw if isinstance(raw, Mapping) else {"image": raw}
        case StructBlock():
            return raw if isinstance(raw, Mapping) else {}
        case ListBlock():
            return raw if isinstance(raw, list | tuple) else []
        case TypedTableBlock():
            return _shaped_table(raw if isinstance(raw, Mapping) else {})
        case BooleanBlock():
            return raw is True
        case IntegerBlock():
            whole = isinstance(raw, int) and not isinstance(raw, bool)
            return raw if whole and abs(raw) < 2**63 else None  # JSON for programs holds no larger number
        case DateBlock():
            day = raw.isoformat() if isinstance(raw, date) else raw  # a body that comes from a form holds days
            return day if isinstance(day, str) and _is_day(day) else None
        case ChoiceBlock():
            return raw if any(raw == code for code, _ in block.field.choices) else block.get_default() or ""
        case PageChooserBlock() | ImageChooserBlock() | DocumentChooserBlock():
            return raw
        case _ if hasattr(block, "loader"):
            return raw
    return raw if isinstance(raw, str) else ""


def _shaped_table(raw: Mapping[str, Any]) -> dict[str, Any]:
    columns = [column for column in _mappings(raw.get("columns")) if isinstance(column.get("type"), str)]
    rows = [row for row in _mappings(raw.get("rows")) if isinstance(row.get("values"), list | tuple)]
    return {**raw, "columns": columns, "rows": rows}


def _mappings(raw: Any) -> list[Mapping[str, Any]]:
    return [part for part in raw if isinstance(part, Mapping)] if isinstance(raw, list | tuple) else []


def _is_day(text: str) -> bool:
    """Whether it is a day as Wagtail stores it, 2026-01-31, which programs are promised too."""
    try:
        day = parse_date(text)
    except ValueError:
        return False
    return day is not None and day.isoformat() == text


def _integer(value: Any) -> int | None:
    """The number of a row, where it can be one."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 < number < 2**63 else None


def _item(item: Any) -> Any:
    """A list's item: stored with its id since Wagtail 2.16, or bare."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item


def _cells(raw: dict) -> Iterable[tuple[dict, Any]]:
    for row in raw["rows"]:
        yield from zip(raw["columns"], row["values"], strict=False)
