"""The badges of a place's card: its state and how recently it was checked."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from inventory.choices import State
from inventory.places.badges import freshness_badge, state_badges


@pytest.mark.parametrize("state", [state for state in State.values if state != State.UNKNOWN])
def test_every_state_has_a_label_and_a_known_tone(state):
    (badge,) = state_badges(state)
    assert badge["text"] == State(state).label
    assert badge["tone"] in {"good", "planned", "warning", "ended", ""}


def test_unknown_state_has_no_badge():
    assert state_badges("") == state_badges("unknown") == []
    assert state_badges("closed") == [{"text": "Fermé", "tone": "ended"}]


def test_freshness_badge_shows_the_date_of_the_last_check():
    today = timezone.localdate()
    assert freshness_badge(None)["text"] == "Fiche à vérifier"
    assert freshness_badge(today)["text"].startswith("Vérifié en ")
    assert str(today.year) in freshness_badge(today)["text"]
    assert freshness_badge(date(2015, 3, 2)) == {"text": "Vérifié en 2015, à revoir", "tone": "warning"}
