import pytest

from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def titles(response):
    return [place["title"] for place in response.context["places"]]


def test_list_shows_live_places_by_name(client, home):
    SiteProfilePageFactory(title="Zébulon")
    SiteProfilePageFactory(title="Atelier")
    SiteProfilePageFactory(title="Caché", draft=True)
    assert titles(client.get("/inventaire/")) == ["Atelier", "Zébulon"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"departement": "73"}, ["Savoyard"]),
        ({"famille": ["fablab"]}, ["Savoyard"]),
        ({"famille": ["fablab", "coworking"]}, ["Grenoblois", "Savoyard"]),
        ({"etat": ["closed"]}, ["Savoyard"]),
        ({"milieu": ["mountain"]}, ["Savoyard"]),
        ({"q": "grenoblois"}, ["Grenoblois"]),
        ({"q": "Chambery"}, ["Savoyard"]),
        ({"departement": "05"}, []),
    ],
)
def test_filters_narrow_the_list_and_the_api_alike(client, home, query, expected):
    SiteProfilePageFactory(title="Grenoblois")
    SiteProfilePageFactory(
        title="Savoyard", insee_code="73065", commune="Chambéry", families=["fablab"], state="closed", milieu="mountain"
    )
    assert titles(client.get("/inventaire/", query)) == expected
    assert [item["title"] for item in client.get("/api/v3/places/", query).json()["items"]] == expected


@pytest.mark.parametrize(
    "query", ["departement=xx", "famille=rien", "page=0", "page=9999", "page=x", "etat=&milieu=zzz", "q=%00"]
)
def test_malformed_filters_are_left_out_with_a_notice(client, home, query):
    SiteProfilePageFactory(title="Seul")
    response = client.get(f"/inventaire/?{query}")
    assert response.status_code == 200
    if query.startswith(("departement", "famille")):
        assert "n’a pas été compris" in response.text
        assert titles(response) == ["Seul"]


def test_list_is_paginated(client, home):
    SiteProfilePageFactory.create_batch(30)
    assert len(titles(client.get("/inventaire/"))) == 24
    assert len(titles(client.get("/inventaire/?page=2"))) == 6


def test_empty_list_offers_a_way_out(client, home):
    assert "voyez tous les lieux" in client.get("/inventaire/?q=introuvable").text


@pytest.mark.parametrize("path", ["/inventaire/", "/api/v3/places/?limit=100"])
def test_number_of_queries_is_the_same_for_one_and_for_twenty(client, home, path, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 19):
        SiteProfilePageFactory.create_batch(number)
        client.get(path)  # what a process keeps under this version
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    if path.startswith("/api/"):
        assert counts[0] <= 5
