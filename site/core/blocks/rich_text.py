"""The links in stored rich text, as Wagtail writes them: `<a linktype="page" id="3">`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LINK = re.compile(r"<a\b([^>]*)(?:>|\Z)", re.IGNORECASE)
ATTRIBUTE = re.compile(r'(?<![\w-])([\w-]+)="([^"]*)"')


def links(source: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each link; values stay HTML-escaped."""
    for match in LINK.finditer(source):
        yield dict(ATTRIBUTE.findall(match[1]))


def with_links(source: str, opening_tag: Callable[[dict[str, str]], str | None]) -> str:
    """Replace the opening tag of each link by the result of `opening_tag(attributes)`; None leaves the link alone."""
    return LINK.sub(lambda match: opening_tag(dict(ATTRIBUTE.findall(match[1]))) or match[0], source)
