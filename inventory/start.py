"""The place to start from, in a reader's own words: a commune, a postcode, coordinates, an address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import fmean

from django.conf import settings
from django.http import QueryDict

from core.gate import Gate
from inventory.asked import Asked, address
from inventory.catalogue import catalogue
from inventory.communes import CommuneData, beginning, named, search
from inventory.geocoder import GeocoderDown, geocode
from inventory.likeness import fold

#: What Django still redirects to, with room for the host.
LONGEST_ADDRESS = 8_000
#: How many places of one name a reader is offered.
MOST = 8
#: Latitude first, as maps give it to copy.
_POINT = re.compile(r"(-?\d{1,2}(?:[.,]\d+)?)\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)")


@dataclass(frozen=True)
class Spot:
    """A point that has a name; degrees."""

    label: str
    longitude: float
    latitude: float

    @property
    def near(self) -> str:
        """As the parameter `near` says it, to about a metre."""
        return f"{round(self.longitude, 5)},{round(self.latitude, 5)}"


@dataclass(frozen=True)
class Start:
    """What became of the words: an address to go to, or something to tell the reader."""

    #: The page's address once its words are a point and its empty parameters are gone; None where it is so already.
    address: str | None = None
    message: str = ""
    #: Places of that name, each with `label` and the `query` that starts from it.
    choices: list[dict[str, str]] = field(default_factory=list)
    #: Whether the same words may do better in a moment.
    passing: bool = False


def starting_from(gate: Gate, query: QueryDict) -> Start:
    """Turn the words of `pres_de` into `near`, which the API knows too: the address then says the same everywhere."""
    kept = {name: filled for name, values in query.lists() if (filled := [value for value in values if value.strip()])}
    words = Asked.of(query).start
    tidy = address(kept) if kept != dict(query.lists()) else None
    if len(address(kept)) > LONGEST_ADDRESS:
        return Start(message="Cette demande est trop longue." if words and "near" not in kept else "")
    if not words or "near" in kept:
        return Start(tidy)
    kept.pop("page", None)
    try:
        spots, sure = _spots(gate, words)
    except GeocoderDown:
        return Start(
            tidy, "Le service qui situe les adresses ne répond pas. Donnez le nom d’une commune.", passing=True
        )
    links = [{"label": spot.label, "query": _leading(kept, spot)} for spot in spots[:MOST]]
    if len(links) == 1 and sure:
        return Start(links[0]["query"])
    if not links:
        kind = "ni commune ni adresse de ce nom" if settings.GEOCODER_URL else "pas de commune de ce nom"
        return Start(tidy, f"Nous ne connaissons {kind}. Essayez une commune voisine ou un code postal.")
    told = "Plusieurs communes répondent à ces mots." if sure else "Aucune commune n’a exactement ce nom."
    return Start(tidy, f"{told} Laquelle ?", links)


def _leading(kept: dict[str, list[str]], spot: Spot) -> str:
    """The address that starts from a spot; bare coordinates need no words beside them."""
    values = {**kept, "near": [spot.near], "pres_de": [spot.label]}
    return address(values if spot.label else {name: value for name, value in values.items() if name != "pres_de"})


def _spots(gate: Gate, words: str) -> tuple[list[Spot], bool]:
    """What the words may mean, and whether they mean just that. Raises GeocoderDown."""
    if point := _POINT.fullmatch(words):
        latitude, longitude = (float(part.replace(",", ".")) for part in point.groups())
        return ([Spot("", longitude, latitude)] if abs(latitude) <= 90 and abs(longitude) <= 180 else []), True
    exact = _of_communes(named(words)) or _of_places(gate, words)
    if len(exact) == 1:
        return exact, True
    if not exact and settings.GEOCODER_URL and (found := geocode(settings.GEOCODER_URL, words)):
        return [Spot(*found)], True
    # Who writes a beginning most often means a commune where there is a place.
    ours = _of_communes(beginning(words, catalogue(gate).names["commune"]))
    return list(dict.fromkeys([*ours, *(exact or _of_communes(search(words, MOST)))])), bool(exact)


def _of_communes(found: list[CommuneData]) -> list[Spot]:
    return [
        Spot(str(commune), float(commune.longitude), float(commune.latitude))
        for commune in found
        if commune.longitude is not None and commune.latitude is not None
    ]


def _of_places(gate: Gate, words: str) -> list[Spot]:
    """The middle of the places of a commune: all that is known of it where the table of communes is empty."""
    name, points = fold(words), {}
    for entry in catalogue(gate).entries:
        if entry.longitude is not None and entry.latitude is not None and fold(entry.commune) == name:
            points.setdefault((entry.commune, entry.department), []).append((entry.longitude, entry.latitude))
    return [
        Spot(f"{commune} ({department})" if department else commune, *map(fmean, zip(*found, strict=True)))
        for (commune, department), found in points.items()
    ]
