"""What a card and a sheet say of a place in a word: its state, and how fresh its sheet is."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format

from core.cards import Badge
from inventory.sheet import freshness, label_of
from inventory.vocabulary import State

TONES = {
    State.IDEA: "planned",
    State.PROJECT: "planned",
    State.PREFIGURATION: "planned",
    State.ACTIVE: "good",
    State.DORMANT: "warning",
    State.TRANSFORMING: "warning",
    State.CLOSED: "ended",
}


def state_badges(state: str) -> list[Badge]:
    """The state of a place, or nothing where it is not known."""
    known = state not in ("", State.UNKNOWN)
    return [Badge(text=label_of(state, State), tone=TONES.get(state, ""))] if known else []  # type: ignore[call-overload]


def freshness_badge(verified_on: date | None) -> Badge:
    """When somebody last confirmed the sheet, or that nobody has lately."""
    if verified_on is None:
        return Badge(text="Fiche à vérifier", tone="")
    if not freshness(verified_on):
        return Badge(text=f"Vérifié en {verified_on.year}, à revoir", tone="warning")
    return Badge(text=f"Vérifié en {date_format(verified_on, 'F Y')}", tone="")
