"""Atom feeds: what was published last, as everyone may see it."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe
from wagtail.models import Page

from archive.listings import EVENT_FIELDS, PUBLICATION_FIELDS, event_cards, publication_cards
from archive.models import EventIndexPage, EventReportPage, PublicationIndexPage, PublicationPage
from core.gate import Gate
from core.http import public_read

LENGTH = 50
#: A page that was never published by an editor has no date of its own.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@require_safe
@public_read
def events(request: HttpRequest) -> HttpResponse:
    gate = _public_gate(request)
    rows = _latest(gate.pages(EventReportPage), EVENT_FIELDS)
    return _answer(gate, EventIndexPage, reverse("archive:events_feed"), rows, event_cards(gate, rows))


@require_safe
@public_read
def publications(request: HttpRequest) -> HttpResponse:
    gate = _public_gate(request)
    rows = _latest(gate.pages(PublicationPage), PUBLICATION_FIELDS)
    return _answer(
        gate, PublicationIndexPage, reverse("archive:publications_feed"), rows, publication_cards(gate, rows)
    )


def _public_gate(request: HttpRequest) -> Gate:
    """A feed reader has no account: who is logged in gets what all get."""
    gate = Gate.for_request(request)
    return Gate(gate.snapshot, gate.site)


def _latest(pages: Any, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    newest = F("last_published_at").desc(nulls_last=True)
    return list(pages.order_by(newest, "path").values(*fields, "first_published_at", "last_published_at")[:LENGTH])


def _answer(
    gate: Gate, index_type: type[Page], path: str, rows: list[dict[str, Any]], cards: list[dict[str, Any]]
) -> HttpResponse:
    if gate.site is None:
        raise Http404
    name = gate.site.name or "Sillon"
    address = f"{gate.site.base_url}{path}"
    index = gate.pages(index_type).order_by("path").values("title", "url_path").first()
    title = index["title"] if index else index_type._meta.verbose_name.capitalize()
    feed = Atom1Feed(
        title=_text(f"{title} – {name}"),
        link=gate.full_url(index["url_path"] if index else gate.site.url_path),
        description="",
        language="fr",
        author_name=_text(name),
        feed_url=address,
        feed_guid=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, address)}",
    )
    for row, card in zip(rows, cards, strict=True):
        feed.add_item(
            title=_text(row["title"]),
            link=gate.full_url(row["url_path"]),
            description=f"<p>{escape(_text(card['label']))}</p><p>{escape(_text(card['summary']))}</p>",
            unique_id=f"urn:uuid:{row['translation_key']}",
            pubdate=row["first_published_at"],
            updateddate=row["last_published_at"] or row["first_published_at"] or UNDATED,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _text(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
