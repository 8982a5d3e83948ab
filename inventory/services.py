"""The services of the inventory for other sections (see `core.contracts`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from core import cards
from core.cards import CardRow
from core.contracts import Figure, NamedPlace
from core.text.fold import fold
from core.visibility.gate import Gate
from inventory.catalogue.rows import places_of
from inventory.choices import Milieu, State
from inventory.visibility import FIELD_GROUPS, visible


def figures(gate: Gate) -> list[Figure]:
    """Return the numbers of places, communes, active places, and rural or mountain places. One query."""
    counts = places_of(gate).aggregate(
        places=Count("pk"),
        active=Count("pk", filter=Q(state=State.ACTIVE)),
        rural=Count("pk", filter=Q(milieu__in=[Milieu.RURAL, Milieu.MOUNTAIN])),
        communes=Count("insee_code", filter=~Q(insee_code=""), distinct=True),
    )
    labels = {
        "places": ("lieu recensé", "lieux recensés"),
        "communes": ("commune", "communes"),
        "active": ("lieu en activité", "lieux en activité"),
        "rural": ("lieu rural ou de montagne", "lieux ruraux ou de montagne"),
    }
    return [
        Figure(value=count, label=one if count == 1 else several)
        for name, (one, several) in labels.items()
        if (count := counts[name])
    ]


def places_by_id(gate: Gate, ids: list[int]) -> list[CardRow]:
    """Return the cards of these places in this order, without those that the reader may not see."""
    rows = {row["id"]: row for row in cards.rows(gate, cards.visible(gate).filter(page__in=ids, kind="place"))}
    return [rows[pk] for pk in ids if pk in rows]


def points_of_places(gate: Gate, ids: list[int]) -> dict[int, tuple[float, float]]:
    """Return (longitude, latitude) by page id, without the places whose position the reader may not see. One query."""
    rows = (
        places_of(gate)
        .filter(pk__in=ids, longitude__isnull=False, latitude__isnull=False)
        .values("pk", "longitude", "latitude", *FIELD_GROUPS)
    )
    visible_rows = ((row["pk"], visible(row, gate.audience)) for row in rows)
    return {
        pk: (float(row["longitude"]), float(row["latitude"]))
        for pk, row in visible_rows
        if row["longitude"] is not None
    }


def places_named(gate: Gate, text: str) -> list[NamedPlace]:
    """Find at most six places by a text: a name, a name and commune, or the URL of a page. One query.

    Places with exactly this name come first, then those whose name has a word that begins with the text.
    """
    url = text.strip().rstrip("/")
    rows = places_of(gate).order_by("title", "commune", "pk")
    if "/" in url and " " not in url:
        matches = rows.filter(slug=url.rsplit("/", 1)[1])
        return [NamedPlace(id=pk, label=_label(title, commune), exact=True) for pk, title, commune in _names(matches)]
    folded_text = fold(text)
    exact, others = [], []
    for pk, title, commune in _names(rows):
        name = fold(title)
        if folded_text in (name, f"{name} {fold(commune)}".strip()):
            exact.append(NamedPlace(id=pk, label=_label(title, commune), exact=True))
        elif folded_text and f" {folded_text}" in f" {name}" and len(others) < 6:
            others.append(NamedPlace(id=pk, label=_label(title, commune), exact=False))
    return [*exact, *others][:6]


def _names(places: Any) -> Iterable[tuple[int, str, str]]:
    return places.values_list("pk", "title", "commune").iterator()


def _label(title: str, commune: str) -> str:
    return f"{title} ({commune})" if commune else title
