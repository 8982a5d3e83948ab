"""The date of a citation: the years, months and days that can be read from an EDTF date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from core.fields import FuzzyDateData

#: Year, month and day, of which the last ones may be missing; nothing at all for an open end.
Parts = tuple[int, ...]
_SEASON = re.compile(r"(\d{4})-2([1-4])")
_NUMBERS = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
#: The last digits of the year are not known.
_DIGITS = re.compile(r"\d{2}[\dX]X")
QUALIFIERS = "~?%"


@dataclass(frozen=True)
class Issued:
    """When a publication appeared. Without a date all is empty.

    `edtf` and `label` are the date as it is stored and its French label. `first` and `last` are the two ends of a
    period, else the same. `season` is 1 for spring to 4 for winter, of a single date. `circa` says that the date is
    approximate or uncertain.
    """

    edtf: str = ""
    label: str = ""
    first: Parts = ()
    last: Parts = ()
    season: int = 0
    circa: bool = False

    @property
    def is_period(self) -> bool:
        return self.first != self.last

    @property
    def year(self) -> int | None:
        """The year under which to file the publication, the first one of a period."""
        return next((parts[0] for parts in (self.first, self.last) if parts), None)

    @property
    def certain(self) -> Parts:
        """Year, month and day that are beyond doubt: those of the date, or those that both ends of a period share."""
        if self.circa and not self.is_period:
            return ()
        pairs = takewhile(lambda pair: pair[0] == pair[1], zip(self.first, self.last, strict=False))
        return tuple(first for first, _ in pairs)


def issued_of(date: FuzzyDateData | None) -> Issued:
    """Return the date of a citation. What citations cannot express becomes the period of its bounds, with `circa`."""
    if date is None:
        return Issued()
    edtf, label = date["edtf"], date["label"]
    start, slash, end = edtf.partition("/")
    first, last = _parts(start, 0), _parts(end if slash else start, -1)
    if first is None or last is None or not (first or last):
        days = (date["earliest"], date["latest"])
        first, last = ((day.year, day.month, day.day) if day else () for day in days)
        return Issued(f"{_iso(first)}/{_iso(last)}~" if first or last else "", label, first, last, circa=True)
    season = _SEASON.match(edtf)
    return Issued(
        edtf, label, first, last,
        season=int(season[2]) if season and not slash else 0,
        circa=any(sign in edtf for sign in QUALIFIERS),
    )  # fmt: skip


def _parts(text: str, end: int) -> Parts | None:
    """Return the parts of one end of a date; None if citations cannot express it.

    `end` is 0 for the start and -1 for the end: « 201X » is 2010 at its start and 2019 at its end.
    """
    text = text.rstrip(QUALIFIERS).removesuffix("-XX").removesuffix("-XX")
    if text in ("", ".."):
        return ()
    if season := _SEASON.fullmatch(text):
        return (int(season[1]),)
    if _DIGITS.fullmatch(text):
        return (int(text.replace("X", "09"[end])),)
    return tuple(map(int, text.split("-"))) if _NUMBERS.fullmatch(text) else None


def _iso(parts: Parts) -> str:
    return "-".join(f"{part:0{4 if rank == 0 else 2}}" for rank, part in enumerate(parts))
