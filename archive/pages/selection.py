"""What a feed or calendar holds: all public events or publications, or those that pass the filters of its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from archive.events.filters import apply_filters, is_known_place
from archive.events.timeline import visible_events
from archive.pages.filters import EventFilterForm, FilterForm, PublicationFilterForm, event_choices
from archive.publications.filters import apply_filters as apply_publication_filters
from archive.publications.filters import visible_publications
from core.models import Partner, Theme
from core.visibility.gate import Gate

#: Parameters of the list that a feed, which has no pages, leaves aside.
IGNORED = {"page"}


class Selection(NamedTuple):
    """The selected pages, the `query` with which an address selects them again, and the filters in words."""

    pages: Any
    query: str
    label: str


class UnknownFilters(Exception):
    """Parameters of an address are unknown or malformed. Without them it would select more than its reader expects."""

    def __init__(self, names: list[str], subject: str) -> None:
        super().__init__(names)
        self.names, self.subject = names, subject

    def response(self) -> HttpResponse:
        """Return a 422 that names the parameters, in French."""
        text = (
            f"Filtre non compris\u00a0: {', '.join(self.names)}. Reprenez l’adresse sur la page des {self.subject}.\n"
        )
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")


def public_gate(request: HttpRequest) -> Gate:
    """Return the gate of an anonymous reader, even for a logged-in user: feeds hold public pages only."""
    gate = Gate.for_request(request)
    return Gate(gate.snapshot, gate.site)


def select_events(gate: Gate, data: Mapping[str, Any]) -> Selection:
    """Return the events that pass the filters of a query string, the same as on the list. Raise UnknownFilters.

    A theme, partner or place that has no event is no error: a subscription to it goes on, empty.
    """
    form = EventFilterForm(data, event_choices(gate))
    filters = _filters(gate, form, data, "évènements")
    return _selection(form, filters, apply_filters(visible_events(gate), gate, **filters))


def select_publications(gate: Gate, data: Mapping[str, Any]) -> Selection:
    """Return the publications that pass the filters of a query string, the same as on the list. Raise UnknownFilters.

    A theme or partner that has no publication is no error.
    """
    form = PublicationFilterForm(gate, data)
    filters = _filters(gate, form, data, "publications")
    return _selection(form, filters, apply_publication_filters(visible_publications(gate), gate, **filters))


def _filters(gate: Gate, form: FilterForm, data: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """Return the filters of a query string, those included that nothing passes at present. Raise UnknownFilters."""
    filters = form.filters
    unused = {name: [data[name]] for name in form.errors if _exists(gate, name, data[name])}
    understood = (form.fields.keys() - form.errors.keys()) | unused.keys() | IGNORED
    if unknown := [name for name in data if name not in understood]:
        raise UnknownFilters(unknown, subject)
    return filters | unused


def _selection(form: FilterForm, filters: Mapping[str, Any], pages: Any) -> Selection:
    return Selection(pages, query_of(filters), ", ".join(_label(form, *item) for item in filters.items()))


def _exists(gate: Gate, name: str, value: str) -> bool:
    """Whether there is a theme, partner or place of this name, whatever its events or publications."""
    if "\0" in value:
        return False
    if name == "place":
        return is_known_place(gate, value)
    model = {"theme": Theme, "partner": Partner}.get(name)
    return model is not None and model.objects.filter(slug=value).exists()


def query_of(filters: Mapping[str, Any]) -> str:
    """Return the valid filters of a list as a query string with its « ? »; empty without filters."""
    return f"?{urlencode(filters, doseq=True)}" if filters else ""


def _label(form: FilterForm, name: str, value: Any) -> str:
    if name == "year":
        return str(value)
    choices = dict(form.fields[name].choices)
    return ", ".join(str(choices.get(each, each)) for each in value)
