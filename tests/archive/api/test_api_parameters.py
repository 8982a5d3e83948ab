"""The API of events and publications: filters, orders and pages."""

from __future__ import annotations

import pytest

from archive.models import EventIndexPage, PublicationIndexPage
from tests.factories.archive import (
    EventReportPageFactory,
    PublicationPageFactory,
    mobility_theme,
)

pytestmark = pytest.mark.django_db
EVENTS = "/api/v3/events/"
PUBLICATIONS = "/api/v3/publications/"


def items(response) -> list[str]:
    assert response.status_code == 200, response.text
    data = response.json()
    assert data["count"] >= len(data["items"])
    return [item["slug"] for item in data["items"]]


@pytest.fixture(scope="module")
def several(module_db) -> None:
    event_index, publication_index = EventIndexPage.objects.get(), PublicationIndexPage.objects.get()
    theme = mobility_theme()
    EventReportPageFactory(parent=event_index, slug="juin", date="2012-06-26", kind="round_table", themes=[theme])
    EventReportPageFactory(parent=event_index, slug="janvier", date="2017-01-11/2017-01-20~", kind="light_round_table")
    EventReportPageFactory(parent=event_index, slug="visite", date="2014", kind="visit")
    PublicationPageFactory(parent=publication_index, slug="guide", date="2017-06", kind="guide", themes=[theme])
    PublicationPageFactory(parent=publication_index, slug="bilan", date="2014", kind="review")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (EVENTS, ["janvier", "visite", "juin"]),
        (f"{EVENTS}?order=date", ["juin", "visite", "janvier"]),
        (f"{EVENTS}?from=2013-01-01", ["janvier", "visite"]),
        (f"{EVENTS}?to=2013-01-01", ["juin"]),
        (f"{EVENTS}?from=2017-01-15&to=2017-01-16", ["janvier"]),
        (f"{EVENTS}?from=2018-01-01&to=2017-01-01", []),
        (f"{EVENTS}?type=visit&type=round_table", ["visite", "juin"]),
        (f"{EVENTS}?theme=mobilite", ["juin"]),
        (f"{EVENTS}?limit=1&offset=1", ["visite"]),
        (PUBLICATIONS, ["guide", "bilan"]),
        (f"{PUBLICATIONS}?year=2014", ["bilan"]),
        (f"{PUBLICATIONS}?type=guide", ["guide"]),
        (f"{PUBLICATIONS}?theme=mobilite&order=date", ["guide"]),
    ],
)
def test_filters_and_orders(client, several, url, expected):
    assert items(client.get(url)) == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("inconnu=1", "inconnu"),
        ("start=2013-01-01", "start"),
        ("from=hier", "from"),
        ("to=2013-02-30", "to"),
        ("type=fete", "type"),
        ("order=title", "order"),
        ("limit=101", "limit"),
        ("offset=-1", "offset"),
    ],
)
def test_unknown_and_malformed_parameters_are_named(client, home, query, name):
    response = client.get(f"{EVENTS}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"].startswith("application/problem+json")
    assert name in response.text


@pytest.mark.parametrize("query", ["year=0", "year=abc", "year=10000", "from=2013-01-01", "type=visit"])
def test_publications_refuse_unknown_and_malformed_parameters(client, home, query):
    assert client.get(f"{PUBLICATIONS}?{query}").status_code == 422


def test_parameters_in_the_openapi_document(client, home):
    parameters = client.get("/api/v3/openapi.json").json()["paths"]["/api/v3/events/"]["get"]["parameters"]
    names = {"from", "to", "type", "theme", "partner", "place", "upcoming", "order", "limit", "offset", "fields"}
    assert {row["name"] for row in parameters if row["in"] == "query"} == names
