"""API, facets, GeoJSON, map and page find the same places under any filters, and those that match them."""

from __future__ import annotations

import random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.visibility.gate import Audience, Gate
from inventory.catalogue.rows import place_list
from inventory.choices import Family, Label, Milieu, Public, Space, State
from inventory.geo.distance import kilometres
from inventory.models import PlaceLabel, SiteProfilePage
from inventory.pages.querystring import ParsedQuery
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
API = "/api/v3/places"
SOME = 18
COMMUNES = [
    ("38185", "Grenoble", "200040715"),
    ("38548", "Villard-de-Lans", "243801024"),
    ("73065", "Chambéry", "200069110"),
]
#: A Wednesday at ten in Paris, and a Sunday.
WEDNESDAY, SUNDAY = "2026-11-18T10:00", "2026-11-22T10:00"
HOURS = {"": set(), "Mo-Fr 09:00-18:00": {WEDNESDAY}, "Sa-Su 08:00-12:00": {SUNDAY}, "24/7": {WEDNESDAY, SUNDAY}}


@pytest.fixture(scope="module")
def places(module_db) -> list[SiteProfilePage]:
    """Places that differ in all that filters look at, the same at each run; some hide a group of fields."""
    chance = random.Random(38)
    places = []
    for number in range(SOME):
        insee, commune, epci = chance.choice(COMMUNES)
        located = chance.random() < 0.8
        point = f"SRID=4326;POINT({chance.uniform(5, 7):.6f} {chance.uniform(44.5, 46.5):.6f})"
        place = SiteProfilePageFactory(
            title=f"Lieu {number} {chance.choice(['des Cimes', 'du Moulin'])}", insee_code=insee, commune=commune,
            epci_code=epci, families=chance.sample(Family.values, 2), state=chance.choice([*State.values, ""]),
            milieu=chance.choice([*Milieu.values, ""]), publics=chance.sample(Public.values, 3),
            spaces=chance.sample(Space.values, 3), opening_hours=chance.choice(list(HOURS)),
            point=point if located else "",
            visibility_profiles=chance.choice([0, 0, 1]), visibility_offer=chance.choice([0, 0, 2]),
            visibility_address=chance.choice([0, 0, 1]),
        )  # fmt: skip
        place.label = chance.choice(Label.values[:-1])
        PlaceLabel.objects.create(place=place, label=place.label)
        places.append(place)
    SiteProfilePageFactory(title="En brouillon", draft=True)
    return places


def matching(places: list[SiteProfilePage], query: dict) -> set[str]:
    """The titles of the places that match a query for everyone, judged place by place."""
    return {place.title for place in places if all(_passes(place, name, value) for name, value in query.items())}


def _passes(place: SiteProfilePage, name: str, value) -> bool:
    shown = Audience.PUBLIC
    located = place.longitude is not None and place.visibility_address == shown
    here = (float(place.longitude), float(place.latitude)) if located else None
    match name:
        case "departement":
            return place.department in value
        case "commune":
            return place.insee_code in value
        case "epci":
            return place.epci_code in value
        case "famille":
            return bool(set(place.families) & set(value))
        case "etat":
            return place.state in value
        case "milieu":
            return place.milieu in value
        case "public":
            return place.visibility_profiles == shown and bool(set(place.publics) & set(value))
        case "espace":
            return place.visibility_offer == shown and bool(set(place.spaces) & set(value))
        case "label":
            return place.label in value
        case "ouvert":
            return (
                place.visibility_offer == shown and value in HOURS[place.opening_hours] and place.state != State.CLOSED
            )
        case "fermes":
            return value == "oui" or place.state != State.CLOSED
        case "bbox":
            west, south, east, north = map(float, value.split(","))
            return located and west <= here[0] <= east and south <= here[1] <= north
        case "near":
            return located
        case "radius_km":
            return located and kilometres((5.72, 45.19), here) <= value
        case "q":
            return value.lower() in place.title.lower()
    return True


def several(values) -> st.SearchStrategy:
    return st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True)


FILTERS = {
    "departement": several(["38", "73", "05"]), "commune": several([insee for insee, _, _ in COMMUNES]),
    "epci": several([epci for _, _, epci in COMMUNES]), "famille": several(Family.values),
    "etat": several(State.values), "milieu": several(Milieu.values), "public": several(Public.values),
    "espace": several(Space.values),
    "label": several(Label.values), "ouvert": st.sampled_from([WEDNESDAY, SUNDAY]),
    "fermes": st.sampled_from(["oui", "non"]), "q": st.sampled_from(["moulin", "cimes"]),
    "bbox": st.sampled_from(["5,44.5,6,45.5", "5.5,45,6.5,46", "-10,40,10,50"]),
}  # fmt: skip


@st.composite
def queries(draw) -> dict:
    names = draw(st.lists(st.sampled_from(list(FILTERS)), max_size=3, unique=True))
    query = {name: draw(FILTERS[name]) for name in names}
    if draw(st.booleans()):
        query["near"] = "5.72,45.19"
        if draw(st.booleans()):
            query["radius_km"] = draw(st.sampled_from([5, 30, 80.5]))
    return query


#: One query for each filter: any of these, and those that are drawn.
SINGLE_FILTERS: list[dict] = [
    {}, {"departement": ["38"]}, {"commune": ["73065"]}, {"epci": ["243801024"]}, {"famille": [Family.FABLAB]},
    {"etat": [State.CLOSED]}, {"milieu": [Milieu.RURAL]}, {"public": Public.values[:3]}, {"espace": Space.values[:3]},
    {"label": Label.values[:3]}, {"ouvert": WEDNESDAY}, {"ouvert": SUNDAY}, {"fermes": "non"}, {"q": "moulin"},
    {"bbox": "5,44.5,6,45.5"}, {"near": "5.72,45.19"}, {"near": "5.72,45.19", "radius_km": 30},
]  # fmt: skip


def test_every_output_finds_the_places_that_match_the_filters(client, places):
    def check(query: dict, chance: random.Random) -> None:
        address = urlencode(query, doseq=True)
        expected = matching(places, query)
        listed = client.get(f"{API}/?limit=100&{address}").json()
        titles = [item["title"] for item in listed["items"]]
        assert (set(titles), listed["count"]) == (expected, len(expected))
        features = client.get(f"{API}.geojson?{address}").json()["features"]
        assert [feature["properties"]["title"] for feature in features] == titles
        points = client.get(f"{API}/map/?{address}").json()
        located = {item["title"] for item in listed["items"] if item["longitude"] is not None}
        assert (points["count"], len(points["rows"])) == (len(expected), len(located))
        assert len([feature for feature in features if feature["geometry"]]) == len(located)
        page = place_list(Gate.public(), ParsedQuery.of(QueryDict(address)).criteria, None)
        assert page["count"] == len(expected)
        assert [place["title"] for place in page["places"]] == titles[:24]
        counted = client.get(f"{API}/facets/?{address}").json()
        assert counted["count"] == len(expected)
        facet = chance.choice(sorted(set(counted["facets"]) - {"ouvert"}))
        for value in counted["facets"][facet]:
            assert value["count"] == len(matching(places, {**query, facet: [value["code"]]})), (facet, value)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(query=queries(), chance=st.randoms(use_true_random=False))
    def check_drawn(query: dict, chance: random.Random) -> None:
        check(query, chance)

    for query in SINGLE_FILTERS:
        check(query, random.Random(1))
    check_drawn()
