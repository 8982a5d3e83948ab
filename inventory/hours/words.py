"""Opening hours for readers, in French, and for search engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from django.core.exceptions import ValidationError

from core.dates import MONTHS
from core.typography import NBSP
from inventory.hours.clock import PARIS, OpenState
from inventory.hours.syntax import normalise
from inventory.hours.week import MIDNIGHT, Holidays, Slot, Week, clock, read_week, runs

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_HOLIDAYS = {Holidays.CLOSED: "fermé", Holidays.SAME: "comme les autres jours"}
_SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Until when a night belongs to the day before: « ferme à 2 h » is clear, and « ferme demain à 2 h » is not.
_MORNING = 6


class HoursRow(TypedDict):
    """Days that have the same hours, in words: « Du lundi au vendredi » and « 9 h – 12 h 30, 14 h – 18 h »."""

    days: str
    hours: str


def in_words(osm: str) -> list[HoursRow] | None:
    """The rows of a week, closed days and public holidays last; None when the text says something else, or nothing."""
    week = week_of(osm)
    if week is None:
        return None
    rows = [HoursRow(days=days_in_words(days), hours=_slots_in_words(slots)) for days, slots in week.groups]
    if week.holidays:
        rows.append(HoursRow(days="Jours fériés", hours=_HOLIDAYS[week.holidays]))
    return rows


def week_of(osm: str) -> Week | None:
    """The week that a text says, even one that is not normalised; None when it says something else, or nothing."""
    try:
        return read_week(normalise(osm))
    except ValidationError:
        return None


def days_in_words(days: list[int]) -> str:
    """« Tous les jours », « Du lundi au vendredi et le dimanche »; days are numbers from 0, Monday, in order."""
    if len(days) == 7:
        return "Tous les jours"
    said: list[str] = []
    for first, last in runs(days):
        if last - first > 1:
            said.append(f"du {DAY_NAMES[first]} au {DAY_NAMES[last]}")
        else:
            said += [f"le {DAY_NAMES[day]}" for day in range(first, last + 1)]
    text = " et ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return text[0].upper() + text[1:]


def hour_in_words(minutes: int) -> str:
    """« 9 h », « 12 h 30 », « minuit »."""
    hour, minute = divmod(minutes % MIDNIGHT, 60)
    if not hour and not minute:
        return "minuit"
    return f"{hour}{NBSP}h{NBSP}{minute:02}" if minute else f"{hour}{NBSP}h"


def moment_in_words(state: OpenState, now: datetime) -> str:
    """« Ouvert, ferme à 18 h », « Fermé, ouvre lundi à 9 h »; "" when it is not known. `now` is aware."""
    if state.state == "unknown":
        return ""
    said = "Ouvert" if state.state == "open" else "Fermé"
    if state.until is None or state.then == "unknown":
        return said
    until, today = state.until.astimezone(PARIS), now.astimezone(PARIS).date()
    hour = hour_in_words(until.hour * 60 + until.minute)
    away = (until.date() - today).days
    tonight = away == 0 or (away == 1 and until.hour < _MORNING)
    if state.state == "open":
        return f"{said}, ferme à {hour}" if tonight else f"{said} jusqu’{_until_day(until, away)} {hour}"
    if away == 0 or (tonight and not until.hour and not until.minute):
        return f"{said}, ouvre à {hour}"
    return f"{said}, ouvre {_on_day(until, away)} à {hour}"


def structured_data(osm: str) -> list[dict[str, Any]] | None:
    """`openingHoursSpecification` of schema.org; None when the text says more than a week, or nothing.

    Hours that close before they open end on the next day; 00:00 to 23:59 is a whole day, 00:00 to 00:00 none.
    """
    week = week_of(osm)
    if week is None:
        return None
    rows = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [_SCHEMA_DAYS[day] for day in days],
            "opens": clock(slot.start),
            "closes": "23:59" if slot == (0, MIDNIGHT) else clock(slot.end % MIDNIGHT),
        }
        for days, slots in week.groups
        for slot in slots
    ]
    if week.holidays is Holidays.CLOSED:
        closed = {"dayOfWeek": ["PublicHolidays"], "opens": "00:00", "closes": "00:00"}
        rows.append({"@type": "OpeningHoursSpecification", **closed})
    return rows


def _slots_in_words(slots: tuple[Slot, ...]) -> str:
    if not slots:
        return "fermé"
    if slots == ((0, MIDNIGHT),):
        return f"24{NBSP}h sur 24"
    return ", ".join(f"{hour_in_words(slot.start)}{NBSP}– {hour_in_words(slot.end)}" for slot in slots)


def _on_day(until: datetime, away: int) -> str:
    if away == 1:
        return "demain"
    return DAY_NAMES[until.weekday()] if away < 7 else f"le {_date(until)}"


def _until_day(until: datetime, away: int) -> str:
    if away == 1:
        return "à demain"
    return f"à {DAY_NAMES[until.weekday()]}" if away < 7 else f"au {_date(until)}"


def _date(moment: datetime) -> str:
    return f"{'1er' if moment.day == 1 else moment.day} {MONTHS[moment.month - 1]}"
