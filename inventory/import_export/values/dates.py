"""Dates of a place, as people and spreadsheets write them; those that nobody can have meant are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from core.dates import fuzzy
from core.dates.fuzzy import FuzzyDate
from core.dates.words import DateError
from inventory.import_export.values.cells import AddRemark

#: A day with the hour that spreadsheets and databases add to it.
_WITH_HOUR = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
_WHOLE_NUMBER = re.compile(r"(\d{4,5})(?:[.,]0{1,6})?")
#: The day from which spreadsheets count, as if 1900 had been a leap year, and the numbers that are days: 1954 to 2064.
_DAY_0, _FIRST_DAY, _LAST_DAY = date(1899, 12, 30), 20_000, 60_000
#: What spreadsheets and programs show for no date.
_EMPTY_DATES = frozenset({"1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01"})
FIRST_YEAR, FIRST_LIKELY_YEAR = 1000, 1800


def read_date(text: str, remark: AddRemark) -> str:
    """Return the EDTF of a date. Raises ValidationError."""
    if match := _WITH_HOUR.fullmatch(text):
        text = match[1]
    if match := _COMPACT.fullmatch(text):
        text = "-".join(match.groups())
    number = _WHOLE_NUMBER.fullmatch(text)
    if number and len(number[1]) == 5 and _FIRST_DAY <= int(number[1]) <= _LAST_DAY:
        text = (_DAY_0 + timedelta(days=int(number[1]))).isoformat()
        remark(f"ce nombre est un jour de tableur : lu comme {text}")
    elif number:
        text = number[1]
    parsed = _parsed(text)
    if any(day and day.year < FIRST_YEAR for day in (parsed.earliest, parsed.latest)):
        raise ValidationError("L’année a quatre chiffres, et ne commence pas par zéro.")
    return parsed.edtf


def check_date(edtf: str, remark: AddRemark, today: Callable[[], date] = date.today) -> None:
    """Raise ValidationError for a date that is implausible for a place. Calls `remark` for a date to come."""
    parsed = _parsed(edtf)
    if edtf in _EMPTY_DATES:
        raise ValidationError("les tableurs écrivent cette date pour une case vide")
    if parsed.earliest and parsed.earliest.year < FIRST_LIKELY_YEAR:
        raise ValidationError("cette date est trop ancienne pour un tiers-lieu")
    if parsed.earliest and parsed.earliest.year > today().year + 10:
        raise ValidationError("cette date est trop loin dans l’avenir")
    if parsed.earliest and parsed.earliest > today():
        remark("cette date est encore à venir")


def are_reversed(opened: str, closed: str) -> bool:
    """Return whether a place has closed before it opened, by the EDTF of both dates (as `SiteProfilePage.clean`)."""
    if not opened or not closed:
        return False
    try:
        earliest, latest = _parsed(opened).earliest, _parsed(closed).latest
    except ValidationError:  # a stored date from before this check
        return False
    return bool(earliest and latest and latest < earliest)


def _parsed(text: str) -> FuzzyDate:
    try:
        return fuzzy.read(text)
    except DateError as error:
        raise ValidationError(str(error)) from error
