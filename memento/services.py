"""What the guide gives to other sections, through `core.contracts`."""

from __future__ import annotations

from core import cards
from core.cards import CardRow
from core.gate import Gate
from memento.models import SheetPage, TestimonialPage


def testimonials_of_place(gate: Gate, place: int) -> list[CardRow]:
    """The testimonials about a place (by its page id), the newest first."""
    return cards.tied(gate, TestimonialPage, "place", place, lambda pages: pages.newest_first())


def sheets_citing_place(gate: Gate, place: int) -> list[CardRow]:
    """The sheets that cite a place (by its page id), in the order of the tree."""
    return cards.tied(gate, SheetPage, "related_places__place", place, lambda pages: pages.order_by("path"))
