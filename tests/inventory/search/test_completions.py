"""Communes and vocabularies complete what is typed, and spell it."""

from __future__ import annotations

import pytest

from core.search.words import key
from core.visibility.gate import Gate
from inventory.search.completions import complete, spell
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def titles(typed: str, limit: int = 5) -> list[tuple[str, str]]:
    return [(row.title, row.label) for row in complete(Gate.public(), key(typed), limit)]


def test_communes_and_vocabularies_are_completed(client):
    assert titles("gren") == [("Grenoble", "Commune, 2 lieux")]
    assert titles("Saint-M") == [("Saint-Martin-d’Hères", "Commune, 1 lieu")]
    assert titles("fabl")[0] == ("Fablab, makerspace, hackerspace", "Famille, 3 lieux")
    [row] = complete(Gate.public(), "grenoble", 5)
    assert client.get(row.url).context["count"] == 2


def test_completions_are_limited_and_need_two_letters():
    assert titles("g") == []
    assert len(titles("co", 1)) == 1
    assert titles("mo", 0) == []


def test_hidden_values_are_not_completed():
    SiteProfilePageFactory(title="Discret", spaces=["booth"], visibility_offer=1)
    assert titles("cabine") == []


def test_words_are_spelled_from_places_table_and_vocabularies(communes):
    gate = Gate.public()
    assert "grenoble" in set(spell(gate, "gre"))
    assert "bordeaux" in set(spell(gate, "bord"))
    assert "makerspace" in set(spell(gate, "maker"))
    assert set(spell(gate, "")) == set()
