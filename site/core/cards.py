"""Cards: a derived row per page, written when the page changes and read by listings of pages of several types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from django.db.models import F, QuerySet
from wagtail.models import Page

from core.db.queries import OneOf, Prepared
from core.files import images
from core.files.images import ImageData
from core.models import Card
from core.models.page import BasePage
from core.visibility.gate import Gate

#: French names of the kinds of pages, for facets and badges; each section adds its own when it loads.
KINDS: dict[str, str] = {}
#: The same in the plural, for the headings of lists.
PLURALS: dict[str, str] = {}
#: What the date of a kind of pages says, where it is not the date of what the page is about: « Ouverture ».
DATE_MEANINGS: dict[str, str] = {}
#: How much a page of a kind counts in a search against one of another kind that has the words as well.
WEIGHTS: dict[str, float] = {}


_FIELDS = (
    "page_id", "page__translation_key", "kind", "title", "summary", "label",
    "page__url_path", "page__slug", "image_id", "earliest", "verified_on",
)  # fmt: skip
_of_pages = Prepared(
    lambda parameters: (
        Card.objects.filter(OneOf(F("page_id"), parameters["pks"]), page__live=True)  # type: ignore[arg-type]
        .order_by()
        .values(*_FIELDS)
    ),
    pks="?",
)


class Badge(TypedDict):
    """A state in one or two words; `tone` is a class of `badge.css` (good, planned, warning, ended) or empty."""

    text: str
    tone: str


class CardRow(TypedDict):
    """A card for a template. `url` starts at the root of the host; `drawing` names what replaces a missing image."""

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


def declare(kind: str, label: str, plural: str = "", date_meaning: str = "", weight: float = 1.0) -> None:
    """Register a kind of page; called in the section's `AppConfig.ready()`.

    Its French name, the plural unless it is the name with an « s », what its date says (see `DATE_MEANINGS`), and its
    weight among results of a search.
    """
    WEIGHTS[kind] = weight
    KINDS[kind] = label
    PLURALS[kind] = plural or f"{label}s"
    if date_meaning:
        DATE_MEANINGS[kind] = date_meaning


def card_of(page: BasePage) -> Card:
    """Build the card of a page without saving it."""
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
    """Save the cards of those pages that have one, with one statement per 500."""
    fields = ["kind", "title", "summary", "label", "image", "earliest", "latest", "verified_on"]
    rows = [card_of(page) for page in pages if page.card_kind]
    Card.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=fields, batch_size=500)


def visible(gate: Gate) -> QuerySet[Card]:
    """Return the cards of the pages that the reader may see."""
    return gate.filter(Card.objects.all(), prefix="page__")


def by_relation(
    gate: Gate,
    model: type[Page],
    column: str,
    pk: int,
    in_order: Callable[[Any], QuerySet],
    most: int | None = None,
) -> list[CardRow]:
    """Return the cards of the pages of a type whose foreign key `column` has this id and that the reader may see.

    The first `most` of them, or all.

    `in_order` sorts the queryset of pages. The relation is read as a whole once per content version, so that an object
    without related pages, the usual case, costs no query.
    """

    def read() -> dict[int, list[int]]:
        pages_by_target: dict[int, list[int]] = {}
        pages = in_order(gate.pages(model)).filter(**{f"{column}__isnull": False})
        for page, target in pages.values_list("pk", column):
            pages_by_target.setdefault(target, []).append(page)
        return pages_by_target

    key = ("cards by relation", model, column, *gate.scope)
    return by_page(gate, list(dict.fromkeys(gate.snapshot.get_or_set(key, read).get(pk, [])))[:most])


def repeats_picture(cards: Iterable[Mapping[str, Any]]) -> bool:
    """Whether more than two cards of a list would show the same image or drawing; such a list is shown without."""
    pictures = Counter(card["image"]["id"] if card["image"] else card["drawing"] for card in cards)
    return max(pictures.values(), default=0) > 2


def by_page(gate: Gate, ids: list[int]) -> list[CardRow]:
    """Return the cards of these pages that the reader may see, in the given order."""
    cards = {row["id"]: row for row in rows(gate, visible(gate).filter(page__in=ids))} if ids else {}
    return [cards[page] for page in ids if page in cards]


def rows(gate: Gate, queryset: QuerySet[Card]) -> list[CardRow]:
    """Return the cards of a queryset with their images, in three queries at most."""
    return _rows(gate, list(queryset.values(*_FIELDS)))


def of_visible(gate: Gate, ids: list[int]) -> list[CardRow]:
    """Return the cards of pages of which it is known that the reader may see them, in any order.

    Faster than `by_page`, since its statement is compiled once. A page that has just been withdrawn is left out.
    """
    return _rows(gate, _of_pages.rows(pks=ids)) if ids else []


def _rows(gate: Gate, cards: list[dict[str, Any]]) -> list[CardRow]:
    pictures = images.load(row["image_id"] for row in cards if row["image_id"])
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
        for row in cards
    ]
