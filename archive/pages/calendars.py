"""The calendars of events, for subscription and for one event, and the links to them."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from archive.events import calendar
from archive.events.calendar import CALENDAR_FIELDS
from archive.events.filters import host_titles
from archive.events.status import UPCOMING
from archive.models import EventIndexPage, EventReportPage
from archive.pages.selection import query_of, select_events
from core.api.lookup import find, following_moves
from core.http.caching import public_read
from core.http.feeds import public_gate
from core.http.list_forms import UnknownFilters
from core.visibility.gate import Gate

#: Maximum number of events of a calendar, the newest ones.
LENGTH = 2000
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
@public_read
def agenda(request: HttpRequest) -> HttpResponse:
    """Serve the public events, or those that pass the filters of the list. 422 for unknown or malformed filters."""
    gate = public_gate(request)
    if gate.site is None:
        raise Http404
    try:
        selection = select_events(gate, request.GET)
    except UnknownFilters as problem:
        return problem.response()
    address = f"{gate.site.base_url}{reverse('archive:agenda')}{selection.query}"
    head = calendar.subscription_head(_name(gate, selection.label), address)
    newest = selection.pages.order_by(F("date_earliest").desc(nulls_last=True), "path")
    return HttpResponse(calendar.to_bytes(head, _events(gate, newest[:LENGTH])), content_type=CONTENT_TYPE)


@require_safe
@public_read
@following_moves
def event_agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve one public event as a file to add to a calendar. 404 without an exact date."""
    gate = public_gate(request)
    events = _events(gate, find(gate, EventReportPage, slug))
    if not events:
        raise Http404("Cet évènement n’a pas de date exacte.")
    body = calendar.to_bytes(calendar.file_head(), events)
    disposition = content_disposition_header(True, f"{slug}.ics")
    return HttpResponse(body, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


def event_link(gate: Gate, page: EventReportPage) -> str:
    """Return the address at which an event ahead can be added to a calendar; "" for other events and hidden pages."""
    upcoming = page.status is UPCOMING and calendar.span_of(page.date, page.start_time, page.end_time)
    public = Gate(gate.snapshot, gate.site).admits(page)
    return reverse("archive:event_agenda", args=[page.slug]) if upcoming and public else ""


def feed_links(gate: Gate, filters: dict[str, Any]) -> dict[str, str]:
    """Return the addresses of the feeds of a list with these filters: `atom`, `calendar`, and `webcal` to subscribe."""
    query = query_of(filters)
    address = f"{reverse('archive:agenda')}{query}"
    return {
        "atom": f"{reverse('archive:events_feed')}{query}",
        "calendar": address,
        "webcal": f"webcal://{gate.base_url.partition('://')[2]}{address}",
    }


def _events(gate: Gate, events: Any) -> list[bytes]:
    """Return the VEVENTs of a queryset."""
    places = host_titles(gate)
    rows = events.values(*CALENDAR_FIELDS)
    made = (calendar.event(row, gate.full_url(row["url_path"]), places.get(row["place_id"], "")) for row in rows)
    return [event for event in made if event]


def _name(gate: Gate, filters: str) -> str:
    """Return « Évènements (Mobilité, 2026) – Sillon », the name that clients show."""
    index = gate.pages(EventIndexPage).order_by("path").values_list("title", flat=True).first()
    title = index or EventIndexPage._meta.verbose_name.capitalize()
    site = (gate.site and gate.site.name) or "Sillon"
    return f"{title} ({filters}) – {site}" if filters else f"{title} – {site}"
