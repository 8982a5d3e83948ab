"""Questions are understood while the table of communes is empty."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.indexed, pytest.mark.usefixtures("places")]


def test_towns_of_the_map_are_known_without_the_table_of_communes(client, understood):
    [answer] = understood("tiers-lieux à Bordeaux")
    assert answer.label == "Aucun tiers-lieu à Bordeaux dans l’inventaire"
    assert client.get(answer.url).context["count"] == 0


def test_communes_with_places_are_known_without_the_table(understood):
    assert [answer.label for answer in understood("38400")] == ["1 lieu à Saint-Martin-d’Hères\xa0(38400)"]
    assert understood("38999") == []
