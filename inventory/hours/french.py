"""Formats opening hours in French for readers, and as schema.org data for search engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from django.core.exceptions import ValidationError

from core.dates.labels import hour_label
from core.dates.words import MONTHS, PARIS
from core.text.typography import NBSP
from inventory.hours.evaluate import OpenState
from inventory.hours.syntax import normalise
from inventory.hours.week import MIDNIGHT, Holidays, Slot, Week, clock, read_week, runs

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
STATE_LABELS = {"open": "Ouvert", "closed": "Fermé", "unknown": "Horaires inconnus"}
_HOLIDAYS = {Holidays.CLOSED: "fermé", Holidays.SAME: "comme les autres jours"}
_SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Before this hour, a closing time counts as the night of the day before: « ferme à 2 h », not « ferme demain à 2 h ».
_MORNING = 6


class HoursRow(TypedDict):
    """Days with the same hours, in French: « Du lundi au vendredi » and « 9 h – 12 h 30, 14 h – 18 h »."""

    days: str
    hours: str


def in_words(osm: str) -> list[HoursRow] | None:
    """Format opening hours as rows, closed days and public holidays last; None if the text is not a plain week."""
    week = week_of(osm)
    if week is None:
        return None
    rows = [HoursRow(days=days_in_words(days), hours=_slots_in_words(slots)) for days, slots in week.groups]
    if week.holidays:
        rows.append(HoursRow(days="Jours fériés", hours=_HOLIDAYS[week.holidays]))
    return rows


def week_of(osm: str) -> Week | None:
    """Parse a text, normalised or not, to a week; None if it is empty or not a plain week."""
    try:
        return read_week(normalise(osm))
    except ValidationError:
        return None


def days_in_words(days: list[int]) -> str:
    """Format sorted weekdays (0 is Monday): « Tous les jours », « Du lundi au vendredi et le dimanche »."""
    if len(days) == 7:
        return "Tous les jours"
    phrases: list[str] = []
    for first, last in runs(days):
        if last - first > 1:
            phrases.append(f"du {DAY_NAMES[first]} au {DAY_NAMES[last]}")
        else:
            phrases += [f"le {DAY_NAMES[day]}" for day in range(first, last + 1)]
    text = " et ".join(filter(None, [", ".join(phrases[:-1]), phrases[-1]]))
    return text[0].upper() + text[1:]


def hour_in_words(minutes: int) -> str:
    """Format minutes after midnight: « 9 h », « 12 h 30 », « minuit »."""
    hour, minute = divmod(minutes % MIDNIGHT, 60)
    if not hour and not minute:
        return "minuit"
    return hour_label(hour, minute).replace(" ", NBSP)


def open_state_in_words(state: OpenState, now: datetime) -> str:
    """Format a state: « Ouvert, ferme à 18 h », « Fermé, ouvre lundi à 9 h »; "" if unknown. `now` is aware."""
    if state.state == "unknown":
        return ""
    word = STATE_LABELS[state.state]
    if state.until is None or state.next_state == "unknown":
        return word
    until, today = state.until.astimezone(PARIS), now.astimezone(PARIS).date()
    hour = hour_in_words(until.hour * 60 + until.minute)
    days = (until.date() - today).days
    tonight = days == 0 or (days == 1 and until.hour < _MORNING)
    if state.state == "open":
        return f"{word}, ferme à {hour}" if tonight else f"{word} jusqu’{_until_day(until, days)} {hour}"
    if days == 0 or (tonight and not until.hour and not until.minute):
        return f"{word}, ouvre à {hour}"
    return f"{word}, ouvre {_on_day(until, days)} à {hour}"


def structured_data(osm: str) -> list[dict[str, Any]] | None:
    """Convert opening hours to schema.org's `openingHoursSpecification`; None if the text is not a plain week.

    In schema.org, hours that close before they open end on the next day, 00:00 to 23:59 is a whole day, and 00:00 to
    00:00 is closed.
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


def _on_day(until: datetime, days: int) -> str:
    if days == 1:
        return "demain"
    return DAY_NAMES[until.weekday()] if days < 7 else f"le {_date(until)}"


def _until_day(until: datetime, days: int) -> str:
    return f"à {_on_day(until, days)}" if days < 7 else f"au {_date(until)}"


def _date(moment: datetime) -> str:
    return f"{'1er' if moment.day == 1 else moment.day} {MONTHS[moment.month - 1]}"
