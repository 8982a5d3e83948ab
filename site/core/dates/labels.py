"""EDTF dates and hours in French words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from core.dates.words import MONTHS, SEASONS, THIRDS, YEAR_THIRDS, third_of

_ISO_SEASON = re.compile(r"\d{4}-2[1-4]")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ISO_MONTH = re.compile(r"\d{4}-\d\d")
_ISO_DECADE = re.compile(r"\d{3}X")


def label(edtf: str) -> str:
    """Write an EDTF date in French: « mi-janvier 2017 »."""
    about = edtf.endswith("~")
    text = edtf.rstrip("~?")
    if "/" in text:
        start, end = text.split("/", 1)
        if end in ("..", "open", ""):
            words = f"depuis le {_in_words(start)}" if _ISO_DAY.fullmatch(start) else f"depuis {label(start)}"
        elif start in ("..", ""):
            words = f"jusqu’au {_in_words(end)}" if len(end) == 10 else f"jusqu’à {_in_words(end)}"
        elif about and (third := _third(start, end)):
            return f"{third}{_in_words(start[:7] if len(start) == 10 else start[:4])}"
        else:
            words = _interval(start, end)
    else:
        words = _in_words(text)
    if edtf.endswith("?"):
        words += " (incertain)"
    return f"vers {'le ' if _ISO_DAY.fullmatch(text) else ''}{words}" if about else words


def span_label(earliest: date | None, latest: date | None) -> str:
    """Write the first and the last possible day of a date in French: « 2015 », « juin 2013 », « mi-janvier 2017 »."""
    if earliest is None or latest is None:
        return label(f"{earliest or '..'}/{latest or '..'}")
    for length, whole in ((4, ("-01-01", "-12-31")), (7, ("-01", f"-{monthrange(latest.year, latest.month)[1]}"))):
        start = earliest.isoformat()[:length]
        if (earliest.isoformat(), latest.isoformat()) == (start + whole[0], start + whole[1]):
            return label(start)
    if earliest == latest:
        return label(earliest.isoformat())
    span = f"{earliest}/{latest}"
    return label(f"{span}~") if _third(earliest.isoformat(), latest.isoformat()) else label(span)


def hour_label(hour: int, minute: int) -> str:
    """An hour of the day in French: « 9 h », « 17 h 15 ». The spaces are ordinary ones."""
    return f"{hour} h {minute:02}" if minute else f"{hour} h"


def _third(start: str, end: str) -> str | None:
    """Return « mi- », « début  » or « fin  » if two days or months are the bounds of a third of a month or year."""
    for name in THIRDS:
        of_month = len(start) == len(end) == 10 and start[:7] == end[:7]
        of_year = len(start) == len(end) == 7 and start[:4] == end[:4]
        if (of_month and third_of(name, start) == (int(start[8:]), int(end[8:]))) or (
            of_year and YEAR_THIRDS[name] == (start[5:], end[5:])
        ):
            return "mi-" if name == "mi" else f"{name} "
    return None


def _interval(start: str, end: str) -> str:
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"du {_day(start)} au {_in_words(end)}"
    if len(start) == len(end) == 10 and start[:4] == end[:4]:
        return f"du {_day(start)} {MONTHS[int(start[5:7]) - 1]} au {_in_words(end)}"
    if len(start) == 10:
        return f"du {_in_words(start)} au {_in_words(end)}"
    first = _in_words(start)
    return f"{'d’' if first[0] in 'aéo' else 'de '}{first} à {_in_words(end)}"


def _in_words(text: str) -> str:
    if _ISO_SEASON.fullmatch(text):
        name = next(name for name, code in SEASONS.items() if code == int(text[5:]))
        return f"{name} {text[:4]}"
    if _ISO_DAY.fullmatch(text):
        return f"{_day(text)} {_month(text)}"
    if _ISO_MONTH.fullmatch(text):
        return _month(text)
    if _ISO_DECADE.fullmatch(text):
        return f"années {text[:3]}0"
    return text


def _day(text: str) -> str:
    return "1er" if text[8:] == "01" else str(int(text[8:]))


def _month(text: str) -> str:
    return f"{MONTHS[int(text[5:7]) - 1]} {text[:4]}"
