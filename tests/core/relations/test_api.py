"""The API of themes, partners and the timeline."""

from __future__ import annotations

import pytest

from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def test_themes_and_partners_are_counted(client, network):
    themes = client.get("/api/v3/themes/").json()["items"]
    mobility = next(item for item in themes if item["slug"] == "mobilite")
    assert (mobility["count"], [below["slug"] for below in mobility["subthemes"]]) == (2, ["velo"])
    theme = client.get("/api/v3/themes/mobilite/").json()
    assert theme["types"] == [
        {"code": "event", "label": "Évènement", "heading": "Évènement", "count": 1},
        {"code": "publication", "label": "Publication", "heading": "Publication", "count": 1},
    ]
    assert theme["years"] == [{"year": 2016, "count": 1}, {"year": 2013, "count": 1}]
    partner = client.get("/api/v3/partners/ecole/").json()
    assert (partner["count"], partner["url"]) == (2, "http://localhost:8000/partenaires/ecole/")
    pages = client.get("/api/v3/partners/ecole/pages/?type=event").json()
    assert [(item["title"], item["earliest"]) for item in pages["items"]] == [("Le vélo au travail", "2016-02-03")]


def test_the_timeline_says_what_its_dates_are(client, network):
    place = SiteProfilePageFactory(title="Le Relais", opened="2012-09")
    items = client.get("/api/v3/timeline/").json()["items"]
    assert [(item["title"], item["date_label"], item["date_meaning"]) for item in items] == [
        (place.title, "septembre 2012", "Ouverture"),
        ("Aller au travail", "2013", ""),
        ("Le vélo au travail", "3 février 2016", ""),
    ]


def test_hidden_partners_are_not_found(client, network):
    network.event.unpublish()
    assert client.get("/api/v3/partners/entreprise/").status_code == 404
    assert client.get("/api/v3/partners/entreprise/pages/").status_code == 404
    assert "entreprise" not in client.get("/api/v3/partners/").text
    assert client.get("/api/v3/themes/a%00b/").status_code == 404


@pytest.mark.parametrize("query", ["type=velo", "year=0", "theme=inconnu", "partner=inconnu", "autre=1"])
def test_malformed_filters_are_refused_by_name(client, network, query):
    response = client.get(f"/api/v3/timeline/?{query}")
    assert response.status_code == 422
    assert query.split("=")[0] in response.text
