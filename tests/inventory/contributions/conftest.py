"""Fixtures of the contributions to the inventory."""

from __future__ import annotations

import pytest

from inventory.models import Commune


@pytest.fixture(scope="module")
def communes(module_db) -> None:
    rows = [
        ("38185", "Grenoble", "grenoble", "38", ["38000", "38100"], "5.72", "45.18", "200040715"),
        ("93066", "Saint-Denis", "saint denis", "93", ["93200", "93210"], "2.36", "48.93", "200054781"),
        ("97411", "Saint-Denis", "saint denis", "974", ["97400"], "55.44", "-20.93", ""),
        ("38565", "Voreppe", "voreppe", "38", ["38340"], "5.63", "45.29", "243800604"),
    ]
    for code, name, folded, department, postcodes, longitude, latitude, epci in rows:
        Commune.objects.create(
            insee_code=code, name=name, folded=folded, department=department, postcodes=postcodes,
            longitude=longitude, latitude=latitude, epci_code=epci, epci_name=f"EPCI de {name}" if epci else "",
        )  # fmt: skip
