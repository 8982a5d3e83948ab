"""What the inventory offers the other sections (see core.contracts)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from core import cards
from core.cards import CardRow
from core.contracts import Figure, NamedPlace
from core.gate import Gate
from inventory.likeness import fold
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


def places_named(gate: Gate, text: str) -> list[NamedPlace]:
    """The places that a name, a name with its commune or the address of a page may mean, those of just this name first.

    At most six. One query.
    """
    address = text.strip().rstrip("/")
    rows = places_of(gate).order_by("title", "commune", "pk")
    if "/" in address and " " not in address:
        named = rows.filter(slug=address.rsplit("/", 1)[1])
        return [NamedPlace(id=pk, said=_said(title, commune), exact=True) for pk, title, commune in _names(named)]
    wanted = fold(text)
    exact, others = [], []
    for pk, title, commune in _names(rows):
        name = fold(title)
        if wanted in (name, f"{name} {fold(commune)}".strip()):
            exact.append(NamedPlace(id=pk, said=_said(title, commune), exact=True))
        elif wanted and f" {wanted}" in f" {name}" and len(others) < 6:
            others.append(NamedPlace(id=pk, said=_said(title, commune), exact=False))
    return [*exact, *others][:6]


def _names(places: Any) -> Iterable[tuple[int, str, str]]:
    return places.values_list("pk", "title", "commune").iterator()


def _said(title: str, commune: str) -> str:
    return f"{title} ({commune})" if commune else title
