"""Places of several communes, a table of communes, and what is understood of a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core.search.questions import Understanding
from core.visibility.gate import Gate
from inventory.models import Commune, FormerCommune
from inventory.search.understand import understand
from tests.factories.inventory import SiteProfilePageFactory
from tests.questions import question_of


@pytest.fixture(scope="module")
def places(module_db) -> None:
    """Eleven places, in Isère, Savoie and Haute-Savoie."""
    for title, commune, code, postcode, families, fields in (
        ("Cordée", "Annecy", "74010", "74000", ["coworking"], {"point": "SRID=4326;POINT(6.12 45.9)"}),
        ("Papeteries", "Annecy", "74010", "74960", ["coworking", "fablab"], {}),
        ("Casemate", "Grenoble", "38185", "38000", ["fablab"], {}),
        ("Cour", "Grenoble", "38185", "38000", ["coworking"], {"opening_hours": "Mo-Sa 09:00-18:00"}),
        ("Source", "Fontaine", "38169", "38600", ["eco_centre"], {}),
        ("Étape", "Chamonix-Mont-Blanc", "74056", "74400", ["telecentre"], {}),
        ("Lab", "Saint-Martin-d'Hères", "38421", "38400", ["fablab"], {}),
        ("Mug", "Chambéry", "73065", "73000", ["coworking"], {"spaces": ["meeting_room"]}),
        ("Scierie", "Mens", "38226", "38710", ["shared_kitchen"], {
            "milieu": "rural", "epci_code": "200030658", "epci_name": "CC du Trièves", "publics": ["associations"],
        }),
        ("Relais", "Modane", "73157", "73500", ["coworking"], {"state": "closed", "milieu": "mountain"}),
        ("Granges", "La Mure", "38269", "38350", ["food_place"], {"state": "project", "milieu": "mountain"}),
    ):  # fmt: skip
        SiteProfilePageFactory(
            title=title, commune=commune, insee_code=code, postcode=postcode, families=families, **fields
        )


@pytest.fixture(scope="module")
def communes(module_db) -> None:
    """Communes without places, and a former commune of Annecy."""
    for code, name, folded, postcodes, longitude, latitude in (
        ("38545", "Vif", "vif", ["38450"], "5.67", "45.05"),
        ("33063", "Bordeaux", "bordeaux", ["33000", "33100"], "-0.57", "44.86"),
        ("38052", "Le Bourg-d'Oisans", "bourg d oisans", ["38520"], "6.03", "45.05"),
        ("73289", "La Table", "table", ["73110"], "6.18", "45.47"),
        ("37261", "Tours", "tours", ["37000"], "0.69", "47.39"),
        ("74010", "Annecy", "annecy", ["74000", "74960"], "6.12", "45.9"),
    ):
        Commune.objects.create(
            insee_code=code, name=name, folded=folded, department=code[:2], postcodes=postcodes, longitude=longitude,
            latitude=latitude, population=1_000,
        )  # fmt: skip
    FormerCommune.objects.create(
        code="74011", name="Annecy-le-Vieux", folded="annecy le vieux", kind="déléguée", commune_id="74010"
    )


@pytest.fixture
def understood() -> Callable[..., list[Understanding]]:
    """What anonymous readers, or those of a gate, are answered."""

    def of(text: str, gate: Gate | None = None, **synonyms: list[str]) -> list[Understanding]:
        return list(understand(gate or Gate.public(), question_of(text, synonyms)))

    return of


@pytest.fixture
def monday(monkeypatch) -> datetime:
    """Make the present a Monday, the 3rd of February 2025, at 11 in the morning."""
    now = datetime(2025, 2, 3, 11, tzinfo=ZoneInfo("Europe/Paris"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now
