"""The one resolver that turns what a StreamField stores into what readers and programs get.

It works on the raw data. First it walks all streams of an answer and notes what they refer to; then it loads
images, pages (through the gate), documents and snippets, each kind at once; then it walks again and gives plain
values, from which templates and JSON are made alike. A block of a type that no longer exists is left out.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db.models import Model
from wagtail.blocks import Block, ChooserBlock, ListBlock, PageChooserBlock, RichTextBlock, StreamBlock, StructBlock
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
    _image_ids: set[int] = field(default_factory=set)
    _page_ids: set[int] = field(default_factory=set)
    _document_ids: set[int] = field(default_factory=set)
    _snippet_ids: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    _images: dict[int, ImageData] = field(default_factory=dict)
    _pages: dict[int, PageLink] = field(default_factory=dict)
    _documents: dict[int, DocumentData] = field(default_factory=dict)
    _snippets: dict[tuple[type[Model], int], Model] = field(default_factory=dict)

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
        if raw is None:
            return
        match block:
            case StreamBlock():
                for child in raw:
                    if child_block := block.child_blocks.get(child.get("type")):
                        self._note(child_block, child.get("value"))
            case ImageBlock():
                self.want_image(_integer(raw.get("image") if isinstance(raw, dict) else raw))
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
            case ChooserBlock():
                if pk := _integer(raw):
                    self._snippet_ids[block.target_model].add(pk)

    # --- Loading -----------------------------------------------------------------------------------------------

    def load(self) -> Resolver:
        """Load everything that was noted: two queries for images, one for each other kind that occurs."""
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
        for model, pks in self._snippet_ids.items():
            self._snippets |= {(model, pk): row for pk, row in model._default_manager.in_bulk(pks).items()}
        return self

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

    def stream(self, block: StreamBlock, raw: Iterable[dict] | None) -> list[ResolvedBlock]:
        """The blocks of a stream, ready for templates and for JSON."""
        return self.value(block, list(raw or []))

    def rich_text(self, source: str) -> str:
        """Stored rich text as HTML. A link to what the reader may not see keeps its words and loses its address."""
        return LINK.sub(self._link, source or "")

    def value(self, block: Block, raw: Any) -> Any:
        """The plain value of one block."""
        if raw is None and not isinstance(block, StructBlock | ListBlock | StreamBlock | TypedTableBlock):
            return None
        value: Any
        match block:
            case StreamBlock():
                value = [
                    ResolvedBlock(
                        type=child["type"], id=child.get("id") or "", value=self.value(child_block, child["value"])
                    )
                    for child in raw or []
                    if (child_block := block.child_blocks.get(child.get("type")))
                ]
            case ImageBlock():
                value = self._image_value(raw)
            case StructBlock():
                stored = raw or {}
                value = {name: self.value(child, stored.get(name)) for name, child in block.child_blocks.items()}
            case ListBlock():
                value = [self.value(block.child_block, _item(item)) for item in raw or []]
            case TypedTableBlock():
                value = self._table_value(block, raw or {})
            case RichTextBlock():
                value = self.rich_text(raw)
            case PageChooserBlock():
                value = self.page(_integer(raw))
            case ImageChooserBlock():
                value = self.image(_integer(raw))
            case DocumentChooserBlock():
                value = self.document(_integer(raw))
            case ChooserBlock():
                value = self._snippets.get((block.target_model, _integer(raw) or 0))
            case _:
                value = raw
        represent: Callable[[Any], Any] | None = getattr(block, "represent", None)
        return represent(value) if represent else value

    def _image_value(self, raw: Any) -> ImageData | None:
        stored = raw if isinstance(raw, dict) else {"image": raw}
        image = self.image(_integer(stored.get("image")))
        if image is None:
            return None
        alt = "" if stored.get("decorative") else stored.get("alt_text") or image["alt"]
        return ImageData(**{**image, "alt": alt})  # type: ignore[typeddict-item]

    def _table_value(self, block: TypedTableBlock, raw: dict) -> dict[str, Any]:
        columns = [column for column in raw.get("columns", []) if column["type"] in block.child_blocks]
        return {
            "caption": raw.get("caption", ""),
            "columns": [{"heading": column["heading"], "type": column["type"]} for column in columns],
            "rows": [
                [
                    self.value(block.child_blocks[column["type"]], cell)
                    for column, cell in zip(raw["columns"], row["values"], strict=False)
                    if column["type"] in block.child_blocks
                ]
                for row in raw.get("rows", [])
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


def _integer(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _item(item: Any) -> Any:
    """A list's item: stored with its id since Wagtail 2.16, or bare."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item


def _cells(raw: dict) -> Iterable[tuple[dict, Any]]:
    for row in raw.get("rows", []):
        yield from zip(raw.get("columns", []), row["values"], strict=False)
