"""Resolves what a reader typed (a commune, a postcode, coordinates, an address) to a point to search from."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean

from django.conf import settings
from django.http import QueryDict

from core.geo.points import parse_lat_lng
from core.text.fold import fold
from core.visibility.gate import Gate
from inventory.catalogue.build import catalogue
from inventory.communes.lookup import communes_named, communes_starting_with, search
from inventory.geo.geocoding import GeocoderDown, geocode
from inventory.models import Commune
from inventory.pages.querystring import ParsedQuery, relative_url

#: No redirect to longer URLs: Django and web servers refuse very long ones.
LONGEST_URL = 8_000
#: Readers choose between at most this many points of the same name.
MAX_CHOICES = 8


@dataclass(frozen=True)
class NamedPoint:
    """A point in degrees, with a label; "" for bare coordinates."""

    label: str
    longitude: float
    latitude: float

    @property
    def near(self) -> str:
        """The value of the parameter `near`, to about a metre."""
        return f"{round(self.longitude, 5)},{round(self.latitude, 5)}"


@dataclass(frozen=True)
class Start:
    """The result of resolving `pres_de`: a URL to redirect to, or a message for the reader with choices."""

    #: The page's URL with the point as `near` and without empty parameters; None if it is this URL already.
    redirect_url: str | None = None
    message: str = ""
    #: Points with that name, each with its `label` and as `query` the relative URL that starts from it.
    choices: list[dict[str, str]] = field(default_factory=list)
    #: Whether the failure is temporary, so that the response must not be cached.
    is_temporary: bool = False


def resolve_start(gate: Gate, query: QueryDict) -> Start:
    """Resolve `pres_de` to a point, to be put into the URL as `near`, which the API understands too."""
    params = {
        name: filled for name, values in query.lists() if (filled := [value for value in values if value.strip()])
    }
    text = ParsedQuery.of(query).start_text
    tidy_url = relative_url(params) if params != dict(query.lists()) else None
    if len(relative_url(params)) > LONGEST_URL:
        return Start(message="Cette demande est trop longue." if text and "near" not in params else "")
    if not text or "near" in params:
        return Start(tidy_url)
    params.pop("page", None)
    try:
        points, are_exact = _candidates(gate, text)
    except GeocoderDown:
        return Start(
            tidy_url,
            "Le service qui situe les adresses ne répond pas. Donnez le nom d’une commune.",
            is_temporary=True,
        )
    choices = [{"label": point.label, "query": _url_from(params, point)} for point in points[:MAX_CHOICES]]
    if len(choices) == 1 and are_exact:
        return Start(choices[0]["query"])
    if not choices:
        kind = "ni commune ni adresse de ce nom" if settings.GEOCODER_URL else "pas de commune de ce nom"
        return Start(tidy_url, f"Nous ne connaissons {kind}. Essayez une commune voisine ou un code postal.")
    message = "Plusieurs communes répondent à ces mots." if are_exact else "Aucune commune n’a exactement ce nom."
    return Start(tidy_url, f"{message} Laquelle ?", choices)


def _url_from(params: dict[str, list[str]], point: NamedPoint) -> str:
    """Return the relative URL that starts from a point; bare coordinates leave out `pres_de`."""
    values = {**params, "near": [point.near], "pres_de": [point.label]}
    return relative_url(values if point.label else {name: value for name, value in values.items() if name != "pres_de"})


def _candidates(gate: Gate, text: str) -> tuple[list[NamedPoint], bool]:
    """Return the points that a text may mean, and whether they match it exactly. Raises GeocoderDown."""
    if pair := parse_lat_lng(text):
        longitude, latitude = map(float, pair)
        return ([NamedPoint("", longitude, latitude)] if abs(latitude) <= 90 and abs(longitude) <= 180 else []), True
    exact = _commune_points(communes_named(text)) or _place_centroids(gate, text)
    if len(exact) == 1:
        return exact, True
    if not exact and settings.GEOCODER_URL and (geocoded := geocode(settings.GEOCODER_URL, text)):
        return [NamedPoint(*geocoded)], True
    # The beginning of a name most often means a commune that has places: those come first.
    with_places = _commune_points(communes_starting_with(text, catalogue(gate).names["commune"]))
    others = exact or _commune_points(search(text, MAX_CHOICES))
    return list(dict.fromkeys([*with_places, *others])), bool(exact)


def _commune_points(communes: list[Commune]) -> list[NamedPoint]:
    return [
        NamedPoint(str(commune), float(commune.longitude), float(commune.latitude))
        for commune in communes
        if commune.longitude is not None and commune.latitude is not None
    ]


def _place_centroids(gate: Gate, text: str) -> list[NamedPoint]:
    """Return the mean point of the places in each commune of this name, for when the table of communes is empty."""
    name, points = fold(text), {}
    for entry in catalogue(gate).entries:
        if entry.longitude is not None and entry.latitude is not None and fold(entry.commune) == name:
            points.setdefault((entry.commune, entry.department), []).append((entry.longitude, entry.latitude))
    return [
        NamedPoint(f"{commune} ({department})" if department else commune, *map(fmean, zip(*pairs, strict=True)))
        for (commune, department), pairs in points.items()
    ]
