"""What the inventory offers the other sections (see core.contracts)."""

from __future__ import annotations

from django.db.models import Count, Q

from core import cards
from core.cards import CardRow
from core.contracts import Figure
from core.gate import Gate
from inventory.listing import places_of
from inventory.vocabulary import Milieu, State


def figures(gate: Gate) -> list[Figure]:
    """How many places, in activity, rural or of the mountains, and communes. One query."""
    found = places_of(gate).aggregate(
        places=Count("pk"),
        active=Count("pk", filter=Q(state=State.ACTIVE)),
        rural=Count("pk", filter=Q(milieu__in=[Milieu.RURAL, Milieu.MOUNTAIN])),
        communes=Count("insee_code", filter=~Q(insee_code=""), distinct=True),
    )
    labels = {
        "places": "lieux recensés",
        "communes": "communes",
        "active": "lieux en activité",
        "rural": "lieux ruraux ou de montagne",
    }
    return [Figure(value=found[name], label=label) for name, label in labels.items() if found[name]]


def places_by_id(gate: Gate, ids: list[int]) -> list[CardRow]:
    """The cards of these places, in this order; those the reader may not see are left out."""
    found = {row["id"]: row for row in cards.rows(gate, cards.visible(gate).filter(page__in=ids, kind="place"))}
    return [found[pk] for pk in ids if pk in found]
