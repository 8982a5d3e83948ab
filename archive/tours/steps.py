"""The steps of a tour as a reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Page

from archive.choices import EventState
from archive.events import schedule
from archive.models import EventReportPage, TourPage, TourStep
from core import contracts
from core.contracts import RouteMap, RouteStop
from core.fields import FuzzyDateData, date_data
from core.geo.points import read_point
from core.visibility.gate import Gate

Row = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A step of a tour; `number` is its rank on the page and on the map.

    `place` and `report` are rows with `translation_key`, `slug`, `title`, `url_path` and `url`, and the report with
    its `state`; None for none that the reader may see. `point` is (longitude, latitude).
    """

    number: int
    title: str
    date: FuzzyDateData | None
    place: Row | None
    locality: str
    point: tuple[float, float] | None
    report: Row | None
    summary: str

    @property
    def iso_date(self) -> str:
        """The date for a `<time>` element; empty if it is not a year, a month or a day."""
        return schedule.iso(self.date["edtf"]) if self.date else ""

    @property
    def is_reported(self) -> bool:
        """Whether the linked event has its report."""
        return bool(self.report and self.report["state"] == EventState.REPORTED)

    @property
    def where(self) -> str:
        """The name of the place, else the locality, else ""."""
        return str(self.place["title"]) if self.place else self.locality


def steps_of(gate: Gate, page: TourPage) -> list[Step]:
    """Return the steps of a tour in order, in four queries at most."""
    rows = page.ordered_steps()
    places = _pages(gate, Page, {row.place_id for row in rows})
    points = contracts.points_of_places(gate, [pk for pk in places if pk]) if places else {}
    reports = _pages(gate, EventReportPage, {row.report_id for row in rows}, "state")
    return [
        Step(
            number=number,
            title=row.title,
            date=date_data(row, "date"),
            place=places.get(row.place_id),
            locality=row.locality,
            point=points.get(row.place_id) if row.place_id else _own_point(row),
            report=reports.get(row.report_id),
            summary=row.summary,
        )
        for number, row in enumerate(rows, 1)
    ]


def map_of(steps: list[Step]) -> RouteMap | None:
    """Return the map of the steps with a position, and of the route through those with a date; None without any."""
    return contracts.route_map(
        [RouteStop(step.number, *step.point, linked=step.date is not None) for step in steps if step.point]
    )


def _own_point(row: TourStep) -> tuple[float, float] | None:
    """Return the point that was typed for a step; None without one, and for one that a draft could not clean."""
    try:
        point = read_point(row.point)
    except ValidationError:
        return None
    return (float(point[0]), float(point[1])) if point else None


def _pages(gate: Gate, model: type[Page], ids: set[int | None], *fields: str) -> dict[int | None, Row]:
    """Return pages that the reader may see, by id, in one query."""
    chosen = [pk for pk in ids if pk]
    if not chosen:
        return {}
    rows = gate.pages(model).filter(pk__in=chosen)
    return {
        row["pk"]: {**row, "url": gate.url(row["url_path"])}
        for row in rows.values("pk", "translation_key", "slug", "title", "url_path", *fields)
    }
