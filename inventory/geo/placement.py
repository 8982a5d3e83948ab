"""Checks the point of a place: in or near France, and near the centre of its commune if that is known."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from core.geo.france import is_in_france
from inventory.geo.distance import kilometres
from inventory.geo.names import with_de

#: No commune outside Guyane extends further from its centre (Val-Cenis, the longest of Savoie: 17 km).
FARTHEST_KM = 25
#: The communes of Guyane are as large as départements: Maripasoula is 180 km long.
FARTHEST_KM_IN = {"973": 200}
OUTSIDE = "Ce point est loin de la France. Vérifiez sa latitude et sa longitude."


class Located(Protocol):
    """A commune with the coordinates of its centre, None if unknown."""

    @property
    def name(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def longitude(self) -> Decimal | None: ...
    @property
    def latitude(self) -> Decimal | None: ...


def misplacement(longitude: Decimal | float, latitude: Decimal | float, commune: Located | None) -> str:
    """Return a French error if a point (degrees) cannot be that of a place in a commune; "" if it can.

    Without a commune, or one whose centre is unknown, the point must be in France or near its borders.
    """
    if not is_in_france(longitude, latitude):
        return OUTSIDE
    if commune is None or commune.longitude is None or commune.latitude is None:
        return ""
    centre = float(commune.longitude), float(commune.latitude)
    distance = kilometres((float(longitude), float(latitude)), centre)
    if distance <= FARTHEST_KM_IN.get(commune.department, FARTHEST_KM):
        return ""
    return f"Ce point est à {distance:.0f} km {with_de(commune.name)}. Corrigez le point ou la commune."
