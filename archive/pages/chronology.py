"""« Chronologie »: everything that has a date, in all sections, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.models import ArchiveIndexPage
from core import cards
from core.cards import KINDS, CardRow
from core.http.caching import public_read
from core.relations.entries import Entry, dated, matching, years_of
from core.relations.forms import EntryFilterForm, choices_of
from core.relations.views import page_head
from core.visibility.gate import Gate

PAGE_SIZE = 100
TITLE = "Chronologie"
INTRODUCTION = "Lieux, rencontres, publications et engagements, dans l’ordre où ils sont venus."


class TimelineRow(NamedTuple):
    """A page in the timeline: its date in French, the kind of page, its title and URL."""

    date_label: str
    kind: str
    title: str
    url: str


@require_safe
@public_read
def chronology(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show all years, or one of them. 404 for a year in which nothing is dated."""
    gate = Gate.for_request(request)
    entries = dated(gate)
    form = EntryFilterForm(gate, request.GET, _choices(gate, entries), without={"year"})
    selected = matching(gate, entries, form.selection)
    if year is not None and not any(entry.year == year for entry in entries):
        raise Http404
    in_year = selected if year is None else [entry for entry in selected if entry.year == year]
    paging = Paginator(in_year, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **_head(gate, year),
        "form": form,
        "filters_in_use": bool(form.filters),
        "notice": form.notice,
        "paging": paging,
        "count": len(in_year),
        "years": _years(form, selected, year),
        "groups": _groups(gate, list(paging)),
        "year": year,
        "whole_url": _url(form),
    }
    return render(request, "archive/chronology.html", context)


def _choices(gate: Gate, entries: Sequence[Entry]) -> Any:
    key = ("choices", "chronology", *gate.scope)
    return gate.snapshot.get_or_set(key, lambda: choices_of(gate, entries))


def _head(gate: Gate, year: int | None) -> dict[str, Any]:
    """Return what `base.html` shows of the page."""
    address = reverse("archive:chronology_year", args=[year]) if year else reverse("archive:chronology")
    index = gate.pages(ArchiveIndexPage).order_by("path").values("title", "url_path").first()
    above = [(index["title"], gate.url(index["url_path"]))] if index else []
    if year:
        above.append((TITLE, reverse("archive:chronology")))
    return page_head(gate, f"{TITLE} : {year}" if year else TITLE, address, INTRODUCTION, above)


def _url(form: EntryFilterForm, year: int | None = None) -> str:
    """Return the URL of a year, or of all of them, with the filters in use."""
    path = reverse("archive:chronology_year", args=[year]) if year else reverse("archive:chronology")
    query = form.query()
    return path if query == "." else path + query


def _years(form: EntryFilterForm, entries: Sequence[Entry], current: int | None) -> list[dict[str, Any]]:
    """Return the years of these entries, and the current one, in order: `year`, `count`, `url`, `current` or not."""
    return [
        {"year": year, "count": count, "url": _url(form, year), "current": year == current}
        for year, count in sorted({**({current: 0} if current else {}), **dict(years_of(entries))}.items())
    ]


def _groups(gate: Gate, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return entries by year, each group with `year` and `moments`."""
    rows = {card["id"]: card for card in cards.by_page(gate, [entry.page for entry in entries])}
    groups: dict[int | None, list[TimelineRow]] = {}
    for entry in entries:
        if entry.page in rows:
            groups.setdefault(entry.year, []).append(_row(entry, rows[entry.page]))
    return [{"year": year, "moments": moments} for year, moments in groups.items()]


def _row(entry: Entry, card: CardRow) -> TimelineRow:
    """Return an entry as it is shown."""
    return TimelineRow(
        date_label=entry.date_label,
        kind=" · ".join(filter(None, [KINDS.get(entry.kind, ""), entry.date_meaning])),
        title=card["title"],
        url=card["url"],
    )
