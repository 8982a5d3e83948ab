"""What the guide gives to other sections, through `core.contracts`."""

from __future__ import annotations

from core import cards
from core.cards import CardRow
from core.gate import Gate
from memento.citations import sheets_citing
from memento.models import TestimonialPage


def testimonials_of_place(gate: Gate, place: int) -> list[CardRow]:
    """The testimonials about a place (by its page id), the newest first."""
    return cards.tied(gate, TestimonialPage, "place", place, lambda pages: pages.newest_first())


def sheets_citing_place(gate: Gate, place: int) -> list[CardRow]:
    """The sheets that speak of a place (by its page id), in the order of the guide."""
    return cards.by_page(gate, sheets_citing(gate, place))
