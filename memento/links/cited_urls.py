"""The URLs that the guide cites, and the sheets that cite them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from wagtail.blocks import RichTextBlock, StreamValue, URLBlock

from core.blocks.rich_text import links
from core.blocks.walk import primary_key, walk
from memento.blocks.shared import SharedBlockChooserBlock
from memento.links.fetch import checkable_url
from memento.models import CheckedLink, SharedBlock, SheetPage, SheetSource

#: The URLs in each published shared block, by its id.
SharedUrls = Mapping[int, list[str]]


@dataclass(frozen=True)
class CitingSheet:
    """A published sheet that cites a URL."""

    pk: int
    title: str


def sheets_by_url() -> dict[str, list[CitingSheet]]:
    """Return each cited URL with the published sheets that cite it: in their body, a shared block or their sources.

    Three queries.
    """
    shared = {block.pk: list(_urls_in_stream(block.body, {})) for block in SharedBlock.objects.filter(live=True)}
    sources: dict[int, list[str]] = defaultdict(list)
    for page, url in SheetSource.objects.filter(page__live=True).values_list("page", "url"):
        sources[page].append(url)
    by_url: dict[str, dict[int, CitingSheet]] = defaultdict(dict)
    for sheet in SheetPage.objects.live().order_by("path"):
        for raw in (*sources[sheet.pk], *_urls_in_stream(sheet.body, shared)):
            if url := checkable_url(raw):
                by_url[url][sheet.pk] = CitingSheet(sheet.pk, sheet.title)
    return {url: list(sheets.values()) for url, sheets in by_url.items()}


def _urls_in_stream(value: StreamValue, shared: SharedUrls) -> Iterable[str]:
    """Yield the URLs in a body and in its shared blocks, valid or not, in reading order."""
    for block, raw in walk(value.stream_block, value.get_prep_value()):
        match block:
            case SharedBlockChooserBlock():
                yield from shared.get(primary_key(raw) or 0, ())
            case RichTextBlock():
                for attributes in links(raw):
                    yield unescape(attributes.get("href", ""))
            case URLBlock():
                yield raw


def links_by_sheet(
    links: Iterable[CheckedLink], citing: Mapping[str, list[CitingSheet]]
) -> dict[CitingSheet, list[CheckedLink]]:
    """Group links by the sheets that cite them; `citing` comes from `sheets_by_url`."""
    by_sheet: dict[CitingSheet, list[CheckedLink]] = defaultdict(list)
    for link in links:
        for sheet in citing.get(link.url, ()):
            by_sheet[sheet].append(link)
    return dict(by_sheet)
