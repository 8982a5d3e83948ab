"""Lists of the inventory as the search links them: parameters, address, number of places, and what is nearest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from core.choices import label_of
from core.text.typography import NBSP
from core.visibility.gate import Gate
from inventory.catalogue import selection
from inventory.catalogue.criteria import Criteria
from inventory.catalogue.facets import VOCABULARIES
from inventory.catalogue.rows import distance_label
from inventory.models import InventoryIndexPage
from inventory.pages.querystring import ParsedQuery, relative_url
from inventory.pages.suggestions import centre_of, nearest
from inventory.search.areas import Area, Point
from inventory.search.labels import Noun

Values = dict[str, list[str]]


def index_url(gate: Gate) -> str:
    """Return the URL of the list of places; "" if this reader has none."""
    return gate.snapshot.get_or_set(("inventory of questions", *gate.scope), lambda: gate.first_url(InventoryIndexPage))


@dataclass(frozen=True)
class PlaceList:
    """The list of places with some parameters, as its page reads them."""

    gate: Gate
    values: Values

    @property
    def url(self) -> str:
        query = relative_url(self.values)
        return index_url(self.gate) + ("" if query == "." else query)

    @property
    def criteria(self) -> Criteria:
        return ParsedQuery.of(QueryDict(urlencode(self.values, doseq=True))).criteria

    @property
    def count(self) -> int:
        return selection.count(self.gate, self.criteria)

    def having(self, **values: list[str]) -> PlaceList:
        """Return the list with other values of some parameters; an empty list removes one."""
        merged = {name: some for name, some in {**self.values, **values}.items() if some}
        return replace(self, values=merged)


def near_values(centre: Point, name: str, radius_km: int | None) -> Values:
    """Return the parameters of places near a point, with the name that the page shows."""
    values = {"near": [f"{round(centre[0], 5)},{round(centre[1], 5)}"], "pres_de": [name]}
    return values | ({"radius_km": [str(radius_km)]} if radius_km else {})


def centre_of_area(gate: Gate, area: Area) -> Point | None:
    """Return the centre of an area; for one with places, that of those whose position the reader may see."""
    return area.centre or centre_of(gate, Criteria(facets={area.facet: area.codes}))


def nearest_place(places: PlaceList, area: Area, noun: Noun) -> tuple[str, str]:
    """Return in French which place is nearest to an area, and the URL of the list by distance; ("", "") if none is.

    A place that does not match the other filters counts only if the area has no place at all.
    """
    centre = centre_of_area(places.gate, area)
    if "etat" not in places.values:  # a place that is closed for good is of no use
        places = places.having(fermes=["non"])
    result = nearest(places.gate, places.criteria, centre, 1) if centre else None
    if centre is None or not result or (area.has_places and not result[1]):
        return "", ""
    ((entry, distance), *_), keeps_filters = result
    is_wide = area.facet in ("departement", "epci")  # the distance from its centre says little
    where = entry.commune if is_wide else distance_label(round(distance, 1))
    others = {"commune", "epci", "departement", "radius_km", "near", "pres_de", "bbox"}
    filters = {name: some for name, some in places.values.items() if name not in others} if keeps_filters else {}
    begins = f"{'La' if noun.is_feminine else 'Le'} plus proche" if keeps_filters else "Le lieu le plus proche"
    by_distance = PlaceList(places.gate, filters | near_values(centre, area.name, None))
    return f"{begins}{NBSP}: {', '.join(filter(None, [entry.title, where]))}", by_distance.url


def with_fewer_filters(places: PlaceList) -> tuple[str, str]:
    """Return in words how many places there are without one of the filters, and their URL; ("", "") without any."""
    best: tuple[int, str, PlaceList] | None = None
    for name in places.values if len(places.values) > 1 else ():
        others = places.having(**{name: []})
        if (count := others.count) and (best is None or count > best[0]):
            best = count, name, others
    if best is None:
        return "", ""
    count, name, others = best
    counted = "1 lieu" if count == 1 else f"{count} lieux"
    return f"Sans «{NBSP}{_filter_label(name, places.values[name])}{NBSP}»{NBSP}: {counted}", others.url


def _filter_label(name: str, codes: list[str]) -> str:
    if name in VOCABULARIES:
        return " ou ".join(label_of(code, VOCABULARIES[name]) for code in codes)
    return {"ouvert": "Ouvert", "q": codes[0], "near": "Près de"}.get(name, name)
