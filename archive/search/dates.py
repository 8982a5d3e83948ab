"""Dates in a question: « 3 février 2016 », « mi-janvier », « février 2016 », « 2014 »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.dates.days import MONTH_NUMBERS
from core.dates.french import to_edtf
from core.dates.fuzzy import FuzzyDate, read
from core.search.words import EMPTY_WORDS

#: Dates have at most this many words: « du 28 janvier au 3 mars 2017 ».
LONGEST = 7
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
#: A date without a year is read in this one, which has all days.
_LEAP_YEAR = 2016
#: To read a date that turns out to be none takes ten milliseconds.
_MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class QuestionDate:
    """A date from the words `start` to `end` (excluded). Without a year, `span` is that of a leap year."""

    start: int
    end: int
    span: FuzzyDate
    has_year: bool

    @property
    def is_year(self) -> bool:
        """Whether it is a year and no more."""
        return self.has_year and bool(_YEAR.fullmatch(self.span.edtf))

    @property
    def year(self) -> int | None:
        """The year of its first day; None without a year."""
        first = self.span.earliest or self.span.latest
        return first.year if self.has_year and first else None

    @property
    def label(self) -> str:
        """The date in French, « février 2016 », « mi-janvier »."""
        return self.span.label if self.has_year else self.span.label.removesuffix(f" {_LEAP_YEAR}")

    def contains(self, earliest: date | None, latest: date | None) -> bool:
        """Whether a period, None for an open end, lies within this date."""
        return self._compare(earliest, latest, within=True)

    def overlaps(self, earliest: date | None, latest: date | None) -> bool:
        """Whether a period and this date have a day in common."""
        return self._compare(earliest, latest, within=False)

    def _compare(self, earliest: date | None, latest: date | None, within: bool) -> bool:
        if earliest is None or latest is None or self.span.earliest is None or self.span.latest is None:
            return False
        if self.has_year:
            first, last = self.span.earliest, self.span.latest
            start, end = earliest, latest
        elif earliest.year == latest.year:
            first, last = self.span.earliest, self.span.latest
            start, end = (_in_leap_year(day) for day in (earliest, latest))
        else:
            return False
        return first <= start and end <= last if within else first <= end and start <= last


def find_date(words: Sequence[str]) -> QuestionDate | None:
    """Return the first and longest date of these words. A month, or a day of a month, needs no year.

    Dates with an open end (« depuis 2014 ») are left out.
    """
    attempts = 0
    for start in range(len(words)):
        for end in range(min(start + LONGEST, len(words)), start, -1):
            last = words[end - 1]
            has_year = bool(_YEAR.fullmatch(last))
            if not has_year and last not in MONTH_NUMBERS:
                continue
            text = " ".join(words[start:end] if has_year else [*words[start:end], str(_LEAP_YEAR)])
            if not _is_date(text):
                continue
            attempts += 1
            if span := _read(text):
                is_closed = span.earliest and span.latest
                return QuestionDate(_before(words, start), end, span, has_year) if is_closed else None
            if attempts == _MOST_ATTEMPTS:
                return None
    return None


def _is_date(text: str) -> bool:
    """Whether a text has the form of a date, which takes little time to find out."""
    try:
        return bool(_YEAR.fullmatch(text) or to_edtf(text))
    except ValueError:  # a day that does not exist, or a date that says two things
        return False


def _read(text: str) -> FuzzyDate | None:
    try:
        return read(text)
    except ValueError:
        return None


def _before(words: Sequence[str], start: int) -> int:
    """Return the position of the first of the articles and prepositions, two at most, before a word."""
    first = start
    while first and start - first < 2 and words[first - 1] in EMPTY_WORDS:
        first -= 1
    return first


def _in_leap_year(day: date) -> date:
    return day.replace(year=_LEAP_YEAR)
