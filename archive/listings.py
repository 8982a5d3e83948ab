"""What lists of events and publications show: plain rows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone

from archive.forms import FilterForm
from archive.querysets import DatedPageQuerySet
from archive.vocabulary import EventKind, EventState, PublicationKind
from core import images
from core.cards import Badge
from core.gate import Gate
from core.models import PageTheme

PAGE_SIZE = 20
COMMON = (
    "pk", "translation_key", "title", "slug", "url_path", "kind", "search_description", "image_id",
    "date", "date_earliest", "date_latest", "date_label",
)  # fmt: skip
EVENT_FIELDS = (*COMMON, "subtitle", "introduction", "state", "start_time", "end_time")
PUBLICATION_FIELDS = (*COMMON, "abstract", "title_is_ours")
#: States that a reader must see before opening the page.
TOLD_STATES = {EventState.REPORTED: "good", EventState.POSTPONED: "warning", EventState.CANCELLED: "warning"}
UNCONFIRMED = "Tenue non confirmée"


def events(gate: Gate, pages: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The list of events as a template shows it: `ahead` and `past` are the cards of one page of results."""
    today = timezone.localdate()
    context = _listing(pages, data, EventKind, lambda found: found.agenda(today).values(*EVENT_FIELDS))
    rows = list(context["paging"])
    made = dict(zip((row["pk"] for row in rows), event_cards(gate, rows), strict=True))
    ahead = {row["pk"] for row in rows if is_ahead(row, today)}
    context["ahead"] = [card for pk, card in made.items() if pk in ahead]
    context["past"] = [card for pk, card in made.items() if pk not in ahead]
    return context


def publications(gate: Gate, pages: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The list of publications as a template shows it, as `cards`."""
    context = _listing(pages, data, PublicationKind, lambda found: found.newest_first().values(*PUBLICATION_FIELDS))
    context["cards"] = publication_cards(gate, list(context["paging"]))
    return context


def _listing(
    pages: DatedPageQuerySet,
    data: Mapping[str, Any],
    kinds: type[models.TextChoices],
    arrange: Callable[[DatedPageQuerySet], Any],
) -> dict[str, Any]:
    form = FilterForm(data, kinds, pages)
    found = arrange(filtered(pages, **form.chosen))
    return {
        "form": form,
        "filters_in_use": bool(form.chosen),
        "notice": form.notice,
        "paging": Paginator(found, PAGE_SIZE).get_page(data.get("page")),
    }


def filtered(pages: DatedPageQuerySet, type: str = "", year: int | None = None, theme: str = "") -> DatedPageQuerySet:
    """The pages that answer the filters of a list."""
    if type:
        pages = pages.filter(kind=type)
    if year:
        pages = pages.within(date(year, 1, 1), date(year, 12, 31))
    return pages.about([theme]) if theme else pages


def is_ahead(row: Mapping[str, Any], today: date) -> bool:
    """Whether the last possible day of an event's row has not passed: `EventQuerySet.ahead` for one row."""
    return bool(row["date_earliest"]) and (row["date_latest"] is None or row["date_latest"] >= today)


def event_cards(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of events as `components/cards.html` shows them; `year` is None without a date."""
    pictures = images.load(row["image_id"] for row in rows if row["image_id"])
    today = timezone.localdate()
    return [
        {
            **_card(gate, row, row["introduction"], pictures, "event"),
            "label": _joined(row["date_label"], EventKind(row["kind"]).label),
            "badges": _badges(row, today),
            "year": row["date_earliest"].year if row["date_earliest"] else None,
        }
        for row in rows
    ]


def _badges(row: dict[str, Any], today: date) -> list[Badge]:
    """What a reader must know of an event before opening its page."""
    state = EventState(row["state"])
    if state in TOLD_STATES:
        return [Badge(text=state.label, tone=TOLD_STATES[state])]
    if is_ahead(row, today):
        return [Badge(text="À venir", tone="planned")]
    return [Badge(text=UNCONFIRMED, tone="ended")] if state == EventState.ANNOUNCED else []


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def publication_cards(gate: Gate, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of publications as `components/cards.html` shows them."""
    pictures = images.load(row["image_id"] for row in rows if row["image_id"])
    return [
        {
            **_card(gate, row, row["abstract"], pictures, "publication"),
            "label": _joined(row["date_label"], PublicationKind(row["kind"]).label),
        }
        for row in rows
    ]


def _card(gate: Gate, row: dict[str, Any], text: str, pictures: dict[int, Any], kind: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": row["title"],
        "url": gate.url(row["url_path"]),
        "detail": "",
        "summary": row["search_description"] or text,
        "image": pictures.get(row["image_id"]),
        "drawing": kind,
        "badges": [],
    }


def themes_of(page_ids: Iterable[int]) -> dict[int, list[dict[str, str]]]:
    """The themes of pages, by page id, in one query."""
    found: dict[int, list[dict[str, str]]] = {}
    rows = PageTheme.objects.filter(page_id__in=list(page_ids)).order_by("sort_order", "pk")
    for page_id, slug, title in rows.values_list("page_id", "theme__slug", "theme__title"):
        found.setdefault(page_id, []).append({"slug": slug, "title": title})
    return found
