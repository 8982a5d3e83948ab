"""Atom feeds of the latest public events, publications and evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from archive.choices import CommitmentStatus
from archive.commitments.register import measures
from archive.models import CommitmentIndexPage, EventIndexPage, EvidencePage, PublicationIndexPage
from archive.pages.cards import EVENT_FIELDS, PUBLICATION_FIELDS, event_cards, publication_cards
from archive.pages.selection import select_events, select_publications
from core.db.pages import path_above
from core.http.caching import public_read
from core.http.feeds import LENGTH, FeedEntry, atom, public_gate
from core.http.list_forms import UnknownFilters
from core.visibility.gate import Gate

EVIDENCE_FIELDS = ("path", "translation_key", "title", "url_path", "date_label", "establishes", "extract")


@require_safe
@public_read
def events(request: HttpRequest) -> HttpResponse:
    """Serve the public events, or those that pass the filters of the list. 422 for unknown or malformed filters."""
    gate = public_gate(request)
    try:
        selection = select_events(gate, request.GET)
    except UnknownFilters as problem:
        return problem.response()
    rows = _latest(selection.pages, EVENT_FIELDS)
    path = f"{reverse('archive:events_feed')}{selection.query}"
    return _feed(gate, EventIndexPage, path, rows, event_cards(gate, rows), selection.label)


@require_safe
@public_read
def publications(request: HttpRequest) -> HttpResponse:
    """Serve the public publications, or those that pass the filters of the list. 422 for unknown filters.

    As on the list, old versions are left out unless the query includes them, and withdrawn ones are marked.
    """
    gate = public_gate(request)
    try:
        selection = select_publications(gate, request.GET)
    except UnknownFilters as problem:
        return problem.response()
    rows = _latest(selection.pages, PUBLICATION_FIELDS)
    entries = [
        card | {"label": " · ".join([card["label"], *(badge["text"] for badge in card["badges"])])}
        for card in publication_cards(gate, rows)
    ]
    path = f"{reverse('archive:publications_feed')}{selection.query}"
    return _feed(gate, PublicationIndexPage, path, rows, entries, selection.label)


@require_safe
@public_read
def evidence(request: HttpRequest) -> HttpResponse:
    """Serve the public evidence that was validated last: what it says, and the measure that it is about."""
    gate = public_gate(request)
    rows = _latest(gate.pages(EvidencePage), EVIDENCE_FIELDS)
    about = {measure.path: measure.name for measure in measures(gate)}
    entries = [
        {
            "label": " · ".join(
                filter(None, [about.get(path_above(row["path"])), row["date_label"], _status_label(row["establishes"])])
            ),
            "summary": row["extract"],
        }
        for row in rows
    ]
    return _feed(gate, CommitmentIndexPage, reverse("archive:evidence_feed"), rows, entries)


def _status_label(code: str) -> str:
    return CommitmentStatus(code).label if code else ""


def _latest(pages: Any, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    newest = F("last_published_at").desc(nulls_last=True)
    return list(pages.order_by(newest, "path").values(*fields, "first_published_at", "last_published_at")[:LENGTH])


def _feed(
    gate: Gate,
    index_type: type[Page],
    path: str,
    rows: list[dict[str, Any]],
    cards: list[dict[str, Any]],
    filters: str = "",
) -> HttpResponse:
    index = gate.pages(index_type).order_by("path").values("title", "url_path").first()
    title = index["title"] if index else index_type._meta.verbose_name.capitalize()
    if filters:
        title = f"{title} ({filters})"
    entries = [
        FeedEntry(
            uid=str(row["translation_key"]),
            title=row["title"],
            url_path=row["url_path"],
            lines=[card["label"], card["summary"]],
            published=row["first_published_at"],
            updated=row["last_published_at"],
        )
        for row, card in zip(rows, cards, strict=True)
    ]
    return atom(gate, title, gate.url(index["url_path"]) if index else "/", path, entries)
