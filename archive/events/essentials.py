"""The facts of an event that its visitors rely on: whether, when and where it takes place."""

from __future__ import annotations

from typing import Any

from archive.choices import EventState, Mode
from core.visibility.gate import Gate

#: States that mails name; all others count as « announced ».
NAMED_STATES = (EventState.CANCELLED, EventState.POSTPONED)


def essentials(event: Any, gate: Gate) -> dict[str, Any]:
    """Return an event page as JSON values.

    `state` is announced, postponed or cancelled; `date`, `start`, `end`, `venue`, `place` (id) and `link`, that of the
    session online, are what is stored; `when` and `where` are French texts. A place that the reader of the gate may not
    see is left out.
    """
    place = event.visible_place(gate)
    title = place["title"] if place else ""
    where = ", ".join(filter(None, [event.venue, title if title not in event.venue else ""]))
    return {
        "state": event.state if event.state in NAMED_STATES else EventState.ANNOUNCED.value,
        "date": event.date,
        "start": str(event.start_time or ""),
        "end": str(event.end_time or ""),
        "venue": event.venue,
        "place": event.place_id if place else None,
        "link": event.online_url,
        "when": ", ".join(filter(None, [event.date_label, event.hours_label])),
        "where": where or (Mode.ONLINE.label if event.mode == Mode.ONLINE else ""),
    }
