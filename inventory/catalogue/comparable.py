"""Finds the places most like a given one in the reader's catalogue, and says in French what they share.

Values that a place hides from the reader are not in the catalogue, and so never compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from core.choices import label_of, labels_of, mid_sentence
from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import Catalogue, CatalogueEntry
from inventory.catalogue.build import catalogue
from inventory.choices import Family, Management, Milieu, State
from inventory.communes.lookup import CommuneSize
from inventory.models import SiteProfilePage
from inventory.places.badges import state_badges
from inventory.visibility import FIELD_GROUPS, visible

#: Comparable places share at least this many criteria.
MIN_SHARED = 2

#: The criteria that an answer of a questionnaire may give, each with its French name and its codes.
COMPARED = (
    ("milieu", "Milieu", Milieu.choices),
    ("famille", "Famille", Family.choices),
    ("gestion", "Mode de gestion", Management.choices),
    ("taille", "Taille de la commune", CommuneSize.choices),
)

Codes = Mapping[str, Sequence[str]]


def comparable_places(gate: Gate, to: int | Codes, limit: int = 3) -> list[dict[str, Any]]:
    """Return the places most like another one, as cards with `reasons` (list of French texts).

    `to` is the page id of a place, or codes by criterion (a key of `REASONS`). Places that share the most criteria come
    first, then the nearest. Closed places are included. If `to` are codes, they have a `closure`: the texts `causes`
    and `hindsight`, "" if unknown or hidden from the reader; this takes one query, the rest none.
    """
    index = catalogue(gate)
    position = index.position_by_pk.get(to) if isinstance(to, int) else None
    criteria = _criteria_of(index, position) if isinstance(to, int) else to
    bitmaps = {name: index.having(name, codes) for name, codes in criteria.items() if name in REASONS}
    own_bit = 1 << position if position is not None else 0
    positions: list[int] = []
    for bitmap in _by_shared_count(bitmaps.values()):
        positions += _nearest(index, bitmap & ~own_bit, position, limit - len(positions))
        if len(positions) == limit:
            break
    cards = [_card(gate, index.entries[other], _reasons(index, other, criteria, bitmaps)) for other in positions]
    if not isinstance(to, int):
        _add_closures(gate, cards, [index.entries[other].state for other in positions])
    return cards


def comparison_codes() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the codes of `COMPARED` as grouped choices, each « criterion:code » with its label."""
    return [
        (title, [(f"{criterion}:{code}", label) for code, label in choices]) for criterion, title, choices in COMPARED
    ]


def _criteria_of(index: Catalogue, position: int | None) -> dict[str, list[str]]:
    """Return the codes of a place by criterion."""
    if position is None:
        return {}
    return {name: _codes(index, name, position) for name in REASONS}


def _codes(index: Catalogue, name: str, position: int) -> list[str]:
    return [code for code, bitmap in index.bitmaps[name].items() if bitmap >> position & 1]


def _by_shared_count(bitmaps: Iterable[int]) -> list[int]:
    """Return the places that are in all of these bitmaps, then those in all but one, down to `MIN_SHARED`."""
    at_least = [0]
    for bitmap in bitmaps:
        at_least.append(0)
        for count in range(len(at_least) - 1, 1, -1):
            at_least[count] |= at_least[count - 1] & bitmap
        at_least[1] |= bitmap
    at_least.append(0)
    return [at_least[count] & ~at_least[count + 1] for count in range(len(at_least) - 2, MIN_SHARED - 1, -1)]


def _nearest(index: Catalogue, bitmap: int, position: int | None, limit: int) -> list[int]:
    """Return up to `limit` positions of a bitmap: the nearest first, then by name the places without a point."""
    if not bitmap or not limit:
        return []
    others, distances = index.positions_in(bitmap), index.distances
    own = None if position is None else index.entries[position]
    if own is None or own.longitude is None or own.latitude is None:
        return others[:limit]
    nearest = distances.nearest((own.longitude, own.latitude), others, limit)
    unlocated = (other for other in others if other not in distances)
    return [*(other for other, _ in nearest), *islice(unlocated, limit - len(nearest))]


# --- Reasons -----------------------------------------------------------------------------------------------------


def _milieu(codes: list[str]) -> str:
    return f"même milieu ({mid_sentence(label_of(codes[0], Milieu))})"


def _family(codes: list[str]) -> str:
    same = "même famille" if len(codes) == 1 else "mêmes familles"
    return f"{same} ({', '.join(map(mid_sentence, labels_of(codes[:2], Family)))})"


def _management(codes: list[str]) -> str:
    return f"même forme juridique ({', '.join(map(mid_sentence, labels_of(codes, Management)))})"


#: The criteria to compare places by: for each, a function that formats the shared codes as a French text.
REASONS: dict[str, Callable[[list[str]], str]] = {
    "milieu": _milieu,
    "taille": lambda codes: "commune de taille voisine",
    "famille": _family,
    "surface": lambda codes: "surface voisine",
    "gestion": _management,
}


def _reasons(index: Catalogue, position: int, criteria: Codes, bitmaps: Mapping[str, int]) -> list[str]:
    return [
        describe([code for code in _codes(index, name, position) if code in criteria[name]])
        for name, describe in REASONS.items()
        if bitmaps.get(name, 0) >> position & 1
    ]


def _add_closures(gate: Gate, cards: Iterable[dict[str, Any]], states: Iterable[str]) -> None:
    """Add to the cards of closed places why they closed, as far as the reader may see it. One query, if one closed."""
    closed = {card["id"]: card for card, state in zip(cards, states, strict=True) if state == State.CLOSED}
    if not closed:
        return
    places = SiteProfilePage.objects.filter(pk__in=closed, live=True)
    for row in places.values("pk", "closing_causes", "hindsight", *FIELD_GROUPS):
        values = visible(row, gate.audience)
        closed[row["pk"]]["closure"] = {"causes": values["closing_causes"], "hindsight": values["hindsight"]}


def _card(gate: Gate, entry: CatalogueEntry, reasons: list[str]) -> dict[str, Any]:
    """Return the context of `components/card.html`, with what the catalogue has of a place."""
    commune = f"{entry.commune} ({entry.department})" if entry.commune and entry.department else entry.commune
    sentence = ", ".join(reasons)
    return {
        "id": entry.pk,
        "kind": "place",
        "title": entry.title,
        "url": gate.url(entry.url_path),
        "label": commune,
        "detail": "",
        "summary": sentence[:1].upper() + sentence[1:],
        "reasons": reasons,
        "image": None,
        "drawing": entry.families[0] if entry.families else "place",
        "badges": state_badges(entry.state),
    }
