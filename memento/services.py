"""What the guide gives to other sections, through `core.contracts`."""

from __future__ import annotations

from core import cards
from core.cards import CardRow
from core.gate import Gate
from memento.models import SheetPage, TestimonialPage


def testimonials_of_place(gate: Gate, place: int) -> list[CardRow]:
    """The testimonials about a place (by its page id), the newest first."""
    return cards.tied(gate, gate.pages(TestimonialPage).newest_first(), "place", place)  # type: ignore[attr-defined]


def sheets_citing_place(gate: Gate, place: int) -> list[CardRow]:
    """The sheets that cite a place (by its page id), in the order of the tree."""
    return cards.tied(gate, gate.pages(SheetPage).order_by("path"), "related_places__place", place)
