"""Names of months, weekdays and seasons, and the thirds of months and years."""

from __future__ import annotations

import calendar
from zoneinfo import ZoneInfo

from core.text.fold import without_accents

#: The time zone of all hours that people type and read.
PARIS = ZoneInfo("Europe/Paris")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEASONS = {"printemps": 21, "été": 22, "automne": 23, "hiver": 24}
THIRDS = ("début", "mi", "fin")
#: First and last month of each third of a year.
YEAR_THIRDS = {"début": ("01", "04"), "mi": ("05", "08"), "fin": ("09", "12")}


class DateError(ValueError):
    """A text that is not a date. The message is in French, for people."""


def third_of(name: str, month: str) -> tuple[int, int]:
    """Return first and last day of a third of a month (`2017-02`); thirds are as equal as its length allows."""
    index, days = THIRDS.index(name), calendar.monthrange(int(month[:4]), int(month[5:7]))[1]
    return index * days // 3 + 1, (index + 1) * days // 3


def plain(text: str) -> str:
    """Return a text in lower case, without accents, with straight apostrophes and single spaces."""
    return " ".join(without_accents(text.lower().replace("’", "'")).split())
