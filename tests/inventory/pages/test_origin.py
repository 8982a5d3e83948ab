"""« Près de »: typed words become a point by the table of communes, or by the geocoder that a setting names."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import override_settings

from inventory.communes.lookup import fold_name
from inventory.geo.geocoding import geocode
from inventory.models.commune import Commune
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    geocode.cache_clear()


@pytest.fixture(scope="module")
def communes(module_db):
    for code, name, longitude, latitude, postcode in (
        ("38185", "Grenoble", "5.7211", "45.1822", "38000"),
        ("93066", "Saint-Denis", "2.3567", "48.9362", "93200"),
        ("97411", "Saint-Denis", "55.4504", "-20.8789", "97400"),
    ):
        Commune.objects.create(
            insee_code=code, name=name, folded=fold_name(name), department=code[:3] if code > "97" else code[:2],
            postcodes=[postcode], longitude=Decimal(longitude), latitude=Decimal(latitude),
        )  # fmt: skip


class Geocoder(BaseHTTPRequestHandler):
    """Knows one address; its other answers are no results, or broken."""

    answers: dict[str, bytes] = {}
    queries: list[str] = []

    def do_GET(self) -> None:
        words = parse_qs(urlsplit(self.path).query)["q"][0]
        self.queries.append(words)
        self.send_response(200 if words in self.answers else 500)
        self.end_headers()
        self.wfile.write(self.answers.get(words, b""))

    def log_message(self, *args: object) -> None:
        pass


def answer(label: str, longitude: float, latitude: float, score: float) -> bytes:
    feature = {"geometry": {"coordinates": [longitude, latitude]}, "properties": {"label": label, "score": score}}
    return json.dumps({"features": [feature]}).encode()


@pytest.fixture
def geocoder() -> Iterator[type[Geocoder]]:
    Geocoder.answers = {
        "place Notre-Dame": answer("Place Notre Dame 38000 Grenoble", 5.7319, 45.1926, 0.9),
        "zzz": answer("Rue du Zouave", 2.0, 48.0, 0.1),
        "rien": b'{"features": []}',
        "charabia": b"<html>",
        "liste": b"[]",
    }
    Geocoder.queries = []
    server = HTTPServer(("127.0.0.1", 0), Geocoder)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    with override_settings(GEOCODER_URL=f"http://127.0.0.1:{server.server_port}/search"):
        yield Geocoder
    server.shutdown()
    server.server_close()


def test_commune_becomes_a_point_that_gives_the_same_places_in_the_api(client, communes):
    SiteProfilePageFactory(title="Ici", point="SRID=4326;POINT(5.75 45.19)")
    SiteProfilePageFactory(title="Loin", point="SRID=4326;POINT(6.9 45.9)")
    response = client.get("/inventaire/?pres_de=grenoble&radius_km=20&famille=coworking&page=2&q=")
    assert response.status_code == 302
    query = parse_qs(response.url.removeprefix("?"))
    assert query == {
        "pres_de": ["Grenoble (38)"], "near": ["5.7211,45.1822"], "radius_km": ["20"], "famille": ["coworking"],
    }  # fmt: skip
    page = client.get("/inventaire/" + response.url)
    api = client.get("/api/v3/places/?near=5.7211,45.1822&radius_km=20&famille=coworking").json()
    assert [place["title"] for place in page.context["places"]] == [item["title"] for item in api["items"]] == ["Ici"]
    assert "à 2,4 km" in page.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert page.context["form_values"]["pres_de"] == "Grenoble (38)"


def test_form_sent_again_gives_the_same_point(client, communes):
    assert "near=5.7211,45.1822" in client.get("/inventaire/", {"pres_de": "Grenoble (38)"}).url
    SiteProfilePageFactory()
    typed = client.get("/inventaire/?near=5.724,45.188").context["form_values"]["pres_de"]
    assert client.get("/inventaire/", {"pres_de": typed}).url == "?near=5.724,45.188"


def test_ambiguous_name_offers_choices_and_keeps_the_other_filters(client, communes):
    SiteProfilePageFactory()
    response = client.get("/inventaire/?pres_de=saint+denis&radius_km=50&famille=coworking")
    assert response.status_code == 200
    choices = {choice["label"]: choice["query"] for choice in response.context["start"].choices}
    assert set(choices) == {"Saint-Denis (93)", "Saint-Denis (974)"}
    assert parse_qs(choices["Saint-Denis (93)"][1:]) == {
        "pres_de": ["Saint-Denis (93)"], "near": ["2.3567,48.9362"], "radius_km": ["50"], "famille": ["coworking"],
    }  # fmt: skip
    assert response.context["form_values"]["pres_de"] == "saint denis"
    assert response.context["notices"] == []  # the distance waits for its centre
    assert '<option value="50" selected>' in response.text
    assert response.context["count"] == 1


def test_communes_with_a_place_are_offered_before_namesakes(client, communes):
    for number, (code, name) in enumerate(
        [("38421", "Saint-Denis-d’Hères"), *((f"{65 + rank}388", "Saint-Denis") for rank in range(9))]
    ):
        Commune.objects.create(
            insee_code=code, name=name, folded=fold_name(name), department=code[:2], postcodes=[],
            population=10_000 - number, longitude=Decimal("5.7") + number, latitude=Decimal("45.1"),
        )  # fmt: skip
    SiteProfilePageFactory(insee_code="38421", commune="Saint-Denis-d’Hères")
    SiteProfilePageFactory(insee_code="97411", commune="Saint-Denis", point="SRID=4326;POINT(55.45 -20.87)")
    start = client.get("/inventaire/?pres_de=Saint-Denis").context["start"]
    assert [choice["label"] for choice in start.choices] == [
        "Saint-Denis (974)", "Saint-Denis-d’Hères (38)", *(f"Saint-Denis ({65 + rank})" for rank in range(6)),
    ]  # fmt: skip
    assert "Laquelle" in start.message
    start = client.get("/inventaire/?pres_de=Saint-D").context["start"]
    assert start.choices[0]["label"] == "Saint-Denis-d’Hères (38)"
    assert len(start.choices) == 8


def test_unknown_words_are_an_error_of_the_field(client, communes):
    SiteProfilePageFactory()
    for words in ("Atlantide", "99999", "95.1, 5.7", "é" * 500):
        response = client.get("/inventaire/", {"pres_de": words})
        assert "pas de commune de ce nom" in response.context["start"].message, words
        assert 'aria-describedby="pres_de-erreur"' in response.text
        assert 'id="filtres-tous" open' in response.text
        assert response.context["count"] == 1
    response = client.get("/inventaire/", {"pres_de": "\0"})
    assert (response.context["start"].message, response.context["count"]) == ("", 1)


def test_beginning_of_a_name_is_completed_by_a_choice(client, communes):
    start = client.get("/inventaire/?pres_de=Greno").context["start"]
    assert [choice["label"] for choice in start.choices] == ["Grenoble (38)"]
    assert "exactement" in start.message


def test_communes_of_places_are_known_without_the_table(client, communes):
    Commune.objects.all().delete()
    SiteProfilePageFactory(point="SRID=4326;POINT(5.70 45.10)")
    SiteProfilePageFactory(point="SRID=4326;POINT(5.72 45.20)")
    assert client.get("/inventaire/?pres_de=grenoble").url == "?pres_de=Grenoble+(38)&near=5.71,45.15".replace(
        "(", "%28"
    ).replace(")", "%29")


def test_geocoder_is_queried_only_where_no_commune_has_the_name(client, communes, geocoder):
    query = parse_qs(client.get("/inventaire/", {"pres_de": "place Notre-Dame"}).url[1:])
    assert query == {"pres_de": ["Place Notre Dame 38000 Grenoble"], "near": ["5.7319,45.1926"]}
    client.get("/inventaire/", {"pres_de": "Grenoble"})
    client.get("/inventaire/", {"pres_de": "place Notre-Dame"})
    assert geocoder.queries == ["place Notre-Dame"]


@pytest.mark.parametrize("words", ["zzz", "rien"])
def test_result_with_a_low_score_is_ignored(client, communes, geocoder, words):
    assert "ni commune ni adresse" in client.get("/inventaire/", {"pres_de": words}).context["start"].message


@pytest.mark.parametrize("words", ["charabia", "liste", "autre"])
def test_failure_of_the_geocoder_is_a_message_and_is_not_cached(client, communes, geocoder, words):
    for _ in range(2):
        response = client.get("/inventaire/", {"pres_de": words})
        assert response.status_code == 200
        assert "ne répond pas" in response.context["start"].message
        assert "ETag" not in response
    assert geocoder.queries == [words, words]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/search", "file:///etc/passwd", "nonsense"])
def test_unreachable_geocoder_is_a_message(client, communes, url):
    with override_settings(GEOCODER_URL=url):
        assert "ne répond pas" in client.get("/inventaire/?pres_de=12+rue").context["start"].message
