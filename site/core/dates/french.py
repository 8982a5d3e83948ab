"""Fuzzy dates in French, as people type them, to EDTF."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from core.dates.days import MONTH, MONTH_NUMBERS, Day, normalise
from core.dates.words import SEASONS, YEAR_THIRDS, DateError, third_of

#: Patterns of dates in French, in lower case without accents.
_ABOUT = re.compile(r"(?:vers|env\.?|environ) (.+)")
_SINCE = re.compile(r"(?:depuis|a partir d[eu]) (.+)")
_UNTIL = re.compile(r"jusqu'(?:a|au|en) (.+)")
_WITHIN = re.compile(r"(?:en |au |a l'|pendant l'|pendant le )(.+)")
_NUMBERED_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})")
_PART_OF_MONTH = re.compile(rf"(debut|mi|fin)[ -](?:de |d')?({MONTH}) (\d{{4}})")
_PART_OF_YEAR = re.compile(r"(debut|mi|fin)[ -](\d{4})")
_NAMED_MONTH = re.compile(rf"({MONTH}) (\d{{4}})")
_NAMED_SEASON = re.compile(r"(printemps|ete|automne|hiver) (\d{4})")
_NAMED_DECADE = re.compile(r"annees (\d{3})0")
_YEARS = re.compile(r"(?:de |entre )?(\d{4})(?: a | et |-|–)(\d{4})")
_MONTHS = re.compile(rf"(?:de |d'|entre )?({MONTH})(?: (\d{{4}}))?(?: a | et | ?[-–] ?)({MONTH}) (\d{{4}})")
_PERIOD = re.compile(r"(?:du |entre )?(.+?) (?:au|jusqu'au|et) (.+)")
_DAYS_WITH_DASH = re.compile(rf"(?:du |les )?(\d{{1,2}}) ?[-–/] ?(\d{{1,2}} (?:{MONTH}) \d{{4}})")
_LIST = re.compile(r", ?| et ")
_HOUR = re.compile(r"\d ?h(?![a-z])|\d:\d\d|\d ?heures?\b")
_YEAR_OF_TWO_DIGITS = re.compile(r"(?:le )?\d{1,2}([/.-])\d{1,2}\1\d\d")


#: Longer texts are no dates, and are not parsed.
LONGEST = 100


def to_edtf(text: str) -> str | None:
    """Translate a French date to EDTF; None if no pattern matches. Raise DateError if a date says two things, or too
    little, and ValueError if there is no such day.
    """
    return _to_edtf(normalise(text)) if len(text) <= LONGEST else None


def _to_edtf(text: str) -> str | None:
    if match := _ABOUT.fullmatch(text):
        inner = _to_edtf(match[1]) or match[1]
        return inner if inner.endswith("~") else f"{inner}~"
    if match := _SINCE.fullmatch(text):
        return f"{_to_edtf(match[1]) or match[1]}/.."
    if match := _UNTIL.fullmatch(text):
        return f"../{_to_edtf(match[1]) or match[1]}"
    if match := _WITHIN.fullmatch(text):
        return _month(match[1]) or _season(match[1]) or (match[1] if match[1].isdecimal() else None)
    return _month(text) or _season(text) or _part(text) or _years_or_months(text) or _days(text)


def _month(text: str) -> str | None:
    if match := _NUMBERED_MONTH.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02}"
    if match := _NAMED_MONTH.fullmatch(text):
        return f"{match[2]}-{MONTH_NUMBERS[match[1]]:02}"
    return None


def _season(text: str) -> str | None:
    match = _NAMED_SEASON.fullmatch(text)
    return f"{match[2]}-{SEASONS['été' if match[1] == 'ete' else match[1]]}" if match else None


def _part(text: str) -> str | None:
    """Translate « mi-janvier 2017 » or « fin 2015 »."""
    if match := _PART_OF_MONTH.fullmatch(text):
        start = f"{match[3]}-{MONTH_NUMBERS[match[2]]:02}"
        first, last = third_of("début" if match[1] == "debut" else match[1], start)
        return f"{start}-{first:02}/{start}-{last:02}~"
    if match := _PART_OF_YEAR.fullmatch(text):
        first_month, last_month = YEAR_THIRDS["début" if match[1] == "debut" else match[1]]
        return f"{match[2]}-{first_month}/{match[2]}-{last_month}~"
    return None


def _years_or_months(text: str) -> str | None:
    if match := _YEARS.fullmatch(text):
        return f"{match[1]}/{match[2]}"
    if match := _MONTHS.fullmatch(text):
        first, last = MONTH_NUMBERS[match[1]], MONTH_NUMBERS[match[3]]
        return f"{match[2] or match[4]}-{first:02}/{match[4]}-{last:02}"
    if match := _NAMED_DECADE.fullmatch(text):
        return f"{match[1]}X"
    return None


def _days(text: str) -> str | None:
    """Translate one day, « du 28 au 30 janvier 2027 », or days that follow one another: « 28 et 29 janvier 2027 »."""
    if day := Day.parse(text):
        return day.date().isoformat()
    if match := _DAYS_WITH_DASH.fullmatch(text):
        return _period(match[1], match[2])
    if not text.startswith("entre ") and (days := _listed(text)):
        return days
    if (match := _PERIOD.fullmatch(text)) and (period := _period(match[1], match[2])):
        return period
    if _YEAR_OF_TWO_DIGITS.fullmatch(text):
        raise DateError("Écrivez l’année en quatre chiffres, par exemple « 28/01/2027 ».")
    if _HOUR.search(text) and not text[:4].isdecimal():
        raise DateError("Écrivez ici le jour seul, sans l’heure.")
    return None


def _period(start: str, end: str) -> str | None:
    first, last = Day.parse(start), Day.parse(end)
    return f"{first.completed_by(last).date()}/{last.date()}" if first and last else None


def _listed(text: str) -> str | None:
    """Translate « 28 et 29 janvier 2027 » and « les 28, 29 et 30 janvier 2027 »; other lists of days are refused."""
    days = [Day.parse(part) for part in _LIST.split(text.removeprefix("les "))]
    if len(days) < 2 or not all(days):
        return None
    dates = [last := days[-1].date()]  # type: ignore[union-attr]
    later = days[-1]
    for day in reversed(days[:-1]):
        later = day.completed_by(later)  # type: ignore[union-attr,arg-type]
        dates.insert(0, later.date())
    if any(after - before != timedelta(1) for before, after in pairwise(dates)):
        raise DateError(
            "Ces jours ne se suivent pas. Écrivez la période, par exemple « du 28 au 30 janvier 2027 », ou le premier "
            "jour seul."
        )
    return f"{dates[0]}/{last}"
