"""The selection of a feed or calendar: all public events or publications, or those that pass the filters of its URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.validators import slug_re

from archive.events.filters import apply_filters, is_known_place
from archive.events.timeline import visible_events
from archive.models import PublicationIndexPage
from archive.pages.filters import EventFilterForm, FilterForm, PublicationFilterForm, event_choices
from archive.publications.filters import apply_filters as apply_publication_filters
from archive.publications.filters import visible_publications
from core.http.list_forms import UnknownFilters
from core.visibility.gate import Gate

#: Parameters of the list that are no filters: its page, and the format of its references.
IGNORED = {"page", "format"}


class Selection(NamedTuple):
    """The selected pages, the `query` with which an address selects them again, and the filters in words."""

    pages: Any
    query: str
    label: str


def select_events(gate: Gate, data: Mapping[str, Any]) -> Selection:
    """Return the events that pass the filters of a query string, the same as on the list. Raise UnknownFilters.

    A theme, place or any partner without events is no error: a subscription to it goes on, empty.
    """
    form = EventFilterForm(gate, data, event_choices(gate))
    filters = _filters(gate, form, data)
    return _selection(form, filters, apply_filters(visible_events(gate), gate, **filters))


def select_publications(gate: Gate, data: Mapping[str, Any], index: PublicationIndexPage | None = None) -> Selection:
    """Return the publications that pass the filters of a query string, the same as on the list. Raise UnknownFilters.

    All of them, or those below an index page. A theme or partner that has no publication is no error.
    """
    form = PublicationFilterForm(gate, data, index)
    filters = _filters(gate, form, data)
    return _selection(form, filters, apply_publication_filters(visible_publications(gate, index), gate, **filters))


def _filters(gate: Gate, form: FilterForm, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters of a query string, those included that nothing passes at present. Raise UnknownFilters."""
    filters = form.filters
    place, partner = data.get("place", ""), data.get("partner", "")
    unused = {"place": [place]} if "place" in form.errors and "\0" not in place and is_known_place(gate, place) else {}
    # Any slug: to refuse only those of nobody would tell whether a partner exists whom hidden pages alone name.
    if "partner" in form.errors and slug_re.match(partner):
        unused["partner"] = [partner]
    understood = (form.fields.keys() - form.errors.keys()) | unused.keys() | IGNORED
    if unknown := [name for name in data if name not in understood]:
        raise UnknownFilters(unknown)
    return filters | unused


def _selection(form: FilterForm, filters: Mapping[str, Any], pages: Any) -> Selection:
    return Selection(pages, query_of(filters), ", ".join(_label(form, *item) for item in filters.items()))


def query_of(filters: Mapping[str, Any]) -> str:
    """Return the valid filters of a list as a query string with its « ? »; empty without filters."""
    return f"?{urlencode(filters, doseq=True)}" if filters else ""


def _label(form: FilterForm, name: str, value: Any) -> str:
    if name == "year":
        return str(value)
    choices = dict(form.fields[name].choices)
    return ", ".join(str(choices.get(each, each)) for each in value)
