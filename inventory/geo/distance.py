"""The distance between two points on Earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6_371.0


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance between two points (longitude, latitude in degrees), by haversine."""
    a_longitude, a_latitude, b_longitude, b_latitude = map(radians, (*a, *b))
    chord = (
        sin((b_latitude - a_latitude) / 2) ** 2
        + cos(a_latitude) * cos(b_latitude) * sin((b_longitude - a_longitude) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))
