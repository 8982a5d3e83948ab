"""What the inventory offers the other sections (see core.contracts)."""

from __future__ import annotations

from django.db.models import Count, Q

from core import cards
from core.cards import CardRow
from core.contracts import Figure
from core.gate import Gate
from inventory.listing import places_of
from inventory.visibility import FIELD_GROUPS, visible
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


def points_of_places(gate: Gate, ids: list[int]) -> dict[int, tuple[float, float]]:
    """Where these places are, by page id: (longitude, latitude), left out where the reader may not know. One query."""
    rows = (
        places_of(gate)
        .filter(pk__in=ids, longitude__isnull=False, latitude__isnull=False)
        .values("pk", "longitude", "latitude", *FIELD_GROUPS)
    )
    shown = ((row["pk"], visible(row, gate.audience)) for row in rows)
    return {pk: (float(row["longitude"]), float(row["latitude"])) for pk, row in shown if row["longitude"] is not None}
