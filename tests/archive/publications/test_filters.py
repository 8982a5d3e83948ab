"""The filters of publications: each alone, and the same answer from the list, the API and the feed to any of them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from archive.models import PublicationAuthor, PublicationIndexPage, PublicationPage
from archive.publications.filters import apply_filters
from core.visibility.gate import Gate
from tests.factories.archive import PartnerFactory, PersonFactory, PublicationPageFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
LIST, API = "/ressources/publications/", "/api/v3/publications/"
FEED = f"{LIST}flux.atom"
ENTRY = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}link"


@pytest.fixture(scope="module")
def stored(module_db) -> None:
    index = PublicationIndexPage.objects.get()
    town, university = PartnerFactory(name="Ville", slug="ville"), PartnerFactory(name="Université", slug="universite")
    PartnerFactory(name="Personne n’écrit ici", slug="personne")
    parent = ThemeFactory(slug="durable", title="Durable")
    theme = ThemeFactory(slug="mobilite", title="Mobilité", parent=parent)
    ThemeFactory(slug="vide", title="Vide")

    def make(slug: str, *authors: PublicationAuthor, **fields) -> PublicationPage:
        page = PublicationPageFactory(parent=index, slug=slug, title=slug, **fields)
        page.authors = list(authors)
        page.save()
        return page

    person = PersonFactory(organisation=university)
    old = make("un", PublicationAuthor(organisation=town), kind="guide", date="2007")
    make("deux", PublicationAuthor(organisation=town), kind="guide", date="2013", replaces=old)
    make("personne", PublicationAuthor(person=person), date="2013-06", themes=[theme])
    make("les-deux", PublicationAuthor(person=person), PublicationAuthor(organisation=town), date="2014")
    make("hiver", date="2015-12-30/2016-01-02", kind="review")
    make("retiree", date="2014", withdrawn_on="2020-03-03", themes=[parent])
    make("sans-date", PublicationAuthor(name="Ville"), date="")
    make("brouillon", PublicationAuthor(organisation=town), date="2013", live=False)
    hidden = make("reservee", PublicationAuthor(organisation=town), date="2013")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize(
    ("filters", "slugs"),
    [
        ({}, {"deux", "personne", "les-deux", "hiver", "retiree", "sans-date"}),
        ({"versions": ["all"]}, {"un", "deux", "personne", "les-deux", "hiver", "retiree", "sans-date"}),
        ({"type": ["guide"]}, {"deux"}),
        ({"type": ["guide", "review"], "versions": ["all"]}, {"un", "deux", "hiver"}),
        ({"theme": ["mobilite"]}, {"personne"}),
        ({"theme": ["durable"]}, {"personne", "retiree"}),
        ({"partner": ["ville"]}, {"deux", "les-deux"}),
        ({"partner": ["universite"]}, {"personne", "les-deux"}),
        ({"partner": ["ville", "universite"]}, {"deux", "personne", "les-deux"}),
        ({"partner": ["nulle-part"]}, set()),
        ({"year": 2015}, {"hiver"}),
        ({"year": 2016}, set()),
        ({"year": 2007}, set()),
        ({"withdrawn": True}, {"retiree"}),
        ({"withdrawn": False, "year": 2014}, {"les-deux"}),
    ],
)
def test_each_filter_narrows_the_publications(stored, filters, slugs):
    gate = Gate.public()
    found = apply_filters(gate.pages(PublicationPage), gate, **filters).values_list("slug", flat=True)
    assert sorted(found) == sorted(slugs)


def answers(client: Client, query: dict[str, str]) -> SimpleNamespace:
    """The slugs that the list, the API and the feed give for a query string."""
    text = f"?{urlencode(query)}"
    html, feed = client.get(f"{LIST}{text}"), client.get(f"{FEED}{text}")
    data = client.get(f"{API}{text}&limit=100").json()
    links = ElementTree.fromstring(feed.content).findall(ENTRY) if feed.status_code == 200 else []
    return SimpleNamespace(
        page=re.findall(r'card-title"><a href="/ressources/publications/([^/]+)/"', html.text),
        api=[item["slug"] for item in data.get("items", [])],
        feed={link.get("href").rstrip("/").rpartition("/")[2] for link in links},
        refused=(data.get("status") == 422, feed.status_code == 422),
        notice="n’est pas compris" in html.text,
    )


VALUES = {
    "type": ["guide", "study", "review", "video"],
    "year": ["2007", "2013", "2014", "2015", "2016", "1066"],
    "theme": ["durable", "mobilite", "vide"],
    "partner": ["ville", "universite", "personne"],
    "versions": ["all"],
}
QUERIES = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_the_list_the_api_and_the_feed_select_the_same(stored, query):
    given_by = answers(Client(), query)
    if query.get("partner") == "personne":  # the API knows only partners that visible pages name
        assert given_by.refused == (True, False)
        return
    assert given_by.refused == (False, False)
    if given_by.notice:  # a theme or an organisation that exists, but not on this list: the page says so and ignores it
        assert given_by.api == []
        assert given_by.feed == set()
        return
    assert given_by.page == given_by.api
    assert given_by.feed == set(given_by.api)


@pytest.mark.parametrize(
    "query",
    [{"type": "roman"}, {"year": "0"}, {"year": "bientôt"}, {"theme": "rien"}, {"versions": "1"},
     {"partner": "Rien du tout"}, {"theme": "\0"}, {"partner": "\0"}],
)  # fmt: skip
def test_what_is_no_filter_is_refused_by_programs_and_said_on_the_page(stored, client, query):
    given_by = answers(client, query)
    assert given_by.refused == (True, True)
    assert given_by.notice


def test_a_feed_names_its_filters_and_where_to_take_its_address_again(stored, client):
    feed = client.get(f"{FEED}?partner=ville&year=2013").text
    assert "<title>Publications (2013, Ville)" in feed
    refused = client.get(f"{FEED}?lieu=ici")
    assert refused.status_code == 422
    assert "lieu. Reprenez l’adresse sur la page de la liste" in refused.text
    assert client.get(f"{FEED}?partner=personne").status_code == 200
    html = client.get(f"{LIST}?partner=ville").text
    assert f'href="{FEED}?partner=ville"' in html


def test_a_list_offers_what_it_shows(stored, client):
    html = client.get(LIST).text
    assert re.findall(r'<option value="(ville|universite|personne)"', html) == ["universite", "ville"]
    assert 'value="2007"' not in html
    assert 'name="versions"' in html
    assert 'value="2007"' in client.get(f"{LIST}?versions=all").text


def test_old_and_withdrawn_publications_say_so(stored, client):
    html = client.get(f"{LIST}?versions=all").text
    assert html.count("Version remplacée") == 1
    assert html.count("Retirée") == 1
    assert "2014 · Étude · Retirée" in client.get(FEED).text


def test_the_section_page_shows_no_old_version(stored, client):
    html = client.get("/ressources/").text
    assert f'href="{LIST}deux/"' in html
    assert f'href="{LIST}un/"' not in html
