"""Whether a place is open at a moment, in French time with French public holidays.

The library says when a place is open on the clock; the clock becomes an instant here. On the two nights when it
changes, an hour that does not exist is the instant of the change, and an hour that comes twice is its first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from threading import Lock
from typing import Literal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from opening_hours import OpeningHours
from opening_hours import State as LibraryState

from inventory.hours.syntax import normalise, outside_quotes

State = Literal["open", "closed", "unknown"]

PARIS = ZoneInfo("Europe/Paris")
#: How far a change of state is looked for, in days: beyond, nothing changes.
HORIZON = 400
#: How many texts have their state held in memory.
HELD = 4096

#: What the library has no French data for: school holidays, and where the sun stands.
_NOT_KNOWN = re.compile(r"\b(?:SH|sunrise|sunset|dawn|dusk)\b")


@dataclass(frozen=True)
class OpenState:
    """Whether it is open, and until when (in French time; None when nothing changes within a year).

    `then` is the state after it.
    """

    state: State
    until: datetime | None = None
    then: State | None = None


@dataclass(frozen=True)
class _Span:
    """A state from an instant to the next change, both in UTC."""

    since: datetime
    until: datetime | None
    state: OpenState


UNKNOWN = OpenState("unknown")

_spans: dict[str, _Span] = {}
_lock = Lock()


def state_at(osm: str, moment: datetime) -> OpenState:
    """The state at a moment (aware). A text that is not understood, or that depends on more than time, is unknown."""
    return _span_at(osm, moment.astimezone(UTC)).state


def open_among(texts: Iterable[str], moment: datetime) -> set[str]:
    """Which of these texts are open at a moment (aware). What is found is held in memory until its next change."""
    now = moment.astimezone(UTC)
    found = set()
    for text in set(texts):
        with _lock:
            span = _spans.get(text)
        if span is None or now < span.since or (span.until and now >= span.until):
            span = _span_at(text, now)
            with _lock:
                if len(_spans) >= HELD:
                    _spans.clear()
                _spans[text] = span
        if span.state.state == "open":
            found.add(text)
    return found


def _span_at(text: str, now: datetime) -> _Span:
    """The state at an instant in UTC, with its bounds; it holds for this instant at least."""
    hours = _parsed(text)
    if hours is None:
        return _Span(now, None, UNKNOWN)
    # Two days before, so that no night that runs on is missed and every bound is known.
    start = datetime.combine(now.astimezone(PARIS) - timedelta(days=2), time.min)
    end = start + timedelta(days=HORIZON)
    current: State | None = None
    since = now
    for opens, closes, raw, comment in hours.intervals(start, end):
        begin, finish = _instant(opens), _instant(closes)
        if finish <= now or begin == finish:  # over, or within the hour that does not exist
            continue
        state = _state(raw, comment)
        if current is None:
            current, since = state, begin
        elif state != current:
            return _Span(since, begin, OpenState(current, begin.astimezone(PARIS), state))
    return _Span(since, _instant(end), OpenState(current or "unknown"))


@lru_cache(maxsize=HELD)
def _parsed(text: str) -> OpeningHours | None:
    """The evaluator of a text; None when nothing can be known from it. It knows of no time zone: see `_instant`."""
    try:
        said = normalise(text)
    except ValidationError:
        return None
    if not said or any(_NOT_KNOWN.search(part) for part in outside_quotes(said)):
        return None
    return OpeningHours(said, country="FR", max_interval_days=HORIZON)


def _state(raw: LibraryState, comment: str) -> State:
    """Open with a comment (« sur rendez-vous ») depends on what it says: only people can tell."""
    if raw == LibraryState.CLOSED:
        return "closed"
    return "open" if raw == LibraryState.OPEN and not comment else "unknown"


def _instant(wall: datetime) -> datetime:
    """When a French clock shows this, in UTC. It never goes back as the clock goes on."""
    found = wall.replace(tzinfo=PARIS).astimezone(UTC)
    exists = found.astimezone(PARIS).replace(tzinfo=None) == wall
    # In the whole Union the clock jumps at one o'clock UTC (directive 2000/84/EC).
    return found if exists else datetime.combine(wall, time(1), tzinfo=UTC)
