"""Days and hours of an event, from its date (EDTF) and its two times."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

#: Events are announced in the local time of the network.
PARIS = ZoneInfo("Europe/Paris")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ISO = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


def day_of(edtf: str) -> date | None:
    """The day that a date names exactly; None for any less exact date and for a period."""
    return date.fromisoformat(edtf) if _DAY.fullmatch(edtf) else None


def moment(edtf: str, hour: time | None) -> datetime | None:
    """The instant, in Europe/Paris, of an hour of an exact day; None when either is missing."""
    day = day_of(edtf)
    return datetime.combine(day, hour, PARIS) if day and hour else None


def iso(edtf: str) -> str:
    """The date for HTML and schema.org, which know a year, a month or a day; empty when it is none of these."""
    return edtf if _ISO.fullmatch(edtf) else ""


def hours_label(start: time | None, end: time | None) -> str:
    """The hours in French: « de 17 h 15 à 19 h 30 », « à partir de 17 h 15 »."""
    if start and end:
        return f"de {_said(start)} à {_said(end)}"
    if start:
        return f"à partir de {_said(start)}"
    return f"jusqu’à {_said(end)}" if end else ""


def _said(hour: time) -> str:
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"
