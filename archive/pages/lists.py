"""The lists of events and of publications: their filters, and one page of results."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, cast

from django.core.paginator import Paginator
from django.utils import timezone

from archive.choices import PublicationKind
from archive.events.filters import apply_filters
from archive.models import EventIndexPage, EventReportPage
from archive.pages.cards import EVENT_FIELDS, PUBLICATION_FIELDS, event_cards, publication_cards
from archive.pages.filters import EventFilterForm, FilterForm, choices_of, event_choices
from archive.querysets import DatedPageQuerySet, EventQuerySet
from core.visibility.gate import Gate

PAGE_SIZE = 20
#: Number of past events shown while nothing is announced.
LAST_ONES = 2


def event_list(gate: Gate, index: EventIndexPage, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template context of a list of events: the cards `ahead`, and one page of the archive as `past`.

    Further keys: `nothing_ahead`, whether to say that nothing is announced, with the cards of the `last_ones`; `years`,
    those of the archive (see `_years`); `count`, how many events pass the filters; `form`, `filters_in_use`, `notice`
    and `paging`.
    """
    today = timezone.localdate()
    pages = cast(EventQuerySet, gate.pages(EventReportPage).child_of(index))
    form = EventFilterForm(data, event_choices(gate, index.pk, pages))
    filters = form.filters
    events = apply_filters(pages, gate, **filters)
    paging = Paginator(events.past(today).newest_first().values(*EVENT_FIELDS), PAGE_SIZE).get_page(data.get("page"))
    ahead = list(events.ahead(today).oldest_first().values(*EVENT_FIELDS))
    past = list(paging)
    nothing_ahead = bool(past) and not ahead and not filters and paging.number == 1
    last_ones = _last_ones(events, today) if nothing_ahead else []
    return {
        "form": form,
        "filters_in_use": bool(filters),
        "notice": form.notice,
        "paging": paging,
        "count": len(ahead) + paging.paginator.count,
        "ahead": event_cards(gate, ahead, ahead=True) if paging.number == 1 else [],
        "past": event_cards(gate, past, pictured=False),
        "nothing_ahead": nothing_ahead,
        "last_ones": event_cards(gate, last_ones, pictured=False),
        "years": _years(form, apply_filters(pages, gate, **{**filters, "year": None}).past(today)),
    }


def _last_ones(events: EventQuerySet, today: date) -> list[dict[str, Any]]:
    return list(events.took_place(today).newest_first().values(*EVENT_FIELDS)[:LAST_ONES])


def _years(form: FilterForm, events: EventQuerySet) -> list[dict[str, Any]]:
    """Return the years of events, the latest first: `year`, `count`, `query`, and whether it is `current`."""
    current = form.filters.get("year")
    return [
        {"year": year, "count": count, "query": form.query(year=year), "current": year == current}
        for year, count in events.count_by_year()
    ]


def publication_list(gate: Gate, pages: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template context of the list of publications: `cards`, and the keys that `event_list` has too."""
    form = FilterForm(data, PublicationKind, choices_of(pages))
    results = _filter_publications(pages, **form.filters).newest_first().values(*PUBLICATION_FIELDS)
    paging = Paginator(results, PAGE_SIZE).get_page(data.get("page"))
    return {
        "form": form,
        "filters_in_use": bool(form.filters),
        "notice": form.notice,
        "paging": paging,
        "cards": publication_cards(gate, list(paging)),
    }


def _filter_publications(
    pages: DatedPageQuerySet, type: Collection[str] = (), year: int | None = None, theme: Collection[str] = ()
) -> DatedPageQuerySet:
    if type:
        pages = pages.filter(kind__in=type)
    if year:
        pages = pages.within(date(year, 1, 1), date(year, 12, 31))
    return pages.about(theme) if theme else pages
