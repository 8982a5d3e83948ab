"""How an event stands today: the state that an editor chose, and what the calendar makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.choices import EventState


@dataclass(frozen=True)
class Status:
    """A status: its `code`, its French `label`, and the `tone` of its badge."""

    code: str
    label: str
    tone: str


UPCOMING = Status("upcoming", "À venir", "planned")
UNCONFIRMED = Status("unconfirmed", "Annoncé, à confirmer", "ended")
TOOK_PLACE = Status("took_place", EventState.HELD.label, "ended")
REPORTED = Status("reported", EventState.REPORTED.label, "good")
POSTPONED = Status("postponed", EventState.POSTPONED.label, "warning")
CANCELLED = Status("cancelled", EventState.CANCELLED.label, "warning")
_BY_STATE: dict[str, Status] = {
    EventState.HELD: TOOK_PLACE,
    EventState.REPORTED: REPORTED,
    EventState.POSTPONED: POSTPONED,
    EventState.CANCELLED: CANCELLED,
}


def status_of(state: str, earliest: date | None, latest: date | None, today: date) -> Status:
    """Return the status on a day. An announced event is « à venir » until its last possible day has passed.

    `earliest` and `latest` are the bounds of its date: without `latest` the date is open, without both it is unknown.
    """
    status = _BY_STATE.get(state)
    if status in (TOOK_PLACE, REPORTED) and earliest and earliest > today:  # by mistake, or before the forms knew
        return UPCOMING
    if status:
        return status
    return UNCONFIRMED if latest and latest < today else UPCOMING


def status_of_row(row: Mapping[str, Any], today: date) -> Status:
    """Return the status of a row with `state`, `date_earliest` and `date_latest`."""
    return status_of(row["state"], row["date_earliest"], row["date_latest"], today)
