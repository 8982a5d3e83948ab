"""The events that a question means: one of them, or the agenda with filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils import timezone

from archive.choices import EventKind, EventState
from archive.events.timeline import agenda, visible_events
from archive.models import EventIndexPage
from archive.search.dates import QuestionDate
from archive.search.vocabulary import EVENT, EVENT_KINDS, Noun
from core.visibility.gate import Gate


class Event(NamedTuple):
    """An event as the search names it."""

    pk: int
    title: str
    url_path: str
    kind: str
    state: str
    earliest: date | None
    latest: date | None
    date_label: str

    @property
    def name(self) -> str:
        """Its title and its date."""
        return ", ".join(filter(None, [self.title, self.date_label]))

    @property
    def year(self) -> int | None:
        """The year under which lists show it."""
        day = self.earliest or self.latest
        return day.year if day else None


class Events(NamedTuple):
    """The agenda that a reader sees: its URL, and its events, the latest first."""

    index: EventIndexPage
    url: str
    rows: Sequence[Event]

    def list_url(self, kind: str = "", year: int | None = None) -> str:
        """Return the URL of the list with filters."""
        filters = {name: value for name, value in (("type", kind), ("year", year)) if value}
        return f"{self.url}?{urlencode(filters)}" if filters else self.url

    def matching(self, kinds: Iterable[str] = (), year: int | None = None) -> list[Event]:
        """Return the events of these kinds, or all, in a year."""
        selected = frozenset(kinds)
        return [row for row in self.rows if (not selected or row.kind in selected) and year in (None, row.year)]


_COLUMNS = ("pk", "title", "url_path", "kind", "state", "date_earliest", "date_latest", "date_label")


def events_of(gate: Gate) -> Events | None:
    """Return the first agenda that the reader may see, with its events; read once per content version."""

    def read() -> Events | None:
        index = gate.pages(EventIndexPage).order_by("path").first()
        if index is None:
            return None
        rows = visible_events(gate, index).newest_first().values_list(*_COLUMNS)
        return Events(index, gate.url(index.url_path), [Event(*row) for row in rows])

    return gate.snapshot.get_or_set(("events of questions", *gate.scope), read)


def upcoming(gate: Gate, events: Events, kinds: Iterable[str] = ()) -> list[Event]:
    """Return the events ahead that are neither cancelled nor postponed, the soonest first."""
    by_pk = {row.pk: row for row in events.matching(kinds)}
    ahead = (by_pk[pk] for pk in agenda(gate, events.index).ahead if pk in by_pk)
    return [row for row in ahead if row.state not in (EventState.CANCELLED, EventState.POSTPONED)]


def latest(events: Events, kinds: Iterable[str] = (), reported: bool = False) -> Event | None:
    """Return the latest event that is past, with a published report if `reported`; None without any."""
    today = timezone.localdate()
    past = (row for row in events.matching(kinds) if (day := row.latest or row.earliest) and day < today)
    off = (EventState.ANNOUNCED, EventState.HELD) if reported else ()
    unwanted = (EventState.CANCELLED, EventState.POSTPONED, *off)
    return next((row for row in past if row.state not in unwanted), None)


def on_date(rows: Sequence[Event], question_date: QuestionDate) -> list[Event]:
    """Return the events that lie within a date; without any, those that may have been then."""
    within = [row for row in rows if question_date.contains(row.earliest, row.latest)]
    return within or [row for row in rows if question_date.overlaps(row.earliest, row.latest)]


def wider(kinds: Sequence[str]) -> list[str]:
    """Return kinds with those that are called by the same name: light round tables are round tables too."""
    return [*kinds, EventKind.LIGHT_ROUND_TABLE] if EventKind.ROUND_TABLE in kinds else list(kinds)


def noun_of(kind: str) -> Noun:
    """Return the noun of a kind of events, or of any."""
    return EVENT_KINDS[EventKind(kind)] if kind else EVENT
