"""Days and hours of events, computed from an EDTF date and two times of day in Europe/Paris."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from core.dates.labels import hour_label
from core.dates.words import PARIS

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?")
_ISO = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")
#: An end before the start on the same day is that of a night, up to this hour; later it is a mistake.
LATEST_NIGHT = time(8)
MIDNIGHT = time(0)


class Days(NamedTuple):
    """The exact first and last day of an event; the same day twice for most."""

    first: date
    last: date


def days_of(edtf: str) -> Days | None:
    """Return the days of an exact date or period; None for an approximate, open or vague one."""
    match = _DAYS.fullmatch(edtf)
    if match is None:
        return None
    first = date.fromisoformat(match[1])
    return Days(first, date.fromisoformat(match[2]) if match[2] else first)


def is_night(edtf: str, start: time | None, end: time | None) -> bool:
    """Whether an event of one day ends on the next: « de 20 h à 1 h »."""
    days = days_of(edtf)
    return bool(days and days.first == days.last and start and end and end <= start and end <= LATEST_NIGHT)


def starts_at(edtf: str, start: time | None) -> datetime | None:
    """Return the start of an event; None unless the day and the hour are known."""
    days = days_of(edtf)
    return datetime.combine(days.first, start, PARIS) if days and start else None


def ends_at(edtf: str, start: time | None, end: time | None) -> datetime | None:
    """Return the end of an event, the hour of its last day; None unless the day and the hour are known."""
    days = days_of(edtf)
    if days is None or end is None:
        return None
    return datetime.combine(days.last + timedelta(days=is_night(edtf, start, end)), end, PARIS)


def hours_problems(edtf: str, start: time | None, end: time | None) -> dict[str, str]:
    """Return French messages by field (`start_time`, `end_time`) if hours contradict the date or each other."""
    problems = {}
    days = days_of(edtf)
    if edtf and days is None and (start or end):
        problems["start_time" if start else "end_time"] = (
            "Une heure demande un jour exact. Précisez la date, ou dites l’heure dans la présentation."
        )
    several = bool(days and days.first != days.last)
    ends_first = bool(start and end and end <= start)
    if ends_first and not several and not is_night(edtf, start, end):
        problems["end_time"] = "La fin doit venir après le début."
    return problems


def iso(edtf: str) -> str:
    """Return a year, month or day for HTML and schema.org; empty for any other EDTF date."""
    return edtf if _ISO.fullmatch(edtf) else ""


def hours_label(edtf: str, start: time | None, end: time | None) -> str:
    """Return the hours in French: « de 17 h 15 à 19 h 30 », « à partir de 17 h 15 », or an empty string.

    Over several days « de 9 h le premier jour à 17 h le dernier ».
    """
    days = days_of(edtf)
    several = bool(days and days.first != days.last)
    if start and end:
        if several:
            return f"de {_label(start)} le premier jour à {_label(end)} le dernier"
        return f"de {_label(start)} à {_label(end)}{_of_the_morning(edtf, start, end)}"
    if start:
        return f"à partir de {_label(start)}"
    return f"jusqu’à {_label(end)}" if end else ""


def _of_the_morning(edtf: str, start: time, end: time) -> str:
    return " du matin" if end != MIDNIGHT and is_night(edtf, start, end) else ""


def _label(hour: time) -> str:
    return "minuit" if hour == MIDNIGHT else hour_label(hour.hour, hour.minute)
