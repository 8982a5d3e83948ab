"""Atom feeds of the pages of a theme or a partner, with the filters of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpResponse

from core.cards import KINDS, visible
from core.http.feeds import LENGTH, FeedEntry, atom
from core.http.list_forms import UnknownFilters
from core.relations.entries import Entry, matching
from core.relations.forms import strict_filters
from core.visibility.gate import Gate

COLUMNS = (
    "kind", "title", "label", "summary", "page__url_path", "page__translation_key",
    "page__first_published_at", "page__last_published_at",
)  # fmt: skip


def latest(
    gate: Gate, title: str, link: str, path: str, entries: Sequence[Entry], data: Mapping[str, str]
) -> HttpResponse:
    """Return a feed of those entries that pass the filters of a query string, last published first.

    `link` is the URL of their list, `path` that of the feed. 422 for unknown or malformed filters.
    """
    try:
        filters = strict_filters(gate, data)
    except UnknownFilters as problem:
        return problem.response()
    pages = [entry.page for entry in matching(gate, entries, filters)]
    newest = F("page__last_published_at").desc(nulls_last=True)
    rows = visible(gate).filter(page__in=pages).order_by(newest, "page_id").values(*COLUMNS)[:LENGTH]
    query = urlencode({name: value for name, value in data.items() if name != "page"})
    feed_entries = [
        FeedEntry(
            uid=str(row["page__translation_key"]),
            title=row["title"],
            url_path=row["page__url_path"],
            lines=[" · ".join(dict.fromkeys(filter(None, [KINDS.get(row["kind"], ""), row["label"]]))), row["summary"]],
            published=row["page__first_published_at"],
            updated=row["page__last_published_at"],
        )
        for row in rows
    ]
    return atom(gate, title, link, f"{path}?{query}" if query else path, feed_entries)
