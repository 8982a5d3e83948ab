"""The events of a feed or calendar: all public ones, or those that pass the filters of its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from archive.events.filters import apply_filters, is_known_place
from archive.events.timeline import visible_events
from archive.pages.filters import EventFilterForm, event_choices
from core.http.list_forms import UnknownFilters
from core.models import Partner, Theme
from core.visibility.gate import Gate

#: Parameters of the list that a feed, which has no pages, leaves aside.
IGNORED = {"page"}


class Selection(NamedTuple):
    """The selected events, the `query` with which an address selects them again, and the filters in words."""

    events: Any
    query: str
    label: str


def select_events(gate: Gate, data: Mapping[str, Any]) -> Selection:
    """Return the events that pass the filters of a query string, the same as on the list. Raise UnknownFilters.

    A theme, partner or place that has no event is no error: a subscription to it goes on, empty.
    """
    events = visible_events(gate)
    form = EventFilterForm(data, event_choices(gate))
    filters = form.filters
    unused = {name: [data[name]] for name in form.errors if exists(gate, name, data[name])}
    understood = (form.fields.keys() - form.errors.keys()) | unused.keys() | IGNORED
    if unknown := [name for name in data if name not in understood]:
        raise UnknownFilters(unknown)
    filters |= unused
    label = ", ".join(_label(form, *item) for item in filters.items())
    return Selection(apply_filters(events, gate, **filters), query_of(filters), label)


def exists(gate: Gate, name: str, value: str) -> bool:
    """Whether there is a theme, partner or place of this name, whatever its events."""
    if "\0" in value:
        return False
    if name == "place":
        return is_known_place(gate, value)
    model = {"theme": Theme, "partner": Partner}.get(name)
    return model is not None and model.objects.filter(slug=value).exists()


def query_of(filters: Mapping[str, Any]) -> str:
    """Return the valid filters of a list as a query string with its « ? »; empty without filters."""
    return f"?{urlencode(filters, doseq=True)}" if filters else ""


def _label(form: EventFilterForm, name: str, value: Any) -> str:
    if name == "year":
        return str(value)
    choices = dict(form.fields[name].choices)
    return ", ".join(str(choices.get(each, each)) for each in value)
