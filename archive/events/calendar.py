"""Events as iCalendar (RFC 5545, with the calendar properties of RFC 7986), from plain rows.

- An event has a VEVENT if its days are exact. With an hour of start it is timed, in UTC; else it lasts whole days.
- A cancelled event stays, as STATUS:CANCELLED. A postponed one is STATUS:TENTATIVE: as CANCELLED most clients would
  hide it from readers who have the former date in mind. Many clients ignore STATUS, so the summary says it as well.
- SEQUENCE, DTSTAMP and LAST-MODIFIED come from the stored `CalendarEntry`, never from the time of the request.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from icalendar import Calendar, Event, vDuration

from archive.choices import EventKind, EventState, Mode
from archive.events import schedule
from core.dates.words import PARIS
from core.text.typography import french

#: The columns of a row. The last three are those of the event's `CalendarEntry`, None without one, and of its page.
CALENDAR_FIELDS = (
    "pk", "translation_key", "title", "slug", "url_path", "kind", "state", "date", "start_time", "end_time",
    "mode", "venue", "place_id", "access", "introduction",
    "calendar_entry__sequence", "calendar_entry__changed_at", "last_published_at",
)  # fmt: skip
#: The columns whose change is one of the calendar's.
SHOWN_FIELDS = (
    "title", "slug", "kind", "date", "start_time", "end_time", "mode", "venue", "place__title", "access",
    "introduction",
)  # fmt: skip
PRODUCT = "-//Sillon//Agenda des évènements//FR"
#: How often clients should read a calendar again.
REFRESH = timedelta(hours=12)
#: Maximum size of a calendar in bytes; Google Calendar refuses larger ones.
MAX_BYTES = 1_000_000
#: How many written events a process remembers, some kilobytes each. To write one takes longer than to read ten from the
#: database, and calendars are read again and again while few events change.
CACHED = 4_000
#: RFC 5545 requires a DTSTAMP; an event that was never published through its form gets this one.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
#: States that readers must see in the summary, and their values of STATUS.
_STATUSES: dict[str, str] = {EventState.POSTPONED: "TENTATIVE", EventState.CANCELLED: "CANCELLED"}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class Span(NamedTuple):
    """DTSTART and DTEND (exclusive, or None): two days, or two moments in UTC."""

    start: date | datetime
    end: date | datetime | None


def span_of(edtf: str, start: time | None, end: time | None) -> Span | None:
    """Return when an event takes place; None for an approximate, open or vague date.

    Whole days without an hour of start; over several days also without an hour of end, since a DTSTART alone would
    show the first day only. An end that is not after the start is left out.
    """
    days = schedule.days_of(edtf)
    if days is None:
        return None
    if start is None or (end is None and days.first != days.last):
        return Span(days.first, days.last + timedelta(days=1))
    begins = datetime.combine(days.first, start, PARIS).astimezone(UTC)
    last = schedule.ends_at(edtf, start, end)
    ends = last.astimezone(UTC) if last else None  # compared in UTC: wall clocks go back in autumn
    return Span(begins, ends if ends and ends > begins else None)


def fingerprint(row: Mapping[str, Any]) -> str:
    """Return a hash of what a calendar shows of a row with `SHOWN_FIELDS` and `state`.

    Announced, held and reported events are the same to a calendar.
    """
    values = [*(row[name] for name in SHOWN_FIELDS), _STATUSES.get(row["state"], "")]
    return hashlib.blake2b(json.dumps(values, default=str).encode(), digest_size=16).hexdigest()


def file_head() -> Calendar:
    """Return an empty calendar for a file to import. It has no name, for which Outlook would add a second calendar."""
    result = Calendar()
    result.add("version", "2.0")
    result.add("prodid", PRODUCT)
    result.add("method", "PUBLISH")
    return result


def subscription_head(name: str, url: str) -> Calendar:
    """Return an empty calendar to subscribe to: the name that clients show, its address, and how often to read it."""
    result = file_head()
    result.add("name", _line(name))
    result.add("x-wr-calname", _line(name))
    result.add("source", url, parameters={"VALUE": "URI"})
    result.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    result.add("x-published-ttl", vDuration(REFRESH))
    return result


def event(row: Mapping[str, Any], url: str, place: str = "") -> bytes | None:
    """Return the VEVENT of a row with `CALENDAR_FIELDS`; None if its date is no exact day or period.

    `url` is the absolute address of the page, `place` the title of its place if the public may see it.
    """
    return _event(tuple(row[name] for name in CALENDAR_FIELDS), url, place)


@lru_cache(maxsize=CACHED)
def _event(values: tuple[Any, ...], url: str, place: str) -> bytes | None:
    component = _component(dict(zip(CALENDAR_FIELDS, values, strict=True)), url, place)
    return component.to_ical(sorted=False) if component else None


def _component(row: Mapping[str, Any], url: str, place: str) -> Event | None:
    span = span_of(row["date"], row["start_time"], row["end_time"])
    if span is None:
        return None
    changed_at = row["calendar_entry__changed_at"] or row["last_published_at"] or UNDATED
    result = Event()
    result.add("uid", str(row["translation_key"]))
    result.add("dtstamp", changed_at.astimezone(UTC))
    result.add("last-modified", changed_at.astimezone(UTC))
    result.add("sequence", row["calendar_entry__sequence"] or 0)
    result.add("dtstart", span.start)
    if span.end:
        result.add("dtend", span.end)
    result.add("summary", summary(row["title"], row["state"]))
    result.add("description", _description(row, span, url))
    if location := _location(row, place):
        result.add("location", location)
    result.add("url", url)
    result.add("status", _STATUSES.get(row["state"], "CONFIRMED"))
    if row["state"] in _STATUSES:
        result.add("transp", "TRANSPARENT")
    result.add("categories", [EventKind(row["kind"]).label])
    return result


def to_bytes(head: Calendar, events: Iterable[bytes], limit: int = MAX_BYTES) -> bytes:
    """Return a calendar with these events, without those from the first that would exceed the limit in bytes."""
    start, end, _ = head.to_ical(sorted=False).partition(b"END:VCALENDAR\r\n")
    parts = [start]
    size = len(start) + len(end)
    for part in events:
        size += len(part)
        if size > limit:
            break
        parts.append(part)
    return b"".join([*parts, end])


def summary(title: str, state: str) -> str:
    """Return the title, after « Annulé : » or « Reporté : » unless it begins so itself."""
    title = _line(title)
    label = EventState(state).label if state in _STATUSES else ""
    return title if title.casefold().startswith(label.casefold()) else f"{label}\u00a0: {title}"


def _description(row: Mapping[str, Any], span: Span, url: str) -> str:
    """Return the introduction, hours that DTSTART does not say, ways to take part and to come, and the address."""
    hours = schedule.hours_label(row["date"], row["start_time"], row["end_time"])
    lines = [
        _text(row["introduction"]),
        f"Horaires\u00a0: {french(hours)}" if hours and not isinstance(span.start, datetime) else "",
        f"Participation\u00a0: {Mode(row['mode']).label.lower()}" if row["mode"] != Mode.IN_PERSON else "",
        f"Comment venir\u00a0: {_line(row['access'])}" if row["access"] else "",
        url,
    ]
    return "\n\n".join(filter(None, lines))


def _location(row: Mapping[str, Any], place: str) -> str:
    venue, place = _line(row["venue"]), _line(place)
    names = [venue] if place and place in venue else [venue, place]
    return ", ".join(filter(None, names)) or (Mode.ONLINE.label if row["mode"] == Mode.ONLINE else "")


def _text(text: str) -> str:
    """Remove control characters; all line ends become `\\n`, since some parsers end a content line at U+2028."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).strip()


def _line(text: str) -> str:
    return " ".join(_text(text).split("\n"))
