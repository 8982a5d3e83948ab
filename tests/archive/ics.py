"""A strict reader of calendars: the rules of RFC 5545 on the bytes, and three parsers that must agree."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

REQUIRED = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "STATUS", "URL"}


def events(body: bytes) -> dict[str, icalendar.Event]:
    """The events of a calendar by UID, as `icalendar` reads them, after everything has been checked."""
    assert faults(body) == []
    calendar = icalendar.Calendar.from_ical(body)
    result = {str(event["uid"]): event for event in calendar.events}
    assert len(result) == len(calendar.events), "a UID twice"
    spans = {uid: (event.decoded("dtstart"), event.decoded("dtend", None)) for uid, event in result.items()}
    assert _spans_of_vobject(body) == spans
    assert _spans_of_ical(body) == spans
    for uid, (start, end) in spans.items():
        assert end is None or (type(end) is type(start) and end > start), uid
        assert set(result[uid]) >= REQUIRED
    return result


def faults(body: bytes) -> list[str]:
    """What is wrong with the bytes of a calendar."""
    problems = []
    if body.replace(b"\r\n", b"").count(b"\n") or body.replace(b"\r\n", b"").count(b"\r"):
        problems.append("a line end that is not CRLF")
    if not body.endswith(b"\r\nEND:VCALENDAR\r\n") or not body.startswith(b"BEGIN:VCALENDAR\r\n"):
        problems.append("no whole calendar")
    for line in body.split(b"\r\n"):
        if len(line) > 75:
            problems.append("a line above 75 octets")
        try:
            line.decode()
        except UnicodeDecodeError:
            problems.append("a character cut in two")
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            problems.append("a control character")
    lines = [line.encode() for line in unfolded(body).split("\r\n")]
    for name in (b"VERSION:2.0", b"METHOD:PUBLISH"):
        if lines.count(name) != 1:
            problems.append(f"not one {name.decode()}")
    if sum(line.startswith(b"PRODID:") for line in lines) != 1:
        problems.append("not one PRODID")
    for line in lines:
        if re.match(rb"DTSTAMP|LAST-MODIFIED", line) and not re.fullmatch(rb"[A-Z-]+:\d{8}T\d{6}Z", line):
            problems.append("a time stamp that is not in UTC")
        if re.match(rb"DTSTART|DTEND", line) and not re.fullmatch(rb"[A-Z]+(:\d{8}T\d{6}Z|;VALUE=DATE:\d{8})", line):
            problems.append("neither a day nor a moment in UTC")
    return problems


def unfolded(body: bytes) -> str:
    """The text of a calendar with each property on one line."""
    return re.sub(rb"\r\n[ \t]", b"", body).decode(errors="replace")


def _spans_of_vobject(body: bytes) -> dict[str, tuple[date, date | None]]:
    calendar = vobject.readOne(body.decode())
    calendar.validate(raiseException=True)
    return {
        event.uid.value: (_utc(event.dtstart.value), _utc(event.dtend.value) if hasattr(event, "dtend") else None)
        for event in getattr(calendar, "vevent_list", [])
    }


def _spans_of_ical(body: bytes) -> dict[str, tuple[date, date | None]]:
    calendar = IcsCalendarStream.calendar_from_ics(body.decode())
    return {event.uid: (_utc(event.dtstart), _utc(event.dtend) if event.dtend else None) for event in calendar.events}


def _utc(value: date) -> date:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
