"""Rows of sheets and testimonials for templates and the API: plain values, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from django.db.models import QuerySet

from core.cards import Badge
from core.files import images
from core.files.images import ImageData
from core.visibility.gate import Gate
from memento.editions.changes import SinceEdition, since_last


class PageRow(TypedDict):
    """The fields of all rows: those of a link to the page."""

    id: str
    slug: str
    title: str
    url: str


class SheetLink(PageRow):
    """A link to a sheet."""

    number: int | None


class SheetRow(SheetLink):
    """A sheet in a list."""

    pk: int
    path: str
    introduction: str
    audience: str
    moment: str
    verified_on: date | None
    published_at: datetime | None
    updated_at: datetime | None
    since_edition: SinceEdition | None


class PersonRow(TypedDict):
    """The person who testifies."""

    name: str
    role: str
    organisation: str


class TestimonialRow(PageRow):
    """A testimonial in a list, with the keys of a card for `components/cards.html`."""

    pk: int
    label: str
    summary: str
    image: ImageData | None
    kind: str
    drawing: str
    detail: str
    badges: list[Badge]
    person: PersonRow | None
    place_id: int | None
    verified_on: date | None
    published_at: datetime | None
    updated_at: datetime | None


PAGE_FIELDS = ("translation_key", "slug", "title", "url_path")
SHEET_FIELDS = (
    "pk", *PAGE_FIELDS, "path", "number", "introduction", "audience", "moment",
    "verified_on", "first_published_at", "last_published_at",
)  # fmt: skip
TESTIMONIAL_FIELDS = (
    "pk", *PAGE_FIELDS, "introduction", "social_image_id",
    "person__name", "person__role", "person__organisation__name", "place_id",
    "verified_on", "first_published_at", "last_published_at",
)  # fmt: skip


def page_row(gate: Gate, row: Mapping[str, Any]) -> PageRow:
    """Return the link of a database row that has `PAGE_FIELDS`."""
    return PageRow(id=str(row["translation_key"]), slug=row["slug"], title=row["title"], url=gate.url(row["url_path"]))


def sheet_rows(gate: Gate, sheets: QuerySet) -> list[SheetRow]:
    """Return the rows of a gated queryset of sheets. One query."""
    return [
        SheetRow(
            **page_row(gate, row),
            pk=row["pk"],
            path=row["path"],
            number=row["number"],
            introduction=row["introduction"],
            audience=row["audience"],
            moment=row["moment"],
            verified_on=row["verified_on"],
            published_at=row["first_published_at"],
            updated_at=row["last_published_at"],
            since_edition=since_last(gate, row["path"], row["pk"]),
        )
        for row in sheets.values(*SHEET_FIELDS)
    ]


def sheet_links(gate: Gate, sheets: QuerySet) -> list[SheetLink]:
    """Return links to the sheets of a gated queryset. One query."""
    rows = sheets.values(*PAGE_FIELDS, "number")
    return [SheetLink(**page_row(gate, row), number=row["number"]) for row in rows]


def testimonial_rows(gate: Gate, testimonials: QuerySet) -> list[TestimonialRow]:
    """Return the rows of a gated queryset of testimonials. Three queries at most."""
    rows = list(testimonials.values(*TESTIMONIAL_FIELDS))
    pictures = images.load(row["social_image_id"] for row in rows if row["social_image_id"])
    return [
        TestimonialRow(
            **page_row(gate, row),
            pk=row["pk"],
            label=row["person__name"] or "",
            summary=row["introduction"],
            image=pictures.get(row["social_image_id"]),
            kind="testimonial",
            drawing="testimonial",
            detail="",
            badges=[],
            person=person_row(row["person__name"], row["person__role"], row["person__organisation__name"]),
            place_id=row["place_id"],
            verified_on=row["verified_on"],
            published_at=row["first_published_at"],
            updated_at=row["last_published_at"],
        )
        for row in rows
    ]


def person_row(name: str | None, role: str | None, organisation: str | None) -> PersonRow | None:
    """Return a person as plain values, or None without a name."""
    return PersonRow(name=name, role=role or "", organisation=organisation or "") if name else None
