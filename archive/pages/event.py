"""The page of an event, and what schema.org calls it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from archive.choices import EventState, Mode
from archive.events import schedule
from archive.models import EventReportPage
from archive.pages.calendars import event_link
from archive.pages.project import projects_of_event
from archive.pages.sources import source_rows
from archive.registrations.availability import availability, row_of
from archive.registrations.seats import numbers_of
from archive.tours.relations import tours_with
from core.visibility.gate import Gate

SCHEMA_STATUS: dict[str, str] = {
    EventState.ANNOUNCED: "https://schema.org/EventScheduled",
    EventState.POSTPONED: "https://schema.org/EventPostponed",
    EventState.CANCELLED: "https://schema.org/EventCancelled",
}
SCHEMA_MODE: dict[str, str] = {
    Mode.IN_PERSON: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}


def event_context(page: EventReportPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of the event's template: what it holds, the `place` that the reader may see, the address
    `agenda` at which the event can be added to a calendar, or "", its `registration` (`state` and `url`), and the cards
    of the `projects` that it is a meeting of and of the `tours` of which it is a step."""
    place = page.visible_place(gate)
    return {
        **page.content(gate),
        "sources": source_rows(page.sources.all()),
        "place": place,
        "agenda": event_link(gate, page),
        "registration": registration_of(page),
        "projects": projects_of_event(gate, page),
        "tours": tours_with(gate, "report", page.pk),
        "structured_data": structured_data(page, gate, place),
        "decisions": list(page.decisions.all()),
        "follow_ups": list(page.follow_ups.all()),
        "programme": list(page.programme.all()),
        "speakers": [row.person for row in page.speakers.select_related("person__organisation")],
        "partners": [row.partner for row in page.partners.select_related("partner")],
    }


def registration_of(page: EventReportPage) -> dict[str, str]:
    """Return the state of registration, a value of `Availability`, and the URL of its form."""
    # A preview shows what the page says once it is published.
    state = availability(row_of(page) | {"live": True}, numbers_of(page), timezone.now())
    return {"state": state, "url": reverse("archive:register", args=[page.slug])}


def structured_data(page: EventReportPage, gate: Gate, place: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the event as a schema.org Event, for search engines. `place` comes from `visible_place`."""
    url = gate.full_url(page.url_path)
    place_name = page.venue or (place["title"] if place else "")
    locations = [{"@type": "Place", "name": place_name}] if place_name else []
    if page.mode != Mode.IN_PERSON:
        locations.append({"@type": "VirtualLocation", "url": url})
    data = {
        "@type": "Event",
        "name": page.title,
        "url": url,
        "inLanguage": "fr",
        "description": page.search_description or page.introduction,
        **_dates(page),
        "eventStatus": SCHEMA_STATUS.get(page.state, ""),
        "eventAttendanceMode": SCHEMA_MODE[page.mode],
        "location": locations[0] if len(locations) == 1 else locations,
        "maximumAttendeeCapacity": page.capacity,
    }
    return {key: value for key, value in data.items() if value}


def _dates(page: EventReportPage) -> dict[str, str]:
    """Return `startDate` and `endDate`, as exact as they are known; empty for a date that ISO 8601 cannot write."""
    days = schedule.days_of(page.date)
    several = days is not None and days.first != days.last
    first = days.first.isoformat() if days else page.iso_date
    last = days.last.isoformat() if days and several else ""
    return {
        "startDate": page.starts_at.isoformat() if page.starts_at else first,
        "endDate": page.ends_at.isoformat() if page.ends_at else last,
    }
