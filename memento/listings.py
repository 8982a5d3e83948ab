"""Rows of the guide's lists, ready for templates and for the API: plain values, a few queries whatever the number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict

from django.db.models import QuerySet
from wagtail.models import Page

from core import images
from core.cards import Badge
from core.gate import Gate
from core.images import ImageData
from core.models import PageTheme
from memento.editions import SinceEdition, since_last


class SheetLink(TypedDict):
    """What it takes to lead to a sheet."""

    id: str
    slug: str
    number: int | None
    title: str
    url: str


class SheetRow(TypedDict):
    """A sheet in a list."""

    pk: int
    id: str
    slug: str
    title: str
    url: str
    path: str
    number: int | None
    introduction: str
    audience: str
    moment: str
    verified_on: date | None
    published_at: datetime | None
    updated_at: datetime | None
    since_edition: SinceEdition | None


class ChapterRow(TypedDict):
    """A chapter with its sheets."""

    id: str
    slug: str
    title: str
    url: str
    path: str
    introduction: str
    sheets: list[SheetRow]


class Outline(TypedDict):
    """The guide in the order of the tree; `sheets` are those whose chapter the reader does not see."""

    chapters: list[ChapterRow]
    sheets: list[SheetRow]


class Someone(TypedDict):
    """Who testifies."""

    name: str
    role: str
    organisation: str


class TestimonialRow(TypedDict):
    """A testimonial in a list; also a card (`label`, `summary`, `image`) for the cards' template."""

    pk: int
    id: str
    slug: str
    title: str
    url: str
    label: str
    summary: str
    image: ImageData | None
    kind: str
    drawing: str
    detail: str
    badges: list[Badge]
    person: Someone | None
    place_id: int | None
    verified_on: date | None
    published_at: datetime | None
    updated_at: datetime | None


SHEET_FIELDS = (
    "pk", "translation_key", "slug", "title", "path", "url_path", "number", "introduction", "audience", "moment",
    "verified_on", "first_published_at", "last_published_at",
)  # fmt: skip
CHAPTER_FIELDS = ("translation_key", "slug", "title", "path", "url_path", "introduction")
TESTIMONIAL_FIELDS = (
    "pk", "translation_key", "slug", "title", "url_path", "introduction", "social_image_id",
    "person__name", "person__role", "person__organisation__name", "place_id",
    "verified_on", "first_published_at", "last_published_at",
)  # fmt: skip


def sheet_rows(gate: Gate, sheets: QuerySet) -> list[SheetRow]:
    """The sheets of a queryset that has passed the gate. One query."""
    return [
        SheetRow(
            pk=row["pk"],
            id=str(row["translation_key"]),
            slug=row["slug"],
            title=row["title"],
            url=gate.url(row["url_path"]),
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


def outline(gate: Gate, chapters: QuerySet, sheets: QuerySet) -> Outline:
    """Chapters with their sheets, from querysets that have passed the gate. Two queries."""
    found = {
        row["path"]: ChapterRow(
            id=str(row["translation_key"]),
            slug=row["slug"],
            title=row["title"],
            url=gate.url(row["url_path"]),
            path=row["path"],
            introduction=row["introduction"],
            sheets=[],
        )
        for row in chapters.values(*CHAPTER_FIELDS)
    }
    others: list[SheetRow] = []
    for sheet in sheet_rows(gate, sheets):
        chapter = found.get(sheet["path"][: -Page.steplen])
        (chapter["sheets"] if chapter else others).append(sheet)
    return Outline(chapters=list(found.values()), sheets=others)


def sheet_links(gate: Gate, sheets: QuerySet) -> list[SheetLink]:
    """Links to the sheets of a queryset that has passed the gate. One query."""
    return [
        SheetLink(
            id=str(row["translation_key"]),
            slug=row["slug"],
            number=row["number"],
            title=row["title"],
            url=gate.url(row["url_path"]),
        )
        for row in sheets.values("translation_key", "slug", "number", "title", "url_path")
    ]


def testimonial_rows(gate: Gate, testimonials: QuerySet) -> list[TestimonialRow]:
    """The testimonials of a queryset that has passed the gate. Three queries at most."""
    rows = list(testimonials.values(*TESTIMONIAL_FIELDS))
    pictures = images.load(row["social_image_id"] for row in rows if row["social_image_id"])
    return [
        TestimonialRow(
            pk=row["pk"],
            id=str(row["translation_key"]),
            slug=row["slug"],
            title=row["title"],
            url=gate.url(row["url_path"]),
            label=row["person__name"] or "",
            summary=row["introduction"],
            image=pictures.get(row["social_image_id"]),
            kind="testimonial",
            drawing="testimonial",
            detail="",
            badges=[],
            person=someone(row["person__name"], row["person__role"], row["person__organisation__name"]),
            place_id=row["place_id"],
            verified_on=row["verified_on"],
            published_at=row["first_published_at"],
            updated_at=row["last_published_at"],
        )
        for row in rows
    ]


def someone(name: str | None, role: str | None, organisation: str | None) -> Someone | None:
    """A person for output, or None where nobody is named."""
    return Someone(name=name, role=role or "", organisation=organisation or "") if name else None


def themes_by_page(pages: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The themes of these pages (by id), each with `title` and `slug`. One query."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    ties = PageTheme.objects.filter(page__in=list(pages)).order_by("page", "sort_order")
    for page, title, slug in ties.values_list("page", "theme__title", "theme__slug"):
        found[page].append({"title": title, "slug": slug})
    return found
