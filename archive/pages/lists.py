"""The lists of events, of publications and of projects: their filters, and one page of results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, cast

from django.core.paginator import Paginator

from archive.choices import ProjectState
from archive.events.timeline import agenda, among, matching_ids, timeline, took_place_ids
from archive.models import EventIndexPage, PublicationIndexPage
from archive.pages.cards import (
    PROJECT_FIELDS,
    PUBLICATION_FIELDS,
    event_cards,
    event_rows,
    project_cards,
    publication_cards,
)
from archive.pages.filters import (
    EventFilterForm,
    FilterForm,
    ProjectFilterForm,
    PublicationFilterForm,
    choices_of,
    event_choices,
)
from archive.publications.filters import apply_filters, visible_publications
from archive.querysets import ProjectQuerySet
from core.cards import repeats_picture
from core.visibility.gate import Gate

PAGE_SIZE = 20
#: Number of past events shown while nothing is announced.
LAST_ONES = 2
#: Headings of the groups of the list of projects, several projects together.
STATE_HEADINGS: dict[str, str] = {
    ProjectState.ACTIVE: "En cours",
    ProjectState.PLANNED: "En préparation",
    ProjectState.SUSPENDED: "En sommeil",
    ProjectState.FINISHED: "Terminés",
    ProjectState.UNKNOWN: "État non précisé",
}


def event_list(gate: Gate, index: EventIndexPage, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template context of a list of events: the cards `ahead`, and one page of the archive as `past`.

    Further keys: `nothing_ahead`, whether to say that nothing is announced, with the cards of the `last_ones`; `years`,
    those of the archive (see `_years`); `count`, how many events pass the filters; `form`, `filters_in_use`, `notice`
    and `paging`.
    """
    form = EventFilterForm(gate, data, event_choices(gate, index))
    filters = form.filters
    events, all_days = timeline(gate, index), agenda(gate, index)
    selected = matching_ids(gate, {**filters, "year": None})
    archive = among(all_days.past, selected)
    past = events.in_year(archive, filters.get("year"))
    ahead = events.in_year(among(all_days.ahead, selected), filters.get("year"))
    paging = Paginator(past, PAGE_SIZE).get_page(data.get("page"))
    nothing_ahead = bool(past) and not ahead and not filters and paging.number == 1
    last_ones = among(past, took_place_ids())[:LAST_ONES] if nothing_ahead else []
    return {
        "form": form,
        "filters_in_use": bool(filters),
        "notice": form.notice,
        "paging": paging,
        "count": len(ahead) + len(past),
        "ahead": event_cards(gate, event_rows(ahead), ahead=True) if paging.number == 1 else [],
        "past": event_cards(gate, event_rows(paging), pictured=False),
        "nothing_ahead": nothing_ahead,
        "last_ones": event_cards(gate, event_rows(last_ones), pictured=False),
        "years": _years(form, Counter(map(events.years.get, archive))),
    }


def _years(form: FilterForm, counts: Mapping[int | None, int]) -> list[dict[str, Any]]:
    """Return the years with a number of events, the latest first: `year`, `count`, `query`, and whether `current`."""
    current = form.filters.get("year")
    return [
        {"year": year, "count": counts[year], "query": form.query(year=year), "current": year == current}
        for year in sorted(filter(None, counts), reverse=True)
    ]


def publication_list(gate: Gate, index: PublicationIndexPage, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template context of a list of publications: `cards`, and the keys that `event_list` has too."""
    form = PublicationFilterForm(gate, data, index)
    publications = apply_filters(visible_publications(gate, index), gate, **form.filters)
    paging = Paginator(publications.newest_first().values(*PUBLICATION_FIELDS), PAGE_SIZE).get_page(data.get("page"))
    return {
        "form": form,
        "filters_in_use": bool(form.filters),
        "notice": form.notice,
        "paging": paging,
        "cards": publication_cards(gate, list(paging)),
    }


def project_list(gate: Gate, pages: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template context of the list of projects: `groups` by state, and the keys that `event_list` has too.

    Each group has a `heading` and `cards`. They are `plain` if they would repeat one picture, counted over all groups,
    since most of them are short. A page of the list may begin within a group.
    """
    form = ProjectFilterForm(gate, data, choices_of(pages))
    results = filter_projects(pages, **form.filters).by_state().values(*PROJECT_FIELDS)
    paging = Paginator(results, PAGE_SIZE).get_page(data.get("page"))
    rows = list(paging)
    cards = project_cards(gate, rows)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row, card in zip(rows, cards, strict=True):
        groups.setdefault(STATE_HEADINGS[row["state"]], []).append(card)
    return {
        "form": form,
        "filters_in_use": bool(form.filters),
        "notice": form.notice,
        "paging": paging,
        "groups": [{"heading": heading, "cards": in_state} for heading, in_state in groups.items()],
        "plain": repeats_picture(cards),
    }


def filter_projects(
    pages: ProjectQuerySet, type: Collection[str] = (), state: Collection[str] = (), theme: Collection[str] = ()
) -> ProjectQuerySet:
    """Return the projects that pass all filters: codes of `ProjectKind` and `ProjectState`, slugs of themes."""
    if type:
        pages = pages.filter(kind__in=type)
    if state:
        pages = pages.filter(state__in=state)
    return cast(ProjectQuerySet, pages.about(theme)) if theme else pages
