"""The badges of a place on cards and on its page: its state and the date of its last verification."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format

from core.cards import Badge
from core.choices import label_of
from core.verification import freshness
from inventory.choices import State

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
    """Return the badge of a state; an empty list if the state is unknown."""
    if state in ("", State.UNKNOWN):
        return []
    return [Badge(text=label_of(state, State), tone=TONES.get(state, ""))]  # type: ignore[call-overload]


def freshness_badge(verified_on: date | None) -> Badge:
    """Return a badge with the date of the last verification, or with the advice to verify again."""
    if verified_on is None:
        return Badge(text="Fiche à vérifier", tone="")
    if not freshness(verified_on):
        return Badge(text=f"Vérifié en {verified_on.year}, à revoir", tone="warning")
    return Badge(text=f"Vérifié en {date_format(verified_on, 'F Y')}", tone="")
