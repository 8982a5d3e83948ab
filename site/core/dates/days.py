"""A single day in French: « 28/01/2027 », « le jeudi 28 janvier 2027 », « 1er mars 2026 »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from core.dates.words import MONTHS, WEEKDAYS, DateError, plain

MONTH_NUMBERS = {plain(name): number for number, name in enumerate(MONTHS, 1)}
MONTH = "|".join(MONTH_NUMBERS)
_SHORT_MONTHS = {
    "janv": "janvier", "fevr": "fevrier", "fev": "fevrier", "avr": "avril", "juil": "juillet", "sept": "septembre",
    "oct": "octobre", "nov": "novembre", "dec": "decembre",
}  # fmt: skip
_SHORT_MONTH = re.compile(rf"\b({'|'.join(_SHORT_MONTHS)})\b\.?")
_SHORT_WEEKDAY = re.compile(r"\b(lun|mar|mer|jeu|ven|sam|dim)\b\.?(?= )")
_AFTER_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})(?:,| le\b)")
_FIRST = re.compile(r"\b(?:premier|1 ?er)\b")
_DAY = re.compile(
    rf"(?:le )?(?:(?P<weekday>{'|'.join(WEEKDAYS)}) )?(?P<day>\d{{1,2}})"
    rf"(?: (?P<name>{MONTH})(?: (?P<year>\d{{4}}))?"
    rf"|(?P<separator>[/.-])(?P<number>\d{{1,2}})(?:(?P=separator)(?P<year_too>\d{{4}}))?)?"
)


def normalise(text: str) -> str:
    """Return a typed date in lower case without accents, with whole names of months and weekdays, and « 1 »."""
    text = _SHORT_MONTH.sub(lambda match: _SHORT_MONTHS[match[1]], plain(text))
    text = _SHORT_WEEKDAY.sub(lambda match: next(name for name in WEEKDAYS if name.startswith(match[1])), text)
    return _FIRST.sub("1", _AFTER_WEEKDAY.sub(r"\1", text))


@dataclass(frozen=True)
class Day:
    """A day as it is written; the parts that are not written are None."""

    day: int
    month: int | None
    year: int | None
    weekday: str | None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Parse a normalised text; None if it is not a day."""
        if not (match := _DAY.fullmatch(text)):
            return None
        month = MONTH_NUMBERS.get(match["name"]) or (int(match["number"]) if match["number"] else None)
        year = match["year"] or match["year_too"]
        return cls(int(match["day"]), month, int(year) if year else None, match["weekday"])

    def completed_by(self, later: Day) -> Day:
        """Return this day with the month and year of a later one, where they are not written."""
        return replace(self, month=self.month or later.month, year=self.year or later.year)

    def date(self) -> date:
        """Return the date. Raise DateError if a part is missing or the weekday is another one, ValueError if there is
        no such day.
        """
        if self.month is None:
            raise DateError("Il manque le mois et l’année : écrivez-les, par exemple « 28 janvier 2027 ».")
        if self.year is None:
            raise DateError("Il manque l’année : écrivez-la, par exemple « 28 janvier 2027 ».")
        day = date(self.year, self.month, self.day)
        if self.weekday and self.weekday != WEEKDAYS[day.weekday()]:
            written = f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
            actual = WEEKDAYS[day.weekday()]
            raise DateError(f"Le {written} est un {actual}, et non un {self.weekday} : corrigez le jour ou la date.")
        return day
