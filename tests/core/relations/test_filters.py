"""The same filters select the same pages on the page, in the API and in the feed."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import PageTheme
from tests.factories.archive import EventReportPageFactory, PublicationPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
TITLE = re.compile(r"Page numéro \d+")


@pytest.fixture
def many(network):
    """Pages of two kinds in several years, with one theme, both or none."""
    parents = (network.event.get_parent(), network.publication.get_parent())
    for number in range(12):
        factory = (EventReportPageFactory, PublicationPageFactory)[number % 2]
        themes = [network.bikes, network.mobility][: number % 3]
        factory(
            parent=parents[number % 2],
            title=f"Page numéro {number}",
            date=("2015", "2016-05", "2016/2018", "2017-01-11/2017-01-20~")[number % 4],
            page_themes=[PageTheme(theme=theme) for theme in themes],
        )
    return network


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["event", "publication", "place"]),
        "year": st.sampled_from(["2013", "2015", "2016", "2017", "2018"]),
        "partner": st.sampled_from(["ecole", "entreprise"]),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, theme=st.sampled_from(["mobilite", "velo"]))
def test_page_api_and_feed_agree(many, filters, theme):
    client, query = Client(), urlencode(filters)
    api = client.get(f"/api/v3/themes/{theme}/pages/?{query}&limit=100").json()
    listed = {item["title"] for item in api["items"]}
    shown = client.get(f"/themes/{theme}/?{query}").text
    assert set(TITLE.findall(shown)) == {title for title in listed if TITLE.fullmatch(title)}
    fed = client.get(f"/themes/{theme}/flux.atom?{query}").text
    assert set(re.findall(r"<title>(Page numéro \d+)</title>", fed)) == {t for t in listed if TITLE.fullmatch(t)}
    timeline = client.get(f"/api/v3/timeline/?{query}&theme={theme}&limit=100").json()
    assert {item["title"] for item in timeline["items"]} == listed  # all of them have a date
