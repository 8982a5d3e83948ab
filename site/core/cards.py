"""The derived row of each page: written when the page changes, read by lists of mixed kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypedDict

from django.db.models import QuerySet
from wagtail.models import Page

from core import images
from core.gate import Gate
from core.images import ImageData
from core.models import Card
from core.models.page import BasePage

#: French names of the kinds, for facets and badges; each section adds its own when it loads.
KINDS: dict[str, str] = {}


class Badge(TypedDict):
    """A state in a word or two; `tone` is a class of `badge.css`: good, planned, warning, ended."""

    text: str
    tone: str


class CardRow(TypedDict):
    """A card ready for a template. `url` is from the host's root; `drawing` stands in where there is no image."""

    id: int
    uid: str
    kind: str
    kind_label: str
    title: str
    summary: str
    label: str
    detail: str
    url: str
    slug: str
    image: ImageData | None
    drawing: str
    badges: list[Badge]
    earliest: Any
    verified_on: Any


def declare(kind: str, label: str) -> None:
    """Name a kind of page in French; called from the section's `AppConfig.ready()`."""
    KINDS[kind] = label


def card_of(page: BasePage) -> Card:
    """The row of a page, not yet written."""
    data = page.as_card()
    return Card(
        page_id=page.pk,
        kind=page.card_kind,
        title=page.title,
        summary=data.summary,
        label=data.label,
        image_id=data.image_id or page.social_image_id,
        earliest=data.earliest,
        latest=data.latest,
        verified_on=page.verified_on,
    )


def write(pages: Iterable[BasePage]) -> None:
    """Write the rows of pages that carry cards, all at once."""
    fields = ["kind", "title", "summary", "label", "image", "earliest", "latest", "verified_on"]
    rows = [card_of(page) for page in pages if page.card_kind]
    Card.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=fields, batch_size=500)


def visible(gate: Gate) -> QuerySet[Card]:
    """The cards of the pages that the reader may see."""
    return gate.filter(Card.objects.all(), prefix="page__")


def tied(
    gate: Gate,
    model: type[Page],
    column: str,
    pk: int,
    in_order: Callable[[Any], QuerySet],
    limit: int | None = None,
) -> list[CardRow]:
    """The cards of the pages of a type that the reader may see and whose `column` holds this id; `in_order` puts them
    in their order.

    What is tied to what is read once per content version: most things have nothing tied, and then nothing is asked.
    """

    def read() -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        pages = in_order(gate.pages(model)).filter(**{f"{column}__isnull": False})
        for page, other in pages.values_list("pk", column):
            found.setdefault(other, []).append(page)
        return found

    key = ("tied", model, column, gate.site and gate.site.path, gate.closed_paths)
    return by_page(gate, list(dict.fromkeys(gate.snapshot.keep(key, read).get(pk, [])))[:limit])


def by_page(gate: Gate, ids: list[int]) -> list[CardRow]:
    """The cards of these pages that the reader may see, in this order."""
    found = {row["id"]: row for row in rows(gate, visible(gate).filter(page__in=ids))} if ids else {}
    return [found[page] for page in ids if page in found]


def rows(gate: Gate, queryset: QuerySet[Card]) -> list[CardRow]:
    """The cards of a queryset with their images: three queries at most, whatever their number."""
    fields = (
        "page_id", "page__translation_key", "kind", "title", "summary", "label",
        "page__url_path", "page__slug", "image_id", "earliest", "verified_on",
    )  # fmt: skip
    found = list(queryset.values(*fields))
    pictures = images.load(row["image_id"] for row in found if row["image_id"])
    return [
        CardRow(
            id=row["page_id"],
            uid=str(row["page__translation_key"]),
            kind=row["kind"],
            kind_label=KINDS.get(row["kind"], ""),
            title=row["title"],
            summary=row["summary"],
            label=row["label"],
            detail="",
            url=gate.url(row["page__url_path"]),
            slug=row["page__slug"],
            image=pictures.get(row["image_id"]),
            drawing=row["kind"],
            badges=[],
            earliest=row["earliest"],
            verified_on=row["verified_on"],
        )
        for row in found
    ]
