"""The page of a tour, and what schema.org calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from archive.models import TourPage
from archive.pages.sources import source_rows
from archive.tours.steps import Step, map_of, steps_of
from core.text.typography import quantity
from core.visibility.gate import Gate


def tour_context(page: TourPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of the tour's template: what it holds, its `steps` in order, the `locator` (their map, or
    None), what the map leaves out in words (`unplaced`, or ""), and whether the route skips steps without a date."""
    steps = steps_of(gate, page)
    located = [step for step in steps if step.point]
    return {
        **page.content(gate),
        "steps": steps,
        "period": page.date_label or period_of(steps),
        "locator": map_of(steps),
        "unplaced": unplaced(len(steps), len(steps) - len(located)),
        "undated": any(step.date is None for step in located) and any(step.date for step in located),
        "sources": source_rows(page.sources.all()),
        "structured_data": structured_data(page, gate, steps),
    }


def unplaced(total: int, missing: int) -> str:
    """Return in French how many of the steps are not on the map; "" if all are, or if there are no steps."""
    if not missing:
        return ""
    if missing == total:
        return "La position de l’étape n’est pas connue." if total == 1 else "La position des étapes n’est pas connue."
    verb = "n’est pas sur la carte : sa position n’est pas connue."
    if missing > 1:
        verb = "ne sont pas sur la carte : leur position n’est pas connue."
    return f"{quantity(missing, 'étape')} {verb}"


def period_of(steps: Sequence[Step]) -> str:
    """Return the dates of the first and the last dated step: « mars 2017 – 12 juin 2017 »; "" without dates."""
    labels = list(dict.fromkeys(step.date["label"] for step in steps if step.date))
    return " – ".join(dict.fromkeys((labels[0], labels[-1]))) if labels else ""


def structured_data(page: TourPage, gate: Gate, steps: list[Step]) -> dict[str, Any]:
    """Return the tour as a schema.org Trip, whose itinerary is the list of its steps, for search engines."""
    elements = [{"@type": "ListItem", "position": step.number, "item": _place(gate, step)} for step in steps]
    data = {
        "@type": "Trip",
        "name": page.title,
        "url": gate.full_url(page.url_path),
        "description": page.search_description or page.introduction,
        "itinerary": {"@type": "ItemList", "numberOfItems": len(steps), "itemListElement": elements} if steps else None,
    }
    return {key: value for key, value in data.items() if value}


def _place(gate: Gate, step: Step) -> dict[str, Any]:
    data = {
        "@type": "Place",
        "name": step.where or step.title,
        "description": step.title if step.where else "",
        "url": gate.full_url(step.place["url_path"]) if step.place else "",
        "geo": {"@type": "GeoCoordinates", "longitude": step.point[0], "latitude": step.point[1]} if step.point else {},
    }
    return {key: value for key, value in data.items() if value}
