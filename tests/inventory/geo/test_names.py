"""Names of places in French sentences."""

from __future__ import annotations

from inventory.geo.names import with_de


def test_name_of_a_place_takes_its_preposition():
    names = ("Grenoble", "Huez", "Les Adrets", "Le Bourg-d’Oisans", "12 rue des Alpes")
    assert [with_de(name) for name in names] == [
        "de Grenoble", "d’Huez", "des Adrets", "du Bourg-d’Oisans", "du 12 rue des Alpes",
    ]  # fmt: skip
