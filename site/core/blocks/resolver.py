"""The resolver: turns stored StreamField data into plain values, for templates and for the API alike.

It works in three steps. It walks the raw data of all streams of a response and collects what they refer to: images,
pages, documents, and objects of blocks with a `loader`. It loads each kind with one query or two, through the gate.
It returns the values.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db.models import F
from django.urls import reverse
from wagtail.blocks import (
    Block,
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

from core.bin import tree
from core.blocks.rich_text import links, with_links
from core.blocks.walk import item_value, primary_key, shaped, table_columns, table_rows, walk
from core.files import images
from core.files.images import ImageData
from core.models import SillonDocument
from core.visibility.gate import Audience, Gate

#: What precedes the name of an unpublished page in links that only the team sees.
UNPUBLISHED = "[non publiée]"


class PageLink(TypedDict):
    """A link to a page that the reader may see; `id` is its public id (a UUID)."""

    id: str
    title: str
    url: str


class FileData(TypedDict):
    """A file to download.

    `type` is a media type, `size` is in bytes, or None if the file is missing; `pages` is None unless it is a PDF that
    was read.
    """

    title: str
    url: str
    extension: str
    type: str
    size: int | None
    pages: int | None
    sha1: str


class DocumentData(FileData):
    """A document to download."""

    id: int


class ResolvedBlock(TypedDict):
    """A block for output. `value` holds plain data only."""

    type: str
    id: str
    value: Any


@dataclass(frozen=True)
class StoredStream:
    """A stream within the data that a loader returns. It is resolved with the stream that refers to it."""

    block: StreamBlock
    raw: list[dict]


#: Called as `loader(gate, ids, absolute)`; returns the data of the objects with these ids, without those that the
#: reader may not see. A value may be a `StoredStream`. A chooser block names its loader in the attribute `loader`.
Loader = Callable[[Gate, list[int], bool], Mapping[int, dict[str, Any]]]


@dataclass
class Resolver:
    """Collects the references of all streams of a response, loads them together, and returns the values.

    >>> resolver = Resolver(gate)
    >>> resolver.add_stream(Page.body.field.stream_block, raw)   # as often as needed
    >>> resolver.load()
    >>> resolver.stream(Page.body.field.stream_block, raw)
    """

    gate: Gate
    #: Whether URLs have scheme and host, as JSON needs; in templates they start at the root of the host.
    absolute: bool = False
    #: Transforms each piece of rich text, in reading order.
    annotate: Callable[[str], str] | None = None
    #: Called with each block of a stream after it has been resolved, in reading order.
    on_block: Callable[[ResolvedBlock], None] | None = None
    _image_ids: set[int] = field(default_factory=set)
    _page_ids: set[int] = field(default_factory=set)
    _document_ids: set[int] = field(default_factory=set)
    _chosen_ids: dict[Loader, set[int]] = field(default_factory=lambda: defaultdict(set))
    _images: dict[int, ImageData] = field(default_factory=dict)
    _pages: dict[int, PageLink] = field(default_factory=dict)
    _unpublished: dict[int, PageLink] = field(default_factory=dict)
    _documents: dict[int, DocumentData] = field(default_factory=dict)
    _chosen: dict[Loader, dict[int, dict[str, Any] | None]] = field(default_factory=lambda: defaultdict(dict))

    # --- Collecting references -------------------------------------------------------------------------------

    def add_image(self, pk: int | None) -> None:
        if pk:
            self._image_ids.add(pk)

    def add_page(self, pk: int | None) -> None:
        if pk:
            self._page_ids.add(pk)

    def add_document(self, pk: int | None) -> None:
        if pk:
            self._document_ids.add(pk)

    def add_stream(self, block: StreamBlock, raw: Iterable[dict] | None) -> None:
        """Collect the references of a stream; `raw` is its stored list of blocks."""
        self.add_value(block, list(raw or []))

    def add_rich_text(self, source: str) -> None:
        for attributes in links(source or ""):
            if attributes.get("linktype") == "page":
                self.add_page(primary_key(attributes.get("id")))
            elif attributes.get("linktype") == "document":
                self.add_document(primary_key(attributes.get("id")))

    def add_value(self, block: Block, raw: Any) -> None:
        """Collect the references in the stored value of a block."""
        for part, stored in walk(block, raw):
            if loader := getattr(part, "loader", None):
                if pk := primary_key(stored):
                    self._chosen_ids[loader].add(pk)
                continue
            match part:
                case ImageBlock():
                    self.add_image(primary_key(stored.get("image")))
                case RichTextBlock():
                    self.add_rich_text(stored)
                case PageChooserBlock():
                    self.add_page(primary_key(stored))
                case ImageChooserBlock():
                    self.add_image(primary_key(stored))
                case DocumentChooserBlock():
                    self.add_document(primary_key(stored))

    # --- Loading -----------------------------------------------------------------------------------------------

    def load(self) -> Resolver:
        """Load everything that was collected: two queries for images, one or a few for each other kind in use."""
        self._load_chosen()
        self._images = images.load(self._image_ids, self.gate.images)
        if self.absolute:
            loaded = self._images.items()
            self._images = {pk: images.as_json(image, self.gate.base_url) for pk, image in loaded}  # type: ignore[misc]
        if self._page_ids:
            rows = (
                self.gate.pages(Page).filter(pk__in=self._page_ids).values("pk", "translation_key", "title", "url_path")
            )
            self._pages = {row["pk"]: self._page_link(row) for row in rows}
            if self.gate.audience == Audience.TEAM and not self.absolute:
                self._unpublished = self._load_unpublished(self._page_ids - self._pages.keys())
        if self._document_ids:
            documents = SillonDocument.objects.filter(pk__in=self._document_ids).annotate(pages=F("pdf__page_count"))
            self._documents = {row.pk: self._document_data(row) for row in self.gate.documents(documents)}
        return self

    def _load_chosen(self) -> None:
        """Run the loaders, before anything else: their data may hold streams, which refer to more objects."""
        while pending := [
            (loader, missing)
            for loader, ids in list(self._chosen_ids.items())
            if (missing := ids - self._chosen[loader].keys())
        ]:
            for loader, ids in pending:
                rows = loader(self.gate, sorted(ids), self.absolute)
                self._chosen[loader] |= {pk: rows.get(pk) for pk in ids}
                for row in rows.values():
                    for value in row.values():
                        if isinstance(value, StoredStream):
                            self.add_value(value.block, value.raw)

    def _load_unpublished(self, ids: set[int]) -> dict[int, PageLink]:
        """Return links to the drafts of those pages that are not live, marked as such; only the team sees them."""
        if not ids:
            return {}
        drafts = tree.outside(Page.objects.filter(pk__in=ids, live=False))
        for path in self.gate.closed_paths:
            drafts = drafts.exclude(path__startswith=path)
        rows = drafts.values("pk", "translation_key", "draft_title")
        return {
            row["pk"]: PageLink(
                id=str(row["translation_key"]),
                title=f"{UNPUBLISHED} {row['draft_title']}",
                url=reverse("wagtailadmin_pages:view_draft", args=[row["pk"]]),
            )
            for row in rows
        }

    def _page_link(self, row: dict) -> PageLink:
        url = self.gate.full_url if self.absolute else self.gate.url
        return PageLink(id=str(row["translation_key"]), title=row["title"], url=url(row["url_path"]))

    def _document_data(self, document: Any) -> DocumentData:
        """Return a document that is annotated with `pages`."""
        url = document.url
        return DocumentData(
            id=document.pk,
            title=document.title,
            url=self.gate.absolute(url) if self.absolute else url,
            extension=document.file_extension.lower(),
            type=document.content_type,
            size=document.file_size,
            pages=document.pages,
            sha1=document.file_hash,
        )

    # --- Values ------------------------------------------------------------------------------------------------

    def image(self, pk: int | None) -> ImageData | None:
        return self._images.get(pk) if pk else None

    def page(self, pk: int | None) -> PageLink | None:
        """Return the page, or None if the reader may not see it. The team sees the drafts of unpublished pages."""
        return self._pages.get(pk) or self._unpublished.get(pk) if pk else None

    def document(self, pk: int | None) -> DocumentData | None:
        return self._documents.get(pk) if pk else None

    def chosen(self, loader: Loader, pk: int | None) -> dict[str, Any] | None:
        """Return the data of a chosen object, its streams resolved, or None if the reader may not see it."""
        row = self._chosen[loader].get(pk) if pk else None
        if row is None:
            return None
        return {
            name: self.stream(value.block, value.raw) if isinstance(value, StoredStream) else value
            for name, value in row.items()
        }

    def stream(self, block: StreamBlock, raw: Iterable[dict] | None) -> list[ResolvedBlock]:
        """Return the resolved blocks of a stream."""
        return self.value(block, list(raw or []))

    def rich_text(self, source: str) -> str:
        """Return stored rich text as HTML. A link to a target that the reader may not see keeps its text alone."""
        text = with_links(source or "", self._opening_tag)
        return self.annotate(text) if self.annotate and text else text

    def value(self, block: Block, raw: Any) -> Any:
        """Return the plain value of a block."""
        raw = shaped(block, raw)
        if loader := getattr(block, "loader", None):
            return self.chosen(loader, primary_key(raw))
        value: Any
        match block:
            case StreamBlock():
                value = [self._child(block, child) for child in raw]
            case ImageBlock():
                value = self._image_value(raw)
            case StructBlock():
                value = {name: self.value(child, raw.get(name)) for name, child in block.child_blocks.items()}
            case ListBlock():
                value = [self.value(block.child_block, item_value(item)) for item in raw]
            case TypedTableBlock():
                value = self._table_value(block, raw)
            case RichTextBlock():
                value = self.rich_text(raw)
            case PageChooserBlock():
                value = self.page(primary_key(raw))
            case ImageChooserBlock():
                value = self.image(primary_key(raw))
            case DocumentChooserBlock():
                value = self.document(primary_key(raw))
            case _:
                value = raw
        represent: Callable[[Any], Any] | None = getattr(block, "represent", None)
        value = represent(value) if represent else value
        if frame_hosts := getattr(block, "frame_hosts", None):
            self.gate.frame_hosts.update(frame_hosts(value))
        return value

    def _child(self, block: StreamBlock, child: Mapping[str, Any]) -> ResolvedBlock:
        kind = child["type"]
        value = self.value(block.child_blocks[kind], child.get("value"))
        resolved = ResolvedBlock(type=kind, id=str(child.get("id") or ""), value=value)
        if self.on_block:
            self.on_block(resolved)
        return resolved

    def _image_value(self, stored: dict[str, Any]) -> ImageData | None:
        image = self.image(primary_key(stored.get("image")))
        if image is None:
            return None
        alt = "" if stored.get("decorative") else str(stored.get("alt_text") or image["alt"])
        return ImageData(**{**image, "alt": alt})  # type: ignore[typeddict-item]

    def _table_value(self, block: TypedTableBlock, raw: dict) -> dict[str, Any]:
        return {
            "caption": str(raw.get("caption") or ""),
            "columns": [
                {"heading": str(column.get("heading") or ""), "type": column["type"]}
                for _, column in table_columns(block, raw)
            ],
            "rows": [[self.value(*cell) for cell in row] for row in table_rows(block, raw)],
        }

    def _opening_tag(self, attributes: dict[str, str]) -> str | None:
        pk = primary_key(attributes.get("id"))
        match attributes.get("linktype"):
            case "page":
                target: PageLink | DocumentData | None = self.page(pk)
            case "document":
                target = self.document(pk)
            case _:
                address = attributes.get("href", "")
                inside = self.absolute and address.startswith("/") and not address.startswith("//")
                if not inside:
                    return None
                origin = self.gate.absolute(address).removesuffix(address)  # the stored address is escaped already
                return f'<a href="{html.escape(origin)}{address}">'
        if target is None:
            return "<a>"
        mark = f"{UNPUBLISHED} " if pk in self._unpublished and attributes["linktype"] == "page" else ""
        return f'<a href="{html.escape(target["url"])}">{mark}'


def as_file(document: DocumentData, title: str = "") -> FileData:
    """Return a document as a file of a page, which may have a title of its own for it."""
    return FileData(
        title=title or document["title"],
        url=document["url"],
        extension=document["extension"],
        type=document["type"],
        size=document["size"],
        pages=document["pages"],
        sha1=document["sha1"],
    )


def resolve_value(block: Block, raw: Any, gate: Gate) -> Any:
    """Resolve a single block or stream."""
    resolver = Resolver(gate)
    resolver.add_value(block, raw)
    return resolver.load().value(block, raw)
