"""The page of a place with everything known: each field is shown, in order, and hidden groups are not."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.visibility import version
from inventory.models import PlacePrice, SiteProfilePage
from inventory.places.queries import CHILD_LISTS, PLACE_COLUMNS
from inventory.visibility import FIELD_GROUPS
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.pages.reading import read, structured, words_of
from tests.inventory.pages.test_related_pages import add_event, add_testimonial
from tests.inventory.pages.whole import ELSEWHERE, WEEK, WHOLE, whole_place

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def whole_pk(module_db) -> int:
    return whole_place().pk


@pytest.fixture
def whole(whole_pk) -> SiteProfilePage:
    return SiteProfilePage.objects.get(pk=whole_pk)


@pytest.fixture(scope="module")
def whole_html(whole_pk) -> str:
    """What an anonymous reader gets."""
    return read(Client(), SiteProfilePage.objects.get(pk=whole_pk))


def test_every_field_and_list_is_on_the_page(whole_html):
    assert set(WHOLE) == {*PLACE_COLUMNS, *CHILD_LISTS} - {
        f"{name}_{end}" for name in ("opened", "closed", "lease_end") for end in ("earliest", "latest", "label")
    } - {"logo_id"}
    words = words_of(whole_html)
    missing = {
        name: [word for word in shown if word not in words and word not in whole_html]
        for name, (_, shown) in WHOLE.items()
    }
    assert {name: lost for name, lost in missing.items() if lost} == {}
    assert "Tout a commencé dans une grange." in words
    assert 'alt="Logo des Cimes"' in whole_html


def test_sections_are_in_order_under_nested_headings(whole_html):
    order = [
        "<h1>", 'id="pratique"', 'id="publics"', 'id="tarifs"', 'id="offre"', 'id="modele"', 'id="animation"',
        'id="difficultes"', 'id="pratiques"', 'id="presentation"', 'id="identite"', 'id="qualite"', "Vérifié le",
    ]  # fmt: skip
    positions = [whole_html.index(sign) for sign in order]
    assert positions == sorted(positions)
    levels = [int(level) for level in re.findall(r"<h([1-6])", whole_html)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_whole_place_lacks_no_field(whole_html):
    words = words_of(whole_html)
    assert "Il manque encore" not in words
    assert "Fiche remplie à 100 %" in words


@pytest.mark.parametrize("group", FIELD_GROUPS)
def test_hidden_group_leaves_no_section_and_no_value(client, whole, group):
    sections = {
        "visibility_profiles": "publics", "visibility_economy": "modele", "visibility_offer": "tarifs",
        "visibility_animation": "animation", "visibility_difficulties": "difficultes",
        "visibility_practices": "pratiques",
    }  # fmt: skip
    SiteProfilePage.objects.filter(pk=whole.pk).update(**{group: 1})
    version.bump()
    html = read(client, whole)
    for name, anchor in sections.items():
        assert (f'id="{anchor}"' in html) == (name != group)
    words = words_of(html)
    for field in FIELD_GROUPS[group]:
        for word in WHOLE.get(field, (None, ()))[1]:
            assert word in ELSEWHERE or word not in words, field


def test_preview_shows_the_values_of_the_draft(whole):
    place = whole
    place.prices.all()[0].offer = "Poste d’hier"
    place.prices.add(PlacePrice(offer="Poste de demain", price=Decimal("3.20")))
    place.summary, place.opening_hours = "Un brouillon.", "Su 10:00-12:00"
    words = words_of(place.make_preview_request().render().content.decode().replace("\u00a0", " "))
    for text in ("Un brouillon.", "Poste de demain 3,20 €", "Le dimanche 10 h – 12 h", "Soupe du jeudi."):
        assert text in words


def test_structured_data_has_hours_prices_and_pictures(client, whole, settings):
    place = whole
    data = structured(client.get(place.url).text)
    assert data["@type"] == "LocalBusiness"
    assert data["url"] == f"{settings.SITE_URL}{place.url}"
    assert data["openingHoursSpecification"][0]["opens"] == "09:00"
    assert data["priceRange"] == "0-1250 €"
    assert data["amenityFeature"][0]["name"] == "Découpe laser"
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 45.1283, "longitude": 5.5871}
    assert data["image"][0].startswith(settings.SITE_URL)
    assert data["foundingDate" if "foundingDate" in data else "dissolutionDate"] == "2031"
    place = SiteProfilePageFactory(opening_hours=WEEK, equipment=["printer"], visibility_offer=1)
    assert structured(client.get(place.url).text).keys().isdisjoint({"openingHoursSpecification", "amenityFeature"})


def test_page_has_the_metadata_of_sharing(client, whole, settings):
    html = client.get(whole.url).text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/inventaire/cimes/">' in html
    assert re.search(r'<meta property="og:image" content="http', html)
    assert '<meta property="og:description" content="Un atelier au milieu des prés.">' in html


def test_number_of_queries_does_not_depend_on_what_is_known(client, whole):
    place, bare = whole, SiteProfilePageFactory(bare=True)
    for _ in range(3):
        SiteProfilePageFactory(milieu="mountain", families=["coworking"])

    def queries(of: SiteProfilePage) -> int:
        client.get(of.url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(of.url).status_code == 200
        return len(captured)

    assert queries(bare) == 3  # the content version, the page found by its address, the place
    assert queries(place) == 5  # two more for its pictures
    for number in range(2):
        add_testimonial(place, f"Récit {number}")
        add_event(place, f"Fête {number}")
    assert queries(place) == 7  # and one for each kind of page that refers to it
