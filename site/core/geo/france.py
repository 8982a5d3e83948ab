"""The territories of France as boxes of coordinates, to recognise points that cannot be meant."""

from __future__ import annotations

from decimal import Decimal

#: West, south, east and north in degrees (WGS 84). The first one is wider than the country: neighbours have places too,
#: and the sea is not told apart.
TERRITORIES = (
    (-6.0, 41.0, 10.0, 52.0),  # France in Europe
    (-63.3, 15.7, -60.9, 18.3),  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    (-61.4, 14.2, -60.6, 15.1),  # Martinique
    (-54.8, 2.0, -51.4, 6.0),  # Guyane
    (55.0, -21.6, 56.0, -20.7),  # La Réunion
    (44.8, -13.2, 45.5, -12.4),  # Mayotte
    (-56.7, 46.6, -56.0, 47.3),  # Saint-Pierre-et-Miquelon
    (-178.4, -14.5, -176.0, -13.0),  # Wallis-et-Futuna
    (-155.0, -28.2, -134.0, -7.5),  # Polynésie française
    (158.0, -23.3, 172.5, -18.0),  # Nouvelle-Calédonie
)


def is_in_france(longitude: Decimal | float, latitude: Decimal | float) -> bool:
    """Return whether a point is in a territory of France or close to it."""
    return any(west <= longitude <= east and south <= latitude <= north for west, south, east, north in TERRITORIES)


def looks_swapped(longitude: Decimal | float, latitude: Decimal | float) -> bool:
    """Return whether a point is only in France if its coordinates are exchanged."""
    return not is_in_france(longitude, latitude) and is_in_france(latitude, longitude)
