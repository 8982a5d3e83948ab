"""Events as iCalendar, from plain rows."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.events import calendar
from archive.events.calendar import SHOWN_FIELDS, fingerprint, span_of, summary
from tests.archive import ics

CHANGED = datetime(2026, 3, 1, 9, 30, 15, 999, tzinfo=timezone(timedelta(hours=1)))
URL = "https://sillon.example/ressources/evenements/soiree/"


def row(**fields) -> dict:
    return {
        "pk": 7, "translation_key": uuid.UUID(int=7), "title": "Une soirée", "slug": "soiree",
        "url_path": "/home/ressources/evenements/soiree/", "kind": "light_round_table", "state": "announced",
        "date": "2026-11-22", "start_time": time(17, 15), "end_time": time(19, 30), "mode": "in_person", "venue": "",
        "place_id": None, "place__title": None, "access": "", "introduction": "", "calendar_entry__sequence": 2,
        "calendar_entry__changed_at": CHANGED, "last_published_at": None,
    } | fields  # fmt: skip


def file_of(*rows: dict, place: str = "") -> bytes:
    made = [calendar.event(fields, URL, place) for fields in rows]
    return calendar.to_bytes(calendar.file_head(), [event for event in made if event])


@pytest.mark.parametrize(
    "change",
    [{"title": "Autre"}, {"date": "2026-11-23"}, {"calendar_entry__sequence": 3}, {"last_published_at": CHANGED}],
)
def test_an_event_is_written_anew_when_it_changes_and_only_then(change):
    calendar._event.cache_clear()
    first = calendar.event(row(), URL, "La Forge")
    assert calendar.event(row(), URL, "La Forge") is first
    calendar.event(row(**change), URL, "La Forge")
    calendar.event(row(), f"{URL}?", "La Forge")
    calendar.event(row(), URL, "La Cache")
    assert calendar._event.cache_info().misses == 4


def event_of(place: str = "", **fields):
    (event,) = ics.events(file_of(row(**fields), place=place)).values()
    return event


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


# --- When --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "start", "end", "expected"),
    [
        ("2026-11-22", time(17, 15), time(19, 30), (utc(2026, 11, 22, 16, 15), utc(2026, 11, 22, 18, 30))),
        ("2026-07-01", time(17, 15), time(19, 30), (utc(2026, 7, 1, 15, 15), utc(2026, 7, 1, 17, 30))),
        ("2026-07-01", time(9), None, (utc(2026, 7, 1, 7), None)),
        ("2026-07-01", None, None, (date(2026, 7, 1), date(2026, 7, 2))),
        ("2026-07-01", None, time(12), (date(2026, 7, 1), date(2026, 7, 2))),
        ("2026-12-31", None, None, (date(2026, 12, 31), date(2027, 1, 1))),
        ("2024-02-28/2024-03-01", None, None, (date(2024, 2, 28), date(2024, 3, 2))),
        ("2026-07-01/2026-07-03", time(9), time(17), (utc(2026, 7, 1, 7), utc(2026, 7, 3, 15))),
        ("2026-07-01/2026-07-03", time(17), time(9), (utc(2026, 7, 1, 15), utc(2026, 7, 3, 7))),
        ("2026-07-01/2026-07-03", time(9), None, (date(2026, 7, 1), date(2026, 7, 4))),
        # a night, and the nights in which clocks change
        ("2026-07-01", time(20), time(1), (utc(2026, 7, 1, 18), utc(2026, 7, 1, 23))),
        ("2026-07-01", time(20), time(0), (utc(2026, 7, 1, 18), utc(2026, 7, 1, 22))),
        ("2026-03-28", time(22), time(5), (utc(2026, 3, 28, 21), utc(2026, 3, 29, 3))),
        ("2026-10-24", time(22), time(5), (utc(2026, 10, 24, 20), utc(2026, 10, 25, 4))),
        ("2026-10-24/2026-10-25", time(9), time(17), (utc(2026, 10, 24, 7), utc(2026, 10, 25, 16))),
        # mistakes: the end is not after the start, in UTC
        ("2026-07-01", time(17), time(15), (utc(2026, 7, 1, 15), None)),
        ("2026-03-29", time(2, 30), time(3, 15), (utc(2026, 3, 29, 1, 30), None)),
    ],
)
def test_days_and_hours(edtf, start, end, expected):
    assert span_of(edtf, start, end) == expected
    event = event_of(date=edtf, start_time=start, end_time=end)
    assert (event.decoded("dtstart"), event.decoded("dtend", None)) == expected


@pytest.mark.parametrize(
    "edtf",
    ["", "2017", "2017-01", "2017-01-11/2017-01-20~", "2017-01-11~", "2017-01-11?", "2017-01-11/..", "2017-01/2017-02"],
)
def test_an_approximate_open_or_vague_date_is_no_event(edtf):
    assert span_of(edtf, None, None) is None
    assert calendar.event(row(date=edtf, start_time=None, end_time=None), URL) is None


def test_whole_days_have_dates_as_values():
    body = file_of(row(date="2026-07-01", start_time=None, end_time=None))
    assert b"\r\nDTSTART;VALUE=DATE:20260701\r\nDTEND;VALUE=DATE:20260702\r\n" in body


# --- What --------------------------------------------------------------------------------------------------------


def test_an_event_has_the_properties_of_its_page():
    event = event_of(
        title="Une soirée ; entre nous, « vraiment »", introduction="De quoi\r\nil s’agit.", venue="Salle du haut",
        mode="hybrid", place="La Menuise", access="Tram A",
    )  # fmt: skip
    assert event["uid"] == str(uuid.UUID(int=7))
    assert event["summary"] == "Une soirée ; entre nous, « vraiment »"
    assert (
        event["description"]
        == f"De quoi\nil s’agit.\n\nParticipation\u00a0: hybride\n\nComment venir\u00a0: Tram A\n\n{URL}"
    )
    assert event["location"] == "Salle du haut, La Menuise"
    assert event["url"] == URL
    assert event["status"] == "CONFIRMED"
    assert event.categories == ["Table ronde légère"]
    assert "transp" not in event


def test_stamps_are_those_of_the_entry():
    event = event_of()
    assert event.decoded("dtstamp") == event.decoded("last-modified") == utc(2026, 3, 1, 8, 30, 15)
    assert event["sequence"] == 2


def test_without_an_entry_the_stamps_are_those_of_the_publication():
    missing = {"calendar_entry__sequence": None, "calendar_entry__changed_at": None}
    event = event_of(**missing, last_published_at=utc(2020, 1, 2, 3, 4, 5))
    assert (event.decoded("dtstamp"), event["sequence"]) == (utc(2020, 1, 2, 3, 4, 5), 0)
    assert event_of(**missing).decoded("dtstamp") == calendar.UNDATED


@pytest.mark.parametrize(
    ("state", "status", "title"),
    [
        ("announced", "CONFIRMED", "Une soirée"),
        ("held", "CONFIRMED", "Une soirée"),
        ("reported", "CONFIRMED", "Une soirée"),
        ("postponed", "TENTATIVE", "Reporté\u00a0: Une soirée"),
        ("cancelled", "CANCELLED", "Annulé\u00a0: Une soirée"),
    ],
)
def test_a_cancelled_or_postponed_event_stays_and_says_so(state, status, title):
    event = event_of(state=state)
    assert (event["status"], event["summary"]) == (status, title)
    assert event.get("transp") == (None if status == "CONFIRMED" else "TRANSPARENT")


def test_a_title_that_says_it_is_cancelled_does_not_say_it_twice():
    assert summary("ANNULÉ – une soirée", "cancelled") == "ANNULÉ – une soirée"


@pytest.mark.parametrize(
    ("venue", "place", "mode", "location"),
    [
        ("", "", "in_person", None),
        ("Salle du haut", "", "in_person", "Salle du haut"),
        ("", "La Menuise", "in_person", "La Menuise"),
        ("La Menuise, 3 rue Neuve", "La Menuise", "in_person", "La Menuise, 3 rue Neuve"),
        ("", "", "online", "À distance"),
        ("", "", "hybrid", None),
    ],
)
def test_where(venue, place, mode, location):
    assert event_of(place, venue=venue, mode=mode).get("location") == location


def test_hours_that_the_dates_do_not_say_are_in_the_description():
    event = event_of(date="2026-07-01/2026-07-03", end_time=None)
    assert "Horaires\u00a0: à partir de 17\u00a0h\u00a015\n" in event["description"]
    assert "Horaires" not in event_of()["description"]


# --- The file ----------------------------------------------------------------------------------------------------


def test_a_subscription_says_its_name_its_address_and_when_to_come_back():
    head = calendar.subscription_head("Évènements\n– Sillon", f"{URL}?a=1&b=2")
    body = calendar.to_bytes(head, [])
    assert ics.faults(body) == []
    assert ics.unfolded(body).split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sillon//Agenda des évènements//FR", "METHOD:PUBLISH",
        "NAME:Évènements – Sillon", "X-WR-CALNAME:Évènements – Sillon", f"SOURCE;VALUE=URI:{URL}?a=1&b=2",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_file_has_the_first_events_that_fit_its_size():
    events = [calendar.event(row(translation_key=uuid.UUID(int=n), introduction="é" * 400), URL) for n in range(9)]
    whole = calendar.to_bytes(calendar.file_head(), events)
    short = calendar.to_bytes(calendar.file_head(), events, limit=len(whole) - 1)
    assert calendar.to_bytes(calendar.file_head(), events, limit=len(whole)) == whole
    assert list(ics.events(short)) == list(ics.events(whole))[:8]


#: `\N` is left out: `icalendar` takes it for a line end.
TYPED = st.text(max_size=300).filter(lambda text: "\\N" not in text)


@settings(max_examples=25)
@given(title=TYPED, introduction=TYPED, venue=TYPED)
def test_whatever_is_typed_the_file_is_valid_and_says_it(title, introduction, venue):
    event = event_of(title=title, introduction=introduction, venue=venue)
    assert event["summary"] == calendar._line(title)
    assert event["description"].startswith(calendar._text(introduction))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\r\n", "a line end that is not CRLF"),
        (b"BEGIN:VCALENDAR\r\nX:" + b"a" * 80 + b"\r\nEND:VCALENDAR\r\n", "a line above 75 octets"),
        (b"BEGIN:VCALENDAR\r\nX:\xc3\r\n \xa9\r\nEND:VCALENDAR\r\n", "a character cut in two"),
        (b"BEGIN:VCALENDAR\r\nX:\x07\r\nEND:VCALENDAR\r\n", "a control character"),
        (b"BEGIN:VCALENDAR\r\nDTSTAMP:20260101T120000\r\nEND:VCALENDAR\r\n", "a time stamp that is not in UTC"),
        (b"BEGIN:VCALENDAR\r\nDTSTART:20260101\r\nEND:VCALENDAR\r\n", "neither a day nor a moment in UTC"),
        (b"BEGIN:VCALENDAR\r\n", "no whole calendar"),
    ],
)
def test_a_broken_file_is_seen(body, fault):
    assert fault in ics.faults(body)


# --- Fingerprints ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN_FIELDS)
def test_what_a_calendar_shows_is_in_the_fingerprint(name):
    assert fingerprint(row(**{name: "autre"})) != fingerprint(row())


def test_states_that_are_the_same_in_a_calendar_have_the_same_fingerprint():
    assert len({fingerprint(row(state=state)) for state in ("announced", "held", "reported")}) == 1
    assert len({fingerprint(row(state=state)) for state in ("announced", "postponed", "cancelled")}) == 3
