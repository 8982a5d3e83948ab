"""A week of opening hours: what the grid of the form can say, and its text in OpenStreetMap's syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MIDNIGHT = 24 * 60

_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAYS = rf"(?:PH|{_DAY}(?:-{_DAY})?)"
_TIMES = r"\d\d:\d\d-\d\d:\d\d"
_RULE = re.compile(rf"(?:24/7|(?P<days>{_DAYS}(?:,{_DAYS})*))? ?(?P<times>off|{_TIMES}(?:,{_TIMES})*)?")


class Slot(NamedTuple):
    """From when to when, in minutes after midnight. `end` is greater than `start`: 1560 is two in the night after."""

    start: int
    end: int


class Holidays(StrEnum):
    """What is said of public holidays."""

    UNSAID = ""
    CLOSED = "off"
    SAME = "same"


@dataclass(frozen=True)
class Week:
    """Seven days from Monday, each with its slots in order, and what is said of public holidays."""

    days: tuple[tuple[Slot, ...], ...]
    holidays: Holidays = Holidays.UNSAID

    @property
    def passes_midnight(self) -> bool:
        return any(slot.end > MIDNIGHT for day in self.days for slot in day)

    @property
    def groups(self) -> list[tuple[list[int], tuple[Slot, ...]]]:
        """The days that have the same hours, with these: open ones in the order of the week, closed ones last."""
        found: dict[tuple[Slot, ...], list[int]] = {}
        for number, slots in enumerate(self.days):
            found.setdefault(slots, []).append(number)
        return sorted(((days, slots) for slots, days in found.items()), key=lambda group: (not group[1], group[0]))

    def overlaps(self) -> list[tuple[int, int]]:
        """The days whose slots overlap: a day with itself, or with the next one when it runs past midnight."""
        found = []
        for number, slots in enumerate(self.days):
            if any(one.end > other.start for one, other in pairwise(slots)):
                found.append((number, number))
            following = (number + 1) % 7
            opening = self.days[following][0].start if self.days[following] else MIDNIGHT
            if slots and slots[-1].end - MIDNIGHT > opening:
                found.append((number, following))
        return found

    def can_be_written(self) -> bool:
        """Whether there is a text for it. There is none for nights that differ and count on public holidays too:
        a rule for the day after would cut the night short, and « PH » without such rules would say more than meant.
        """
        return not (self.holidays is Holidays.SAME and self.passes_midnight and len(self.groups) > 1)


def write_week(week: Week) -> str:
    """The shortest text for a week: « Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00; PH off ». "" when never open.

    Public holidays « as other days » go with the first rule, and each other day has its own after it, which holds
    on a public holiday too.
    """
    if not any(week.days):
        return ""
    if week == Week(((Slot(0, MIDNIGHT),),) * 7):
        return "24/7"
    same = week.holidays is Holidays.SAME
    rules = []
    for days, slots in week.groups:
        if slots or same:
            names = _write_days(days) + (",PH" if same and not rules else "")
            rules.append(f"{names} {','.join(map(_write_slot, slots)) or 'off'}")
    # A rule after « ; » replaces all that is said of its day, the end of the night before too: « , » adds to it.
    text = (", " if week.passes_midnight else "; ").join(rules)
    return f"{text}; PH off" if week.holidays is Holidays.CLOSED else text


def read_week(text: str) -> Week | None:
    """The week that a normalised text says; None when it says something else, or more."""
    everyday = {*DAY_CODES, "PH"}
    normal: list[tuple[Slot, ...]] = [()] * 7
    holiday: list[tuple[Slot, ...]] = [()] * 7
    said: set[str] = set()
    last_of_holidays: tuple[Slot, ...] | None = None
    for added, rule in re.findall(r"(, |; |^)(.*?)(?=, |; |$)", text):
        match = _RULE.fullmatch(rule)
        if not match or not rule:
            return None
        names = _read_days(match["days"]) if match["days"] else everyday
        slots = _read_slots(match["times"])
        if slots is None or (added == ", " and names & said):
            return None
        for number, code in enumerate(DAY_CODES):
            if code in names:
                normal[number] = slots
            if code in names or "PH" in names:
                holiday[number] = slots
        if match["days"] and "PH" in names:
            last_of_holidays = slots
        said |= names
    holidays = Holidays.UNSAID
    if last_of_holidays is not None:
        if not any(holiday):
            holidays = Holidays.CLOSED
        elif holiday == normal and last_of_holidays:
            holidays = Holidays.SAME
        else:
            return None
    week = Week(tuple(normal), holidays)
    return week if any(normal) and not week.overlaps() and week.can_be_written() else None


def _write_days(days: list[int]) -> str:
    return ",".join(
        DAY_CODES[first] if first == last else f"{DAY_CODES[first]}-{DAY_CODES[last]}" for first, last in runs(days)
    )


def runs(days: list[int]) -> list[tuple[int, int]]:
    """The days as runs of days that follow each other, as first and last: [0, 1, 2, 5] is [(0, 2), (5, 5)]."""
    found: list[tuple[int, int]] = []
    for day in days:
        if found and found[-1][1] == day - 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _read_days(text: str) -> set[str]:
    found = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not last:
            found.add(first)
            continue
        start, length = DAY_CODES.index(first), (DAY_CODES.index(last) - DAY_CODES.index(first)) % 7
        found |= {DAY_CODES[(start + step) % 7] for step in range(length + 1)}
    return found


def clock(minutes: int) -> str:
    """Minutes after midnight on a clock: 570 is 09:30, 1560 is 02:00; midnight at the end of a day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes <= MIDNIGHT else clock(minutes - MIDNIGHT)


def _write_slot(slot: Slot) -> str:
    return f"{clock(slot.start)}-{clock(slot.end)}"


def _read_slots(text: str | None) -> tuple[Slot, ...] | None:
    """The slots of a rule in order, () for « off », the whole day for no times; None when one is no slot of a grid."""
    if not text:
        return (Slot(0, MIDNIGHT),)
    if text == "off":
        return ()
    found = []
    for part in text.split(","):
        start, end = (int(side[:2]) * 60 + int(side[3:]) for side in part.split("-"))
        slot = make_slot(start, end)
        if slot is None:
            return None
        found.append(slot)
    return tuple(sorted(found))


def make_slot(start: int, end: int) -> Slot | None:
    """The slot between two times of the clock, the second one maybe after midnight; None when there is none.

    From midnight to midnight is a whole day; from any other time to itself is nothing.
    """
    if start >= MIDNIGHT:
        return None
    if end == 0 or start > end:
        end += MIDNIGHT
    return Slot(start, end) if 0 < end - start < MIDNIGHT or (start, end) == (0, MIDNIGHT) else None
