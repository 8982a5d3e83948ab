"""The sources of a page."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models.sources import AbstractSource


def source_rows(sources: Iterable[AbstractSource]) -> list[dict[str, str]]:
    """Return sources in the shape that `components/sources.html` takes."""
    return [
        {
            "title": source.title,
            "url": source.url,
            "author": "",
            "date_label": source.date_label,
            "licence": "",
            "note": source.note,
        }
        for source in sources
    ]
