"""Atom feeds."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed

from core.visibility.gate import Gate

#: Maximum number of entries.
LENGTH = 50
#: Atom requires a date; a page without a publication date gets this one.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class FeedEntry(NamedTuple):
    """A page in a feed: its public id, title and URL path, lines of plain text about it, and its two dates."""

    uid: str
    title: str
    url_path: str
    lines: Iterable[str]
    published: datetime | None
    updated: datetime | None


class _Feed(Atom1Feed):
    """A feed whose date is that of its latest entry, also without entries, where Django's is the current time."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=UNDATED)


def public_gate(request: HttpRequest) -> Gate:
    """Return the gate of an anonymous reader, even for a logged-in user: feeds hold public pages only."""
    gate = Gate.for_request(request)
    return Gate(gate.snapshot, gate.site)


def atom(gate: Gate, title: str, link: str, path: str, entries: Iterable[FeedEntry]) -> HttpResponse:
    """Return a feed. `link` is the URL of the page that it follows, `path` its own, both without scheme and host.

    Raise Http404 if the request matches no site.
    """
    if gate.site is None:
        raise Http404
    name = gate.site.name or "Sillon"
    address = f"{gate.site.base_url}{path}"
    feed = _Feed(
        title=_text(f"{title} – {name}"),
        link=gate.absolute(link),
        description="",
        language="fr",
        author_name=_text(name),
        feed_url=address,
        feed_guid=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, address)}",
    )
    for entry in entries:
        feed.add_item(
            title=_text(entry.title),
            link=gate.full_url(entry.url_path),
            description="".join(f"<p>{escape(_text(line))}</p>" for line in entry.lines if line),
            unique_id=f"urn:uuid:{entry.uid}",
            pubdate=entry.published,
            updateddate=entry.updated or entry.published or UNDATED,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _text(text: str) -> str:
    """Remove the characters that XML does not allow."""
    return _NOT_XML.sub("", text)
