"""What a card says of a place in a word."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from inventory.badges import freshness_badge, state_badges
from inventory.vocabulary import State


@pytest.mark.parametrize("state", [state for state in State.values if state != State.UNKNOWN])
def test_every_state_has_words_and_a_known_tone(state):
    (badge,) = state_badges(state)
    assert badge["text"] == State(state).label
    assert badge["tone"] in {"good", "planned", "warning", "ended", ""}


def test_a_place_whose_state_is_not_known_says_nothing_of_it():
    assert state_badges("") == state_badges("unknown") == []
    assert state_badges("closed") == [{"text": "Fermé", "tone": "ended"}]


def test_a_sheet_says_when_it_was_checked_or_that_it_was_not():
    today = timezone.localdate()
    assert freshness_badge(None)["text"] == "Fiche à vérifier"
    assert freshness_badge(today)["text"].startswith("Vérifié en ")
    assert str(today.year) in freshness_badge(today)["text"]
    assert freshness_badge(date(2015, 3, 2)) == {"text": "Vérifié en 2015, à revoir", "tone": "warning"}
