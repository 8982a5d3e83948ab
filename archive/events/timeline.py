"""The order of events in lists, cached, and their selection by filters.

Sorting thousands of events and checking which of their pages are visible takes longer than all other work for a list.
So the ids of the visible ones are read in order once per content version, and filters run on the table of events alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from django.utils import timezone

from archive.events.filters import apply_filters
from archive.models import EventIndexPage, EventReportPage
from archive.querysets import EventQuerySet
from core.visibility.gate import Gate


class Timeline(NamedTuple):
    """The events that a reader may see, by page id, in both orders of `EventQuerySet`."""

    newest_first: Sequence[int]
    oldest_first: Sequence[int]
    #: The year of each event that has a date, see `in_year` of the queryset.
    years: Mapping[int, int]

    def in_year(self, ids: Sequence[int], year: int | None) -> Sequence[int]:
        """Return those ids whose event is listed under a year, in their order; all if it is None."""
        return ids if year is None else [pk for pk in ids if self.years.get(pk) == year]


class Agenda(NamedTuple):
    """The events that a reader may see, by page id: those ahead, the soonest first, and past ones, the latest first."""

    ahead: Sequence[int]
    past: Sequence[int]


def visible_events(gate: Gate, index: EventIndexPage | None = None) -> EventQuerySet:
    """Return all events that the reader may see, or those below an index page."""
    events = cast(EventQuerySet, gate.pages(EventReportPage))
    return cast(EventQuerySet, events.child_of(index)) if index else events


def timeline(gate: Gate, index: EventIndexPage | None = None) -> Timeline:
    """Return all events that the reader may see, or those below an index page; read once per content version."""

    def read() -> Timeline:
        rows = list(visible_events(gate, index).newest_first().values_list("pk", "date_earliest", "date_latest"))
        # Both orders have the same order within a day, and the events without a date last.
        oldest = sorted(rows, key=lambda row: row[1] or date.max)
        years = {pk: day.year for pk, earliest, latest in rows if (day := earliest or latest)}
        return Timeline([pk for pk, *_ in rows], [pk for pk, *_ in oldest], years)

    return gate.snapshot.get_or_set(("timeline", *_key(gate, index)), read)


def agenda(gate: Gate, index: EventIndexPage | None = None) -> Agenda:
    """Return the same events as `timeline`, as they stand today; read once per content version and day."""
    today = timezone.localdate()

    def read() -> Agenda:
        events, ahead = timeline(gate, index), set(_events().ahead(today).values_list("pk", flat=True))
        return Agenda(among(events.oldest_first, ahead), [pk for pk in events.newest_first if pk not in ahead])

    return gate.snapshot.get_or_set(("agenda", today, *_key(gate, index)), read)


def took_place_ids() -> Collection[int]:
    """Return the ids of the past events that are known to have taken place, hidden ones included."""
    return set(_events().took_place(timezone.localdate()).values_list("pk", flat=True))


def matching_ids(gate: Gate, filters: Mapping[str, Any]) -> Collection[int] | None:
    """Return the ids of the events that pass `apply_filters`, hidden ones included; None if no filter is set."""
    if all(value in (None, []) for value in filters.values()):
        return None
    return set(apply_filters(_events(), gate, **filters).values_list("pk", flat=True))


def among(ids: Sequence[int], selected: Collection[int] | None) -> Sequence[int]:
    """Return those ids that are selected, in their order; all if `selected` is None."""
    return ids if selected is None else [pk for pk in ids if pk in selected]


def _events() -> EventQuerySet:
    return cast(EventQuerySet, EventReportPage.objects.order_by())


def _key(gate: Gate, index: EventIndexPage | None) -> tuple[Any, ...]:
    return index and index.pk, *gate.scope
