"""The API of tours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from archive.api.schemas.tours import TourDetail, TourItem
from archive.api.shared import DatedParams, page_items, page_ref, source_items, verification
from archive.models import TourPage
from archive.pages.cards import TOUR_FIELDS
from archive.pages.tour import period_of
from archive.querysets import TourQuerySet
from archive.tours.steps import Step, steps_of
from core.api.lookup import find, following_moves
from core.api.routing import listing, read
from core.api.schemas import Page
from core.db.pages import row_of
from core.visibility.gate import Gate

router = Router(tags=["archive"])
#: The columns of `TOUR_FIELDS` that are stored, not counted or computed from the steps.
COLUMNS = tuple(name for name in TOUR_FIELDS if name not in ("step_count", "first_day", "last_day"))


class TourParams(DatedParams):
    """Filters of the list of tours."""

    def apply(self, pages: TourQuerySet) -> TourQuerySet:
        """Return the pages that pass these filters, in the requested order."""
        if themes := [slug for slug in self.theme if slug]:
            pages = cast(TourQuerySet, pages.about(themes))
        return cast(TourQuerySet, self.in_order(pages))


@read(router, "/", response=Page[TourItem], summary="Tours")
def list_tours(request: HttpRequest, params: Query[TourParams]) -> dict[str, Any]:
    """Les tours, avec ce qu’il faut pour une vignette."""
    gate = Gate.for_request(request)
    pages = cast(TourQuerySet, gate.pages(TourPage))
    return listing(params.apply(pages), params, lambda page: _items(gate, _rows(page)))


@read(router, "/{slug}/", response=TourDetail, summary="Un tour et ses étapes")
@following_moves
def tour_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le tour entier, étape par étape. `slug` peut être l’identifiant public (UUID)."""
    gate = Gate.for_request(request)
    return tour_data(gate, find(gate, TourPage, slug).get())


def tour_data(gate: Gate, page: TourPage) -> dict[str, Any]:
    """Return a tour in the shape of `TourDetail`."""
    steps = steps_of(gate, page)
    return {
        **_items(gate, [row_of(page, *COLUMNS) | {"step_count": page.steps.count()}])[0],
        "introduction": page.introduction,
        "period": page.date_label or period_of(steps),
        "steps": [_step(gate, step) for step in steps],
        **page.content(gate, absolute=True),
        "sources": source_items(page),
        **verification(page),
    }


def _items(gate: Gate, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of rows with `COLUMNS` and `step_count`."""
    items = page_items(gate, rows, TourPage.summary_field)
    return [{**item, "step_count": row["step_count"]} for row, item in zip(rows, items, strict=True)]


def _rows(pages: QuerySet) -> list[dict[str, Any]]:
    return list(cast(TourQuerySet, pages).with_step_counts().values(*COLUMNS, "step_count"))


def _step(gate: Gate, step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "title": step.title,
        "date": step.date,
        "place": page_ref(gate, step.place) if step.place else None,
        "locality": step.locality,
        "longitude": step.point[0] if step.point else None,
        "latitude": step.point[1] if step.point else None,
        "report": page_ref(gate, step.report) if step.report else None,
        "summary": step.summary,
    }
