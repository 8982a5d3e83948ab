"""Evaluates whether a place is open at a moment, in French time with French public holidays.

The `opening_hours` library returns local times without time zone, which are converted to instants here. On the two
nights when the clocks change, a time that does not exist means the instant of the change, and a time that occurs twice
means its first occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from threading import Lock
from typing import Literal

from django.core.exceptions import ValidationError
from opening_hours import OpeningHours
from opening_hours import State as LibraryState

from core.dates.words import PARIS
from inventory.hours.syntax import change_outside_quotes, normalise, outside_quotes

OpenStatus = Literal["open", "closed", "unknown"]
Interval = tuple[datetime, datetime, LibraryState, str]

#: Days ahead in which to look for the next change of state.
HORIZON = 400
#: Number of texts whose parsed form and current state are cached.
CACHE_SIZE = 4096

#: Hours of a day, « 18:00-02:00 ».
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
#: Rules between semicolons; those in quoted comments separate nothing.
_RULES = re.compile(r'(?:"[^"]*"|[^;"])+')
#: A rule for public holidays, or one that closes.
_EXCEPTION = re.compile(r'^PH\b|\boff(?: "[^"]*")?$')
#: Syntax that needs data the library lacks for France: school holidays and the position of the sun.
_UNSUPPORTED = re.compile(r"\b(?:SH|sunrise|sunset|dawn|dusk)\b")


@dataclass(frozen=True)
class OpenState:
    """Whether a place is open, and until when (French time; None if nothing changes within `HORIZON`).

    `next_state` is the state after `until`.
    """

    state: OpenStatus
    until: datetime | None = None
    next_state: OpenStatus | None = None


@dataclass(frozen=True)
class _Span:
    """A state with the instants of its beginning and of the next change, both in UTC."""

    since: datetime
    until: datetime | None
    state: OpenState


UNKNOWN = OpenState("unknown")

_spans: dict[str, _Span] = {}
_lock = Lock()


def state_at(osm: str, moment: datetime) -> OpenState:
    """Return the state at a moment (aware); unknown if the text is invalid or depends on more than the time."""
    return _span_at(osm, moment.astimezone(UTC)).state


def open_among(texts: Iterable[str], moment: datetime) -> set[str]:
    """Return those of the texts that are open at a moment (aware). States are cached until their next change."""
    now = moment.astimezone(UTC)
    open_texts = set()
    for text in set(texts):
        with _lock:
            span = _spans.get(text)
        if span is None or now < span.since or (span.until and now >= span.until):
            span = _span_at(text, now)
            with _lock:
                if len(_spans) >= CACHE_SIZE:
                    _spans.clear()
                _spans[text] = span
        if span.state.state == "open":
            open_texts.add(text)
    return open_texts


def _span_at(text: str, now: datetime) -> _Span:
    """Return the state at an instant in UTC, with its bounds."""
    hours = _parsed(text)
    if hours is None:
        return _Span(now, None, UNKNOWN)
    # Start two days earlier, to include intervals that began before midnight and to know where each begins.
    start = datetime.combine(now.astimezone(PARIS) - timedelta(days=2), time.min)
    end = start + timedelta(days=HORIZON)
    current: OpenStatus | None = None
    since = now
    for opens, closes, raw, comment in _intervals(text, hours, start, end):
        begin, finish = _instant(opens), _instant(closes)
        if finish <= now or begin == finish:  # past, or within the hour that does not exist
            continue
        state = _status(raw, comment)
        if current is None:
            current, since = state, begin
        elif state != current:
            return _Span(since, begin, OpenState(current, begin.astimezone(PARIS), state))
    return _Span(since, _instant(end), OpenState(current or "unknown"))


def _intervals(text: str, hours: OpeningHours, start: datetime, end: datetime) -> Iterator[Interval]:
    """Yield the states of the library between two local times: « opens », « closes », state, comment.

    A night belongs to the evening on which it begins. With « 18:00-02:00; PH off » the library ends the night before a
    public holiday at midnight, and opens the night after it: both are corrected here.
    """
    before = None
    for interval in hours.intervals(start, end):
        opens, closes, state, _ = interval
        if before is None or opens.time() != time.min:
            yield interval
        elif before == LibraryState.CLOSED and state != LibraryState.CLOSED:
            within_days = _parsed(_without_nights(text))
            assert within_days is not None  # shorter hours of a text that was parsed
            yield from within_days.intervals(opens, closes)
        elif before != LibraryState.CLOSED and state == LibraryState.CLOSED and (night := _night_before(text, opens)):
            yield night
            yield (night[1], closes, *interval[2:])
        else:
            yield interval
        before = state


def _night_before(text: str, midnight: datetime) -> Interval | None:
    """Return the hours that go on after a midnight on which a day off begins; None if there are none.

    They are read in the hours of usual days: what is open longer than by the hours of that day alone is the night.
    """
    usual_text = _without_exceptions(text)
    usual, within_days = _parsed(usual_text), _parsed(_without_nights(usual_text))
    if usual is None or within_days is None:
        return None
    next_midnight = midnight + timedelta(days=1)
    night = next(iter(usual.intervals(midnight, next_midnight)))
    if night[2] == LibraryState.CLOSED:
        return None
    for _, closes, state, _ in within_days.intervals(midnight, next_midnight):
        if state == LibraryState.CLOSED:
            return (midnight, min(night[1], closes), night[2], night[3])
        if closes >= night[1]:
            return None
    return None


def _without_exceptions(text: str) -> str:
    """Remove the rules for public holidays and those that close: « 18:00-02:00; PH off » gives « 18:00-02:00 »."""
    rules = _RULES.findall(normalise(text))
    return "; ".join(rule.strip() for rule in rules if not _EXCEPTION.search(rule.strip()))


def _without_nights(text: str) -> str:
    """End at midnight the hours that go on after it: « 18:00-02:00 » gives « 18:00-24:00 »."""

    def end_at_midnight(match: re.Match[str]) -> str:
        opens, closes = match.groups()
        return f"{opens}-24:00" if closes <= opens or closes > "24:00" else match[0]

    return change_outside_quotes(normalise(text), lambda part: _SPAN.sub(end_at_midnight, part))


@lru_cache(maxsize=CACHE_SIZE)
def _parsed(text: str) -> OpeningHours | None:
    """Parse a text; None if it is invalid or unsupported. The result has no time zone: see `_instant`."""
    try:
        normal = normalise(text)
    except ValidationError:
        return None
    if not normal or any(_UNSUPPORTED.search(part) for part in outside_quotes(normal)):
        return None
    return OpeningHours(normal, country="FR", max_interval_days=HORIZON)


def _status(raw: LibraryState, comment: str) -> OpenStatus:
    """Convert a state of the library. « Open » with a comment such as « sur rendez-vous » counts as unknown."""
    if raw == LibraryState.CLOSED:
        return "closed"
    return "open" if raw == LibraryState.OPEN and not comment else "unknown"


def _instant(local: datetime) -> datetime:
    """Convert a French local time to UTC. Later local times never give earlier instants."""
    instant = local.replace(tzinfo=PARIS).astimezone(UTC)
    exists = instant.astimezone(PARIS).replace(tzinfo=None) == local
    # Clocks change at 01:00 UTC in the whole European Union (directive 2000/84/EC).
    return instant if exists else datetime.combine(local, time(1), tzinfo=UTC)
