"""« Ressources », and its lists of events, of publications and of projects."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from archive.citations.page import list_exports
from archive.events.timeline import agenda
from archive.models import (
    ArchiveIndexPage,
    EventIndexPage,
    ProjectIndexPage,
    ProjectPage,
    PublicationIndexPage,
    TourPage,
)
from archive.pages.calendars import feed_links
from archive.pages.cards import PUBLICATION_FIELDS, TOUR_FIELDS, event_cards, event_rows, publication_cards, tour_cards
from archive.pages.lists import event_list, project_list, publication_list
from archive.pages.selection import query_of
from archive.publications.filters import apply_filters, visible_publications
from core.visibility.gate import Gate

#: Number of events, of publications, and of tours, on « Ressources ».
LATEST = 6
#: Ways through everything, besides the lists below « Ressources »: titles and names of URLs.
WAYS = (("Chronologie", "archive:chronology"), ("Thèmes", "themes"), ("Partenaires", "partners"))


def archive_context(page: ArchiveIndexPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return `sections` and `ways` (`title`, `url`), and the cards of the latest events, publications and tours."""
    lists = gate.pages(Page).child_of(page).not_type(TourPage)
    rows = lists.order_by("path").values("title", "url_path")
    events = agenda(gate)
    publications = apply_filters(visible_publications(gate), gate).newest_first()
    tours = gate.pages(TourPage).child_of(page).newest_first().with_step_counts()
    return {
        "sections": [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows],
        "ways": [{"title": title, "url": reverse(name)} for title, name in WAYS],
        "latest_events": event_cards(gate, event_rows([*events.ahead[:LATEST], *events.past[:LATEST]][:LATEST])),
        "latest_publications": publication_cards(gate, list(publications.values(*PUBLICATION_FIELDS)[:LATEST])),
        "latest_tours": tour_cards(gate, list(tours.values(*TOUR_FIELDS)[:LATEST])),
    }


def events_context(page: EventIndexPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of `event_list`, and the addresses of the `feeds` with the filters in use."""
    context = event_list(gate, page, request.GET)
    return context | {"feeds": feed_links(gate, context["form"].filters)}


def publications_context(page: PublicationIndexPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of `publication_list`, and with the filters in use the URL of its `feed` and its `exports`."""
    context = publication_list(gate, page, request.GET)
    filters = context["form"].filters
    return context | {
        "feed": f"{reverse('archive:publications_feed')}{query_of(filters)}",
        "exports": list_exports(page, gate, filters),
    }


def projects_context(page: ProjectIndexPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    return project_list(gate, gate.pages(ProjectPage).child_of(page), request.GET)
