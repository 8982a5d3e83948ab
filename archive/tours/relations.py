"""The tours with a step at a place, or with a step that an event's page reports."""

from __future__ import annotations

from typing import Literal

from django.db.models import F

from archive.models import TourStep
from core import cards
from core.cards import CardRow
from core.visibility.gate import Gate

#: Maximum number of tours on the page of a place or of an event.
LONGEST_LIST = 6


def tours_with(gate: Gate, relation: Literal["place", "report"], pk: int | None) -> list[CardRow]:
    """Return the cards of the visible tours whose steps refer to a page, the latest first.

    The steps are read once per content version, so that a page without tours, the usual case, costs no query.
    """

    def read() -> dict[int, list[int]]:
        steps = TourStep.objects.filter(gate.condition("tour__"), **{f"{relation}__isnull": False})
        tours: dict[int, list[int]] = {}
        newest = F("tour__date_earliest").desc(nulls_last=True)
        for target, tour in steps.order_by(newest, "tour__path").values_list(relation, "tour"):
            tours.setdefault(target, []).append(tour)
        return tours

    if pk is None:
        return []
    key = ("tours by relation", relation, *gate.scope)
    tours = gate.snapshot.get_or_set(key, read).get(pk, [])
    return cards.by_page(gate, list(dict.fromkeys(tours))[:LONGEST_LIST])


def tours_at_place(gate: Gate, place: int) -> list[CardRow]:
    """Return the cards of the tours that stopped at a place (by its page id), the latest first."""
    return tours_with(gate, "place", place)
