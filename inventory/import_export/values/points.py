"""Coordinates as files write them: two cells or one, decimal degrees or minutes, projected, exchanged."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from pyproj import Transformer

from core.geo.france import looks_swapped
from core.geo.points import parse_lat_lng, read_point, write_point
from inventory.geo.placement import Located, misplacement

#: EPSG codes of the projections of French files, the most frequent first.
PROJECTIONS = {
    "lambert-93": 2154,
    "web-mercator": 3857,
    "lambert-2-etendu": 27572,
    **{f"cc{zone}": 3900 + zone for zone in range(42, 51)},
    "utm-20": 5490,  # Antilles
    "utm-22": 2972,  # Guyane
    "utm-40": 2975,  # La Réunion
    "utm-38": 4471,  # Mayotte
}
_DECIMAL = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_HEMISPHERE = re.compile(r"([NSEWO])? ?(.*?) ?([NSEWO](?:ord|ud|st|uest)?)?")
#: Degrees, minutes and perhaps seconds: « 45° 11' 24,5" ».
_MINUTES = re.compile(
    r"([+-]?)(\d{1,3}) ?[°ºd] ?"
    r"(?:(\d{1,2}(?:[.,]\d{1,9})?) ?(?:['’′]|mn?) ?(?:(\d{1,2}(?:[.,]\d{1,9})?) ?(?:[\"”″s]|''|’’)?)?)?"
)
#: A point of JSON, and the names of axes in it.
_GEOJSON = re.compile(r"[\"']coordinates[\"'] ?: ?\[ ?(-?[\d.]{1,20}) ?, ?(-?[\d.]{1,20})")
_NAMED = re.compile(r"[\"'](lon|lng|long|longitude|x|lat|latitude|y)[\"'] ?: ?[\"']?(-?[\d.]{1,20})", re.IGNORECASE)
#: The error code and message for coordinates that cannot be parsed, or are not on Earth.
INVALID, NOT_UNDERSTOOD = "invalid", "coordonnées incomprises"
#: Longer cells are not points.
_LONGEST = 200


class Pair(NamedTuple):
    """Two coordinates of a file, with the units and the axes of the file."""

    x: Decimal
    y: Decimal

    def is_stored_as(self, point: str) -> bool:
        """Return whether the pair, read as degrees, is stored as this point."""
        try:
            return write_point(*self) == point
        except InvalidOperation:
            return False


class Misplaced(ValidationError):
    """A point that is understood, but cannot be that of the place. The message is French."""


@dataclass(frozen=True)
class CoordinateSystem:
    """How a file writes points: `swapped` if its longitudes are latitudes, `projection` a key of `PROJECTIONS`."""

    swapped: bool = False
    projection: str = ""

    def degrees(self, pair: Pair) -> tuple[Decimal, Decimal]:
        """Convert a pair of the file to longitude and latitude in degrees (WGS 84), which may be off the Earth."""
        x, y = reversed(pair) if self.swapped else pair
        if not self.projection:
            return x, y
        longitude, latitude = _transformer(self.projection).transform(float(x), float(y))
        return Decimal(repr(longitude)), Decimal(repr(latitude))

    def accepts(self, pair: Pair, commune: Located | None) -> bool:
        """Return whether a pair of the file is a point where a place of this commune may be."""
        longitude, latitude = self.degrees(pair)
        return longitude.is_finite() and latitude.is_finite() and not misplacement(longitude, latitude, commune)

    def point(self, pair: Pair, commune: Located | None) -> str:
        """Convert a pair of the file to a stored point. Raises Misplaced."""
        longitude, latitude = self.degrees(pair)
        if not any(pair):
            raise Misplaced("0, 0 est une case vide plutôt qu’un point")
        try:
            point = write_point(longitude, latitude)
            read_point(point)
        except (ValidationError, InvalidOperation):
            raise Misplaced(NOT_UNDERSTOOD, code=INVALID) from None
        if looks_swapped(longitude, latitude):
            raise Misplaced("latitude et longitude semblent inversées (voir --swap-axes)")
        if problem := misplacement(longitude, latitude, commune):
            raise Misplaced(f"{problem} Il n’est pas gardé.")
        return point


def read_pair(longitude: str = "", latitude: str = "", point: str = "") -> Pair:
    """Parse the cells of a point: two with a coordinate each, or one with both. Raises ValidationError."""
    longitude, latitude, point = (" ".join(cell[:_LONGEST].split()) for cell in (longitude, latitude, point))
    single = point or (longitude if latitude in ("", longitude) else "" if longitude else latitude)
    if single and (pair := _both(single)):
        return pair
    if longitude and latitude and (pair := _pair(longitude, latitude)):
        return pair
    if bool(longitude) != bool(latitude):
        raise ValidationError(f"pas de {'latitude' if longitude else 'longitude'}, donc pas de point")
    raise ValidationError(NOT_UNDERSTOOD, code=INVALID)


def is_usual(longitude: str = "", latitude: str = "", point: str = "") -> bool:
    """Return whether the cells have decimal degrees: one in each of two, or « latitude, longitude » in `point`."""
    if point:
        return parse_lat_lng(point) is not None
    return all(_DECIMAL.fullmatch(cell) for cell in (longitude, latitude))


def _both(text: str) -> Pair | None:
    """Parse a text with both coordinates: « latitude, longitude », WKT, GeoJSON, or an object. None for others."""
    if _DECIMAL.fullmatch(text):
        return None
    text = text.strip("[]") if text.startswith("[") else text
    if match := _GEOJSON.search(text):
        return _pair(match[1], match[2])
    axes = {name[:3].lower().replace("lng", "lon"): number for name, number in _NAMED.findall(text)}
    if axes:
        return _pair(axes.get("lon", axes.get("x", "")), axes.get("lat", axes.get("y", "")))
    try:
        if text[:1].isalpha() and (stored := read_point(text)):
            return Pair(*stored)
    except ValidationError:
        pass
    if pair := parse_lat_lng(text):
        return Pair(*pair)
    first, separator, second = text.partition(",") if text.count(",") == 1 else text.partition(";")
    return _pair(second, first) if separator else None


def _pair(longitude: str, latitude: str) -> Pair | None:
    x, y = _number(longitude.strip()), _number(latitude.strip())
    return None if x is None or y is None else Pair(x, y)


def _number(text: str) -> Decimal | None:
    """Parse a coordinate: « 45,19 », « 45° 11' 24" N », « 5.72 O »; None if it is not one."""
    text = text.replace("−", "-").replace("\u2009", " ")
    before, number, after = _HEMISPHERE.fullmatch(text).groups()  # type: ignore[union-attr]
    value = _degrees(number)
    if value is None or (before and after):
        return None
    return -abs(value) if (before or after or "")[:1] in ("S", "W", "O") else value


def _degrees(text: str) -> Decimal | None:
    joined = _THOUSANDS.sub("", text.removesuffix("°"))
    if _DECIMAL.fullmatch(joined):
        return Decimal(joined.replace(",", "."))
    match = _MINUTES.fullmatch(text)
    if match is None:
        return None
    sign, *parts = match.groups()
    degrees, minutes, seconds = (Decimal((part or "0").replace(",", ".")) for part in parts)
    if minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return -value if sign else value


@cache
def _transformer(projection: str) -> Transformer:
    return Transformer.from_crs(PROJECTIONS[projection], 4326, always_xy=True)
