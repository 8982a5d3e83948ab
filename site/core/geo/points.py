"""Parses and writes points in three forms: stored text, typed text, and two columns of a file."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from core.geo.france import looks_swapped

# More tolerant than what the map widget writes: any number of spaces, and a sign.
_STORED = re.compile(
    r"\s*(?:SRID=4326;\s*)?POINT\s*\(\s*(-?\d{1,3}(?:\.\d+)?)\s+(-?\d{1,2}(?:\.\d+)?)\s*\)\s*", re.IGNORECASE
)
# Two numbers with a decimal point or comma, separated by a comma, a semicolon or a space.
_TYPED = re.compile(r"\s*(-?\d{1,2}(?:[.,]\d+)?)(?:\s*[;,]\s*|\s+)(-?\d{1,3}(?:[.,]\d+)?)\s*")
_SINGLE_NUMBER = re.compile(r"\s*-?\d+,\d+\s*")  # « 45,19 »
SIX_PLACES = Decimal("0.000001")

SWAPPED = (
    "Latitude et longitude semblent inversées : en France, la latitude (vers 45) s’écrit avant la longitude (vers 6)."
)


def read_point(value: str) -> tuple[Decimal, Decimal] | None:
    """Parse a stored point to longitude and latitude (degrees, WGS 84, six decimals); None for an empty text.

    Raises ValidationError with a French message if the text is not a point on Earth.
    """
    if not value or not value.strip():
        return None
    match = _STORED.fullmatch(value)
    if not match:
        message = "Ce point n’est pas compris. Écrivez la latitude puis la longitude, comme « 45,19 ; 5,72 »."
        raise ValidationError(message, code="invalid")
    longitude, latitude = (Decimal(part).quantize(SIX_PLACES) for part in match.groups())
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise ValidationError(
            "Ce point n’est pas sur la Terre : latitude et longitude sont peut-être inversées.", code="invalid"
        )
    return longitude, latitude


def parse_lat_lng(text: str) -> tuple[Decimal, Decimal] | None:
    """Parse two numbers, latitude first, as copied from map sites; return longitude and latitude.

    None for any other text. The numbers are not checked to be on Earth.
    """
    match = _TYPED.fullmatch(text)
    if not match:
        return None
    latitude, longitude = (Decimal(part.replace(",", ".")) for part in match.groups())
    return longitude, latitude


def read_typed(text: str) -> tuple[Decimal, Decimal] | None:
    """Parse « latitude, longitude » or a stored point to longitude and latitude; None for an empty text.

    « 45.19, 5.72 », « 45,19 ; 5,72 » and « 45,19 5,72 » are the same point. Raises ValidationError with a French
    message, also if the numbers look swapped: the point is in France only with its coordinates exchanged.
    """
    text = text or ""
    if not _SINGLE_NUMBER.fullmatch(text) and (pair := parse_lat_lng(text)):
        text = f"POINT({pair[0]:f} {pair[1]:f})"
    point = read_point(text)
    if point and looks_swapped(*point):
        raise ValidationError(SWAPPED, code="swapped")
    return point


def read_columns(longitude: str, latitude: str) -> str:
    """Convert two cells in degrees, with a decimal point or comma, to a stored point.

    Raises ValidationError with a French message.
    """
    longitude, latitude = (cell.strip().replace(",", ".") for cell in (longitude, latitude))
    try:
        point = write_point(longitude, latitude)
        read_point(point)
    except (ValidationError, InvalidOperation):
        raise ValidationError(f"coordonnées « {latitude}, {longitude} » incomprises", code="invalid") from None
    return point


def write_point(longitude: Decimal | str, latitude: Decimal | str) -> str:
    """Format a point to be stored, with six decimals (about ten centimetres)."""
    return f"SRID=4326;POINT({Decimal(longitude).quantize(SIX_PLACES)} {Decimal(latitude).quantize(SIX_PLACES)})"


def as_typed(value: str | None) -> str:
    """Format a stored point as people type it: « 45.19, 5.72 ». Invalid texts are returned unchanged."""
    try:
        point = read_typed(value or "")
    except ValidationError:
        return value or ""
    return f"{point[1].normalize():f}, {point[0].normalize():f}" if point else ""


def validate_point(value: str) -> None:
    read_point(value)
