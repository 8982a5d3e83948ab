"""Days and hours as a browser sends them (ISO 8601) or as people write them: « 5 décembre 2026 à 9 h »."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TypeVar

from core.dates.days import Day, normalise
from core.dates.words import DateError

#: Longer texts are refused before they are parsed.
LONGEST = 100
FIRST_YEAR, LAST_YEAR = 1000, 9998  # time zones move the last day of 9999 out of range
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?: ?(?:h|heures?)(?: ?(?P<past>\d{2}))?|:(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
_MOMENT = re.compile(
    r"(.+?),?(?: [a-])? (midi|minuit|\d{1,2}(?: ?h(?: ?\d{2})?| ?heures?(?: \d{2})?|:\d{2}(?::\d{2})?))"
)
Typed = TypeVar("Typed", bound=date)
EXAMPLE = "Écrivez par exemple « {} »."


def read_day(text: str) -> date:
    """Parse a day. Raise DateError."""
    try:
        return _in_range(date.fromisoformat(text.strip()))
    except DateError:
        raise
    except ValueError:
        pass
    try:
        day = Day.parse(normalise(text)) if len(text) <= LONGEST else None
        if day:
            return _in_range(day.date())
    except DateError:
        raise
    except ValueError as error:
        raise DateError("Ce jour n’existe pas dans le calendrier.") from error
    raise DateError(f"Cette date n’est pas comprise. {EXAMPLE.format('5/12/2026')}")


def read_hour(text: str) -> time:
    """Parse an hour of the day. Raise DateError."""
    text = normalise(text) if len(text) <= LONGEST else ""
    if text == "midi":
        return time(12)
    if text == "minuit":
        raise DateError("« Minuit » commence ou finit le jour : écrivez « 0 h » ou « 23 h 59 ».")
    if match := _HOUR.fullmatch(text):
        try:
            return time(int(match["hour"]), int(match["past"] or match["minute"] or 0), int(match["second"] or 0))
        except ValueError as error:
            raise DateError("Une heure va de 0 h à 23 h 59.") from error
    raise DateError(f"Cette heure n’est pas comprise. {EXAMPLE.format('17 h 15')}")


def read_moment(text: str) -> datetime:
    """Parse a day and an hour; 0 h if no hour is written. Naive unless the text has an offset. Raise DateError."""
    try:
        return _in_range(datetime.fromisoformat(text.strip()))
    except DateError:
        raise
    except ValueError:
        pass
    plain = normalise(text) if len(text) <= LONGEST else ""
    if match := _MOMENT.fullmatch(plain):
        return datetime.combine(read_day(match[1]), read_hour(match[2]))
    try:
        return datetime.combine(read_day(plain), time())
    except DateError as error:
        if Day.parse(plain):
            raise
        raise DateError(f"Cette date n’est pas comprise. {EXAMPLE.format('5/12/2026 à 9 h')}") from error


def _in_range(value: Typed) -> Typed:
    """Return a date or datetime. Raise DateError if its year is not yet typed to its end: 0002, on the way to 2026."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise DateError("L’année a quatre chiffres, et ne commence pas par zéro.")
    return value
