"""The template contexts of testimonials and of their list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from core import contracts
from core.cards import CardRow
from core.visibility.gate import Gate
from memento.models import SheetPage, TestimonialIndexPage, TestimonialPage
from memento.pages.body import body_with_definitions
from memento.pages.citations import sheets_citing
from memento.pages.forms import TestimonialFilterForm
from memento.pages.rows import PersonRow, SheetLink, person_row, sheet_links, testimonial_rows
from memento.pages.structured_data import testimonial_article

PER_PAGE = 24


def testimonial_context(page: TestimonialPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of a testimonial: `films` are shown before the story, the rest of `body` after."""
    body = body_with_definitions(page, gate)
    return {
        "person": person_of(page),
        "parts": story_parts(page),
        "films": [block for block in body if block["type"] == "video"],
        "body": [block for block in body if block["type"] != "video"],
        "places": place_cards(page, gate),
        "sheets": citing_sheets(page, gate),
        "structured_data": testimonial_article(page, gate),
    }


def testimonial_index_context(page: TestimonialIndexPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of the list, filtered and paginated by the query string."""
    form = TestimonialFilterForm(request.GET)
    filters = form.valid_values()
    testimonials = gate.pages(TestimonialPage).within(page.path).newest_first()
    if "theme" in filters:
        testimonials = testimonials.about(filters["theme"].slug)
    paging = Paginator(testimonials, PER_PAGE).get_page(filters.get("page"))
    return {"form": form, "paging": paging, "testimonials": testimonial_rows(gate, paging.object_list)}  # type: ignore[arg-type]


def person_of(page: TestimonialPage) -> PersonRow | None:
    """Return the person who testifies; None if only a place does."""
    if page.person is None:
        return None
    organisation = page.person.organisation
    return person_row(page.person.name, page.person.role, organisation.name if organisation else "")


def story_parts(page: TestimonialPage) -> list[dict[str, str]]:
    """Return the parts of the story with text, each with `name`, `label`, `anchor` and plain `text`."""
    labels = {name: str(page._meta.get_field(name).verbose_name) for name, _ in page.PARTS}
    return [
        {"name": name, "label": labels[name].capitalize(), "anchor": anchor, "text": getattr(page, name)}
        for name, anchor in page.PARTS
        if getattr(page, name)
    ]


def place_cards(page: TestimonialPage, gate: Gate) -> list[CardRow]:
    """Return a list with the card of its place; empty if there is none or the reader may not see it."""
    return contracts.places_by_id(gate, [page.place_id]) if page.place_id else []


def citing_sheets(page: TestimonialPage, gate: Gate) -> list[SheetLink]:
    """Return links to the visible sheets that cite this testimonial, in the order of the guide."""
    sheets = sheets_citing(gate, page.pk) if page.pk else []
    return sheet_links(gate, gate.pages(SheetPage).filter(pk__in=sheets).order_by("path")) if sheets else []
