"""Where the point of a place may be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.geo.placement import misplacement
from inventory.models import Commune

GRENOBLE = Commune(name="Grenoble", department="38", longitude=Decimal("5.72153"), latitude=Decimal("45.18216"))
MARIPASOULA = Commune(name="Maripasoula", department="973", longitude=Decimal("-53.6"), latitude=Decimal("3.2"))
LE_CHEYLAS = Commune(name="Le Cheylas", department="38", longitude=Decimal("5.99"), latitude=Decimal("45.37"))
WITHOUT_CENTRE = Commune(name="Hao", department="987")


@pytest.mark.parametrize(
    ("point", "commune"),
    [((5.7, 45.2), GRENOBLE), ((5.45, 45.18), GRENOBLE), ((-54.03, 3.64), MARIPASOULA),
     ((-140.9, -18.1), WITHOUT_CENTRE),
     ((6.14, 46.2), None), ((55.5, -21.1), None)],
)  # fmt: skip
def test_point_in_its_commune_or_near_france_is_accepted(point, commune):
    assert misplacement(*point, commune) == ""


@pytest.mark.parametrize(
    ("point", "commune", "message"),
    [((2.35, 48.86), GRENOBLE, "à 482 km de Grenoble"), ((5.7, 45.2), MARIPASOULA, "km de Maripasoula"),
     ((2.35, 48.86), LE_CHEYLAS, "km du Cheylas"),
     ((0, 0), None, "loin de la France"), ((0, 0), GRENOBLE, "loin de la France"),
     ((45.19, 5.72), None, "loin de la France"), ((-73.6, 45.5), WITHOUT_CENTRE, "loin de la France")],
)  # fmt: skip
def test_point_elsewhere_is_refused(point, commune, message):
    assert message in misplacement(*point, commune)
