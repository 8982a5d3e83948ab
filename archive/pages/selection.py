"""The events of a feed or calendar: all public ones, or those that pass the filters of its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from archive.events.filters import apply_filters, is_known_place
from archive.events.timeline import visible_events
from archive.pages.filters import EventFilterForm, event_choices
from core.models import Partner, Theme
from core.visibility.gate import Gate

#: Parameters of the list that a feed, which has no pages, leaves aside.
IGNORED = {"page"}


class Selection(NamedTuple):
    """The selected events, the `query` with which an address selects them again, and the filters in words."""

    events: Any
    query: str
    label: str


class UnknownFilters(Exception):
    """Parameters of an address are unknown or malformed. Without them it would select more than its reader expects."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names

    def response(self) -> HttpResponse:
        """Return a 422 that names the parameters, in French."""
        text = f"Filtre non compris\u00a0: {', '.join(self.names)}. Reprenez l’adresse sur la page des évènements.\n"
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")


def public_gate(request: HttpRequest) -> Gate:
    """Return the gate of an anonymous reader, even for a logged-in user: feeds hold public pages only."""
    gate = Gate.for_request(request)
    return Gate(gate.snapshot, gate.site)


def select_events(gate: Gate, data: Mapping[str, Any]) -> Selection:
    """Return the events that pass the filters of a query string, the same as on the list. Raise UnknownFilters.

    A theme, partner or place that has no event is no error: a subscription to it goes on, empty.
    """
    events = visible_events(gate)
    form = EventFilterForm(data, event_choices(gate))
    filters = form.filters
    unused = {name: [data[name]] for name in form.errors if _exists(gate, name, data[name])}
    understood = (form.fields.keys() - form.errors.keys()) | unused.keys() | IGNORED
    if unknown := [name for name in data if name not in understood]:
        raise UnknownFilters(unknown)
    filters |= unused
    label = ", ".join(_label(form, *item) for item in filters.items())
    return Selection(apply_filters(events, gate, **filters), query_of(filters), label)


def _exists(gate: Gate, name: str, value: str) -> bool:
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
