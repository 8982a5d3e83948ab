"""A week of opening hours as the form's grid has it, and its conversion from and to OpenStreetMap's syntax."""

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
_RULES = re.compile(r"(, |; |^)(.*?)(?=, |; |$)")
_RULE = re.compile(rf"(?:24/7|(?P<days>{_DAYS}(?:,{_DAYS})*))? ?(?P<times>off|{_TIMES}(?:,{_TIMES})*)?")


class Slot(NamedTuple):
    """Start and end in minutes after midnight. `end` is greater than `start`: 1560 is 02:00 of the next day."""

    start: int
    end: int


class Holidays(StrEnum):
    """The opening hours on public holidays."""

    UNSPECIFIED = ""
    CLOSED = "off"
    SAME = "same"


@dataclass(frozen=True)
class Week:
    """Seven days from Monday, each with its slots in order, and the rule for public holidays."""

    days: tuple[tuple[Slot, ...], ...]
    holidays: Holidays = Holidays.UNSPECIFIED

    @property
    def passes_midnight(self) -> bool:
        return any(slot.end > MIDNIGHT for day in self.days for slot in day)

    @property
    def groups(self) -> list[tuple[list[int], tuple[Slot, ...]]]:
        """Pairs of days with the same slots and these slots: open days in weekly order, closed days last."""
        by_slots: dict[tuple[Slot, ...], list[int]] = {}
        for number, slots in enumerate(self.days):
            by_slots.setdefault(slots, []).append(number)
        return sorted(((days, slots) for slots, days in by_slots.items()), key=lambda group: (not group[1], group[0]))

    def overlaps(self) -> list[tuple[int, int]]:
        """Return pairs of days whose slots overlap: a day with itself, or with the next day after midnight."""
        pairs = []
        for number, slots in enumerate(self.days):
            if any(slot.end > later.start for slot, later in pairwise(slots)):
                pairs.append((number, number))
            following = (number + 1) % 7
            opening = self.days[following][0].start if self.days[following] else MIDNIGHT
            if slots and slots[-1].end - MIDNIGHT > opening:
                pairs.append((number, following))
        return pairs

    def can_be_written(self) -> bool:
        """Return whether OpenStreetMap's syntax can express this week.

        It cannot if days with different hours past midnight apply on public holidays too: a rule for the next day would
        cut the night short, and « PH » without such a rule would apply to too many days.
        """
        return not (self.holidays is Holidays.SAME and self.passes_midnight and len(self.groups) > 1)


def write_week(week: Week) -> str:
    """Return the shortest text for a week: « Mo-Fr 09:00-12:30,14:00-18:00; PH off »; "" if it is never open.

    For public holidays like other days, « PH » is added to the first rule. The rules of the other days come after it,
    and override it on public holidays.
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
    # A rule after « ; » replaces everything before it on its days, even the end of the night before; « , » adds to it.
    text = (", " if week.passes_midnight else "; ").join(rules)
    return f"{text}; PH off" if week.holidays is Holidays.CLOSED else text


def read_week(text: str) -> Week | None:
    """Parse a normalised text to a week; None if it is not a plain week."""
    everyday = {*DAY_CODES, "PH"}
    normal: list[tuple[Slot, ...]] = [()] * 7
    holiday: list[tuple[Slot, ...]] = [()] * 7
    named_days: set[str] = set()
    explicit_holiday: tuple[Slot, ...] | None = None
    for added, rule in _RULES.findall(text):
        match = _RULE.fullmatch(rule)
        if not match or not rule:
            return None
        names = _read_days(match["days"]) if match["days"] else everyday
        slots = _read_slots(match["times"])
        if slots is None or (added == ", " and names & named_days):
            return None
        for number, code in enumerate(DAY_CODES):
            if code in names:
                normal[number] = slots
            if code in names or "PH" in names:
                holiday[number] = slots
        if match["days"] and "PH" in names:
            explicit_holiday = slots
        named_days |= names
    holidays = Holidays.UNSPECIFIED
    if explicit_holiday is not None:
        if not any(holiday):
            holidays = Holidays.CLOSED
        elif holiday == normal and explicit_holiday:
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
    """Group sorted days into runs of consecutive days, as (first, last): [0, 1, 2, 5] is [(0, 2), (5, 5)]."""
    ranges: list[tuple[int, int]] = []
    for day in days:
        if ranges and ranges[-1][1] == day - 1:
            ranges[-1] = (ranges[-1][0], day)
        else:
            ranges.append((day, day))
    return ranges


def _read_days(text: str) -> set[str]:
    names = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not last:
            names.add(first)
            continue
        start, length = DAY_CODES.index(first), (DAY_CODES.index(last) - DAY_CODES.index(first)) % 7
        names |= {DAY_CODES[(start + step) % 7] for step in range(length + 1)}
    return names


def clock(minutes: int) -> str:
    """Format minutes after midnight: 570 is 09:30, 1560 is 02:00, 1440 is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes <= MIDNIGHT else clock(minutes - MIDNIGHT)


def _write_slot(slot: Slot) -> str:
    return f"{clock(slot.start)}-{clock(slot.end)}"


def _read_slots(text: str | None) -> tuple[Slot, ...] | None:
    """Parse the times of a rule to sorted slots: () for « off », a whole day without times; None if one is invalid."""
    if not text:
        return (Slot(0, MIDNIGHT),)
    if text == "off":
        return ()
    slots = []
    for part in text.split(","):
        start, end = (int(side[:2]) * 60 + int(side[3:]) for side in part.split("-"))
        slot = make_slot(start, end)
        if slot is None:
            return None
        slots.append(slot)
    return tuple(sorted(slots))


def make_slot(start: int, end: int) -> Slot | None:
    """Return the slot between two times in minutes, whose end may be on the next day; None if there is none.

    From midnight to midnight is a whole day. From any other time to itself is no slot.
    """
    if start >= MIDNIGHT:
        return None
    if end == 0 or start > end:
        end += MIDNIGHT
    return Slot(start, end) if 0 < end - start < MIDNIGHT or (start, end) == (0, MIDNIGHT) else None
