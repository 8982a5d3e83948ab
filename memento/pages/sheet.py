"""The template context of a sheet; the API uses its parts too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from core import contracts
from core.cards import CardRow
from core.visibility.gate import Gate
from memento.models import SheetPage, TestimonialPage
from memento.pages.body import body_with_definitions
from memento.pages.changes import sheet_changes_context
from memento.pages.contents import cards_without_block, reading_minutes, table_of_contents
from memento.pages.rows import SheetLink, TestimonialRow, sheet_links, testimonial_rows
from memento.pages.structured_data import sheet_article


def sheet_context(page: SheetPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of a sheet."""
    body = body_with_definitions(page, gate)
    takeaways = takeaway_texts(page)
    return {
        "body": body,
        "contents": table_of_contents(body),
        "takeaways": takeaways,
        "reading_minutes": reading_minutes(page.introduction, body, takeaways),
        "places": cards_without_block(place_cards(page, gate), body),
        "testimonials": related_testimonials(page, gate),
        "sources": source_rows(page),
        **{f"{name}_sheet": link for name, link in neighbours_of(page, gate).items()},
        "structured_data": sheet_article(page, gate),
        **sheet_changes_context(page, request, gate),
    }


def neighbours_of(page: SheetPage, gate: Gate) -> dict[str, SheetLink | None]:
    """Return the `previous` and the `next` visible sheet in the order of reading."""
    sheets = gate.pages(SheetPage)
    near = {"previous": sheets.before(page.path), "next": sheets.after(page.path)} if page.path else {}
    return {
        name: next(iter(sheet_links(gate, near[name][:1])), None) if near else None for name in ("previous", "next")
    }


def place_cards(page: SheetPage, gate: Gate) -> list[CardRow]:
    """Return the cards of the visible places that the sheet cites, in the editor's order."""
    order = [row.place_id for row in page.related_places.all()]
    return contracts.places_by_id(gate, order) if order else []


def related_testimonials(page: SheetPage, gate: Gate) -> list[TestimonialRow]:
    """Return the visible testimonials that the sheet is based on, in the editor's order."""
    order = [row.testimonial_id for row in page.related_testimonials.all()]
    rows = testimonial_rows(gate, gate.pages(TestimonialPage).filter(pk__in=order)) if order else []
    return sorted(rows, key=lambda row: order.index(row["pk"]))


def takeaway_texts(page: SheetPage) -> list[str]:
    """Return the sentences of « À retenir »."""
    return [takeaway.text for takeaway in page.takeaways.all()]


def source_rows(page: SheetPage) -> list[dict[str, Any]]:
    """Return the sources in the shape that `components/sources.html` takes; `date` is a `FuzzyDateData` or None."""
    return [source.as_row() for source in page.sources.all()]
