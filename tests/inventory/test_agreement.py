"""Page, API, facets, GeoJSON and map find the same places under any filters, and those that the filters mean."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.gate import Audience
from inventory.distance import kilometres
from inventory.models import PlaceLabel, SiteProfilePage
from inventory.vocabulary import Family, Label, Milieu, Public, Space, State
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
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


def some_places() -> list[SiteProfilePage]:
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
        for label in chance.sample(Label.values[:-1], 1):
            PlaceLabel.objects.create(place=place, label=label)
        places.append(place)
    SiteProfilePageFactory(title="En brouillon", draft=True)
    return places


def meant(places: list[SiteProfilePage], query: dict) -> set[str]:
    """The names of the places that a query means for everyone, told place by place."""
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
            return place.labels.filter(label__in=value).exists()
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


def test_every_output_finds_what_the_filters_mean(client, home):
    places = some_places()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(query=queries(), drawn=st.randoms(use_true_random=False))
    @example(query={}, drawn=random.Random(1))
    def agree(query, drawn):
        address = urlencode(query, doseq=True)
        expected = meant(places, query)
        listed = client.get(f"{API}/?limit=100&{address}").json()
        assert {item["title"] for item in listed["items"]} == expected
        assert listed["count"] == len(expected)
        features = client.get(f"{API}.geojson?{address}").json()["features"]
        assert [feature["properties"]["title"] for feature in features] == [item["title"] for item in listed["items"]]
        points = client.get(f"{API}/map/?{address}").json()
        located = {item["title"] for item in listed["items"] if item["longitude"] is not None}
        assert (points["count"], len(points["rows"])) == (len(expected), len(located))
        assert len([feature for feature in features if feature["geometry"]]) == len(located)
        page = client.get(f"/inventaire/?{address}")
        assert page.context["count"] == len(expected)
        assert [place["title"] for place in page.context["places"]] == [item["title"] for item in listed["items"]][:24]
        counted = client.get(f"{API}/facets/?{address}").json()
        assert counted["count"] == len(expected)
        facet = drawn.choice(sorted(set(counted["facets"]) - {"ouvert"}))
        for value in counted["facets"][facet]:
            assert value["count"] == len(meant(places, {**query, facet: [value["code"]]})), (facet, value)

    agree()


def test_what_is_open_now_is_counted(client, home):
    SiteProfilePageFactory(opening_hours="24/7")
    SiteProfilePageFactory(opening_hours="24/7", state=State.CLOSED)
    SiteProfilePageFactory(opening_hours="")
    assert client.get(f"{API}/facets/").json()["facets"]["ouvert"] == [
        {"code": "now", "label": "Ouvert maintenant", "count": 1}
    ]
    assert client.get(f"{API}/?ouvert=now").json()["count"] == 1


@pytest.mark.parametrize(
    "moment", ["2026-07-14T10:00", "2026-07-13T22:30+02:00", "2026-07-13T20:30Z", "2026-07-13T20:30:00%2B00:00"]
)
def test_a_moment_without_a_zone_is_one_of_paris(client, home, moment):
    SiteProfilePageFactory(opening_hours="Mo 20:00-23:00")
    expected = 0 if moment.startswith("2026-07-14") else 1
    assert client.get(f"{API}/?ouvert={moment}").json()["count"] == expected


def test_places_come_nearest_first_with_their_distance(client, home):
    for title, longitude in (("Loin", "6.5"), ("Ici", "5.72"), ("À côté", "5.8")):
        SiteProfilePageFactory(title=title, point=f"SRID=4326;POINT({longitude} 45.19)")
    SiteProfilePageFactory(title="Nulle part", point="")
    items = client.get(f"{API}/?near=5.72,45.19").json()["items"]
    assert [(item["title"], item["distance_km"]) for item in items] == [("Ici", 0.0), ("À côté", 6.3), ("Loin", 61.1)]
    items = client.get(f"{API}/?near=5.72,45.19&order=-title&radius_km=10").json()["items"]
    assert [item["title"] for item in items] == ["Ici", "À côté"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("title", ["Âge", "Bourg", "Côte"]), ("-title", ["Côte", "Bourg", "Âge"]),
        ("verified_on", ["Côte", "Âge", "Bourg"]), ("-verified_on", ["Âge", "Côte", "Bourg"]),
        ("-updated", ["Bourg", "Âge", "Côte"]),
    ],
)  # fmt: skip
def test_orders_put_what_is_unknown_last(client, home, order, expected):
    for title, verified, updated in (
        ("Côte", datetime(2024, 1, 1).date(), datetime(2024, 1, 1, tzinfo=UTC)),
        ("Âge", datetime(2025, 1, 1).date(), datetime(2025, 1, 1, tzinfo=UTC)),
        ("Bourg", None, datetime(2026, 1, 1, tzinfo=UTC)),
    ):
        SiteProfilePageFactory(title=title, verified_on=verified, last_published_at=updated)
    items = client.get(f"{API}/?order={order}").json()["items"]
    assert [item["title"] for item in items] == expected


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("ouvert=demain", "ouvert"), ("ouvert=2026", "ouvert"), ("near=5.72", "near"), ("near=a,b", "near"),
        ("near=200,45", "near"), ("near=nan,45", "near"), ("radius_km=5", "radius_km"),
        ("near=5,45&radius_km=0", "radius_km"), ("near=5,45&radius_km=inf", "radius_km"),
        ("fermes=peut-etre", "fermes"),
        ("public=tous", "public"),
        ("espace=lune", "espace"), ("label=rien", "label"), ("commune=Grenoble", "commune"), ("epci=12", "epci"),
        ("order=distance", "order"), ("couleur=bleu", "couleur"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/map/", "/facets/", ".geojson"])
def test_what_is_unknown_or_malformed_is_a_422_that_names_it(client, home, path, query, named):
    response = client.get(f"{API}{path}?{query}")
    assert response.status_code == 422
    assert any(named in error["loc"] for error in response.json()["errors"])
    page = client.get(f"/inventaire/?{query}")
    assert page.status_code == 200
