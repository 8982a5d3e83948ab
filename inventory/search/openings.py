"""Moments of opening in a question: « ouvert samedi », « ouverts le soir », « ouvert demain matin »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.dates.labels import hour_label
from core.dates.words import MONTHS, PARIS, WEEKDAYS, plain
from core.search.words import EMPTY_WORDS
from core.text.typography import NBSP

OPEN_WORDS = frozenset(["ouvert", "ouverte", "ouverts", "ouvertes", "ouvre", "ouvrent", "ouverture"])
_HOUR = re.compile(r"(\d{1,2})h(\d{2})?", re.ASCII)
_DAYS = {plain(name): number for number, name in enumerate(WEEKDAYS)}
_DAYS |= {f"{name}s": number for name, number in _DAYS.items()}
_MONTHS = frozenset(plain(name) for name in MONTHS)
_NOW = (("maintenant",), ("actuellement",), ("en", "ce", "moment"), ("immediatement",))
_TODAY = (("aujourd", "hui"), ("aujourdhui",), ("ce", "jour"))
_WEEKEND = (("weekend",), ("week", "end"), ("weekends",), ("week", "ends"))
#: Parts of the day: the hours to try, and the words of the label.
_PARTS: dict[tuple[str, ...], tuple[tuple[time, ...], str]] = {
    ("matin",): ((time(10), time(9)), "matin"),
    ("matinee",): ((time(10), time(9)), "matin"),
    ("apres", "midi"): ((time(15), time(14)), "après-midi"),
    ("midi",): ((time(12, 30),), "midi"),
    ("soir",): ((time(19), time(20)), "soir"),
    ("soiree",): ((time(19), time(20)), "soir"),
    ("nuit",): ((time(23),), "nuit"),
    ("tot",): ((time(8),), "tôt le matin"),
    ("tard",): ((time(20),), "tard le soir"),
}
#: The same without a day.
_USUALLY = {
    "matin": "le matin", "après-midi": "l’après-midi", "midi": "à midi", "soir": "le soir", "nuit": "la nuit",
    "tôt le matin": "tôt le matin", "tard le soir": "tard le soir",
}  # fmt: skip
#: The hours to try on a day without an hour: most places open in the morning or in the afternoon.
_ANY_HOUR = (time(10), time(15))
#: Words between the parts of a moment.
_LINKS = EMPTY_WORDS | {"prochain", "prochaine", "partir", "jusqu", "entre", "deux"}


@dataclass(frozen=True)
class Opening:
    """A moment from the words `start` to `end` (excluded): its `label`, « samedi matin », and its value.

    `moments` are the values of the parameter `ouvert` to try; the one with most places is meant. `has_verb` tells
    whether a word such as « ouvert » precedes.
    """

    start: int
    end: int
    label: str
    moments: tuple[str, ...]
    has_verb: bool


def find_opening(words: Sequence[str], now: datetime) -> Opening | None:
    """Return the first opening time that these words name, never a date (« samedi 3 mai »). `now` is aware."""
    for position, word in enumerate(words):
        if word in OPEN_WORDS and (opening := _read(words, position, position + 1, now.astimezone(PARIS))):
            return opening
    for position, word in enumerate(words):
        begins = word in _DAYS or any(_stands(words, position, some) for some in (*_NOW, *_WEEKEND)) or word == "demain"
        if begins and (opening := _read(words, position, position, now.astimezone(PARIS))):
            return opening
    return None


def _read(words: Sequence[str], start: int, first: int, now: datetime) -> Opening | None:
    """Read an opening time from the word at index `first` on; None if there is none."""
    day: str | int = ""
    part: tuple[tuple[time, ...], str] | None = None
    hour: time | None = None
    position = end = first
    is_this = is_usual = False
    while position < len(words):
        word, length = words[position], 1
        if length := _length(words, position, _NOW):
            day = "now"
        elif length := _length(words, position, _TODAY):
            day = "today"
        elif length := _length(words, position, _WEEKEND):
            day = "weekend"
        elif (key := tuple(words[position : position + 2])) in _PARTS or (key := (word,)) in _PARTS:
            part, length = _PARTS[key], len(key)
            is_this = position > 0 and words[position - 1] in ("ce", "cet", "cette")
        elif word in _DAYS:
            day, length = _DAYS[word], 1
            is_usual = word.endswith("s") or (position > 0 and words[position - 1] == "le")
        elif word == "demain":
            day, length = "tomorrow", 1
        elif match := _hour(words, position):
            hour, length = match
        elif word in _LINKS:
            position += 1
            continue
        else:
            break
        position += length
        end = position
    follows_date = end < len(words) and (words[end].isdecimal() or words[end] in _MONTHS)
    if end == first or follows_date:
        return None
    label, moments = _moments(day, part, hour, is_this, now)
    return Opening(start, end, f"le {label}" if is_usual else label, moments, has_verb=first > start)


def _moments(
    day: str | int, part: tuple[tuple[time, ...], str] | None, hour: time | None, is_this: bool, now: datetime
) -> tuple[str, tuple[str, ...]]:
    """Return the label of a moment and the values to try."""
    if day == "now" and not part and not hour:
        return "maintenant", ("now",)
    hours = (hour,) if hour else part[0] if part else _ANY_HOUR
    words = part[1] if part else ""
    days, name = _days(day, words, is_this, hours, now)
    at = f" à {hour_label(hour.hour, hour.minute).replace(' ', NBSP)}" if hour else ""
    values = tuple(f"{datetime.combine(some, at_hour):%Y-%m-%dT%H:%M}" for some in days for at_hour in hours)
    return f"{name}{at}".strip(), values


def _days(day: str | int, part: str, is_this: bool, hours: Sequence[time], now: datetime) -> tuple[list[date], str]:
    """Return the days to try, and their name with the part of the day: « samedi matin », « ce soir », « le soir »."""
    today = now.date()
    has_passed = now.time() >= max(hours)
    after = f" {part}" if part else ""
    if isinstance(day, int):
        ahead = (day - today.weekday()) % 7 or (7 if has_passed else 0)
        return [today + timedelta(ahead)], f"{WEEKDAYS[day]}{after}"
    if day == "weekend":
        saturday = today + timedelta((5 - today.weekday()) % 7)
        return [saturday, saturday + timedelta(1)], f"le week-end{after}"
    if day == "tomorrow":
        return [today + timedelta(1)], f"demain{after}"
    if day in ("today", "now") or is_this:
        article = "cet" if part == "après-midi" else "cette" if part == "nuit" else "ce"
        return [today], f"{article}{after}" if part else "aujourd’hui"
    # No day: the next one from Monday to Friday, since people mean what is usual.
    ahead = int(has_passed)
    while (today + timedelta(ahead)).weekday() > 4:
        ahead += 1
    if not part:
        return [today + timedelta(ahead)], ""
    return [today + timedelta(ahead)], _USUALLY[part]


def _hour(words: Sequence[str], position: int) -> tuple[time, int] | None:
    """Return an hour with its number of words: « 18h30 », « 18h », « 18 h », « 18 heures »."""
    if match := _HOUR.fullmatch(words[position]):
        number, minutes, length = int(match[1]), int(match[2] or 0), 1
    elif words[position].isdecimal() and len(words[position]) < 3 and _follows_hour(words, position):
        number, minutes, length = int(words[position]), 0, 2
    else:
        return None
    return (time(number, minutes), length) if number < 24 and minutes < 60 else None


def _follows_hour(words: Sequence[str], position: int) -> bool:
    return position + 1 < len(words) and words[position + 1] in ("h", "heure", "heures")


def _length(words: Sequence[str], position: int, choices: Sequence[tuple[str, ...]]) -> int:
    """Return the number of words of that choice which stands at a position; 0 if none does."""
    return next((len(choice) for choice in choices if _stands(words, position, choice)), 0)


def _stands(words: Sequence[str], position: int, some: tuple[str, ...]) -> bool:
    return tuple(words[position : position + len(some)]) == some
