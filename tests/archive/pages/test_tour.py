"""The page of a tour: its steps and their map, what is missing, and how « Ressources » shows it."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from archive.models import ArchiveIndexPage, EventReportPage, TourPage, TourStep
from archive.models.tour import years_between
from archive.pages.tour import unplaced
from core.models import Card
from inventory.models import SiteProfilePage
from tests.factories.archive import TourPageFactory, full_tour

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stored(module_db) -> int:
    return full_tour().pk


@pytest.fixture
def tour(stored: int) -> TourPage:
    return TourPage.objects.get(pk=stored)


@pytest.fixture
def archive(home) -> ArchiveIndexPage:
    return ArchiveIndexPage.objects.get()


def structured(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])


def test_steps_are_listed_in_order_with_place_and_report(client, tour):
    html = client.get(tour.url).text
    titles = re.findall(r"<h3>(.*?)</h3>", html)
    assert titles == ["Le départ", "Le soir", "L’arrivée", "Sans date"]
    assert '<time datetime="2017-03-12">12 mars 2017</time>' in html
    assert f'<a href="{SiteProfilePage.objects.get(slug="la-menuise").url}">La Menuise</a>' in html
    report = EventReportPage.objects.get(slug="etape-a-die")
    assert f'Compte rendu : <a href="{report.url}">Étape à Die</a>' in html
    assert "Douze personnes." in html
    assert "Die (Drôme)" in html


def test_the_map_has_the_numbers_of_the_steps_and_says_which_are_missing(client, tour):
    html = client.get(tour.url).text
    assert re.findall(r'class="locator-number"[^>]*>(.*?)</text>', html) == ["1", "2", "3"]
    assert html.count('class="locator-route"') == 1
    assert 'aria-label="Carte : 3 étapes du tour"' in html
    assert "1 étape n’est pas sur la carte\u00a0: sa position n’est pas connue." in html


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((date(2017, 3, 1), date(2017, 6, 30)), "2017"),
        ((date(2017, 3, 1), date(2018, 6, 30)), "2017-2018"),
        ((None, date(2018, 6, 30)), ""),
        ((None, None), ""),
    ],
)
def test_years_of_steps(days, words):
    assert years_between(*days) == words


@pytest.mark.parametrize(
    ("total", "missing", "words"),
    [
        (3, 0, ""),
        (3, 1, "1 étape n’est pas sur la carte : sa position n’est pas connue."),
        (3, 2, "2 étapes ne sont pas sur la carte : leur position n’est pas connue."),
        (1, 1, "La position de l’étape n’est pas connue."),
        (2, 2, "La position des étapes n’est pas connue."),
        (0, 0, ""),
    ],
)
def test_what_the_map_leaves_out_in_words(total, missing, words):
    assert unplaced(total, missing) == words


def test_a_tour_without_steps_says_so_and_how_to_help(client, archive):
    html = client.get(TourPageFactory(parent=archive).url).text
    assert "Les étapes de ce tour ne sont pas encore connues." in html
    assert "completer-un-tour" in html
    assert "<svg viewBox" not in html.partition('class="locator"')[2]
    assert "itinerary" not in structured(html)


def test_steps_without_a_period_give_theirs(client, archive):
    steps = [{"date": "2017-06"}, {"date": "2017-03"}]
    page = TourPageFactory(parent=archive, steps=steps)
    assert "mars 2017 – juin 2017" in client.get(page.url).text
    card = Card.objects.get(page=page.pk)
    assert (str(card.earliest), str(card.latest), card.label) == ("2017-03-01", "2017-06-30", "2017")
    card = Card.objects.get(page=TourPageFactory(parent=archive, date="2016", steps=steps).pk)
    assert (str(card.earliest), card.label) == ("2016-01-01", "2016")


def test_search_engines_read_a_trip_with_its_places(client, tour):
    data = structured(client.get(tour.url).text)
    assert (data["@type"], data["name"]) == ("Trip", "Un tour")
    elements = data["itinerary"]["itemListElement"]
    assert data["itinerary"]["numberOfItems"] == len(elements) == 4
    first = elements[0]
    assert (first["position"], first["item"]["@type"], first["item"]["name"]) == (1, "Place", "La Menuise")
    assert first["item"]["geo"] == {"@type": "GeoCoordinates", "longitude": 5.72, "latitude": 45.19}
    assert first["item"]["url"].endswith("/inventaire/la-menuise/")
    assert [element["item"]["name"] for element in elements[1:]] == ["Die (Drôme)", "L’arrivée", "Gap"]


def test_the_place_and_the_report_link_back(client, tour):
    link = f'<a href="{tour.url}">Un tour</a>'
    assert link in client.get(EventReportPage.objects.get(slug="etape-a-die").url).text
    html = client.get(SiteProfilePage.objects.get(slug="la-menuise").url).text
    assert "Étape d’un tour" in html
    assert link in html


def test_ressources_shows_tours_as_cards_and_not_as_doors(client, tour, archive):
    TourPageFactory(parent=archive, title="Un tour à retracer")
    context = client.get(archive.url).context
    assert [section["title"] for section in context["sections"]] == [
        "Évènements", "Publications", "Projets et groupes", "Engagements",
    ]  # fmt: skip
    cards = {card["title"]: card["label"] for card in context["latest_tours"]}
    assert cards == {"Un tour": "2017 · 4 étapes", "Un tour à retracer": "Étapes à compléter"}


def test_queries_of_a_page_do_not_grow_with_its_steps(client, archive, queries):
    few = TourPageFactory(parent=archive, steps=[{"date": "2017"}, {"point": "SRID=4326;POINT(5.37 44.75)"}])
    many = TourPageFactory(parent=archive, steps=[{"date": f"20{n}", "locality": "Gap"} for n in range(10, 40)])
    assert queries(client, many.url) <= queries(client, few.url)


def test_the_page_is_in_the_sitemap(client, tour):
    assert f"<loc>http://localhost:8000{tour.url}</loc>" in client.get("/sitemap.xml").text


@pytest.mark.indexed
def test_search_finds_a_tour_by_a_step(client, archive):
    steps = [{"title": "Visite", "locality": "Châtillon"}]
    page = TourPageFactory(parent=archive, title="Un tour", slug="trouve", steps=steps)
    TourPage.objects.get(pk=page.pk).save()  # the index reads the stored steps, at once in tests
    items = client.get("/api/v3/search/?q=chatillon&type=tour").json()["items"]
    assert [item["title"] for item in items] == ["Un tour"]


def test_a_tour_that_is_not_saved_can_be_previewed(home):
    page = TourPage(title="Brouillon", slug="brouillon")
    page.steps = [TourStep(title="Départ", date="2017-03", point="SRID=4326;POINT(5.37 44.75)")]
    page.set_url_path(ArchiveIndexPage.objects.get())
    response = page.make_preview_request()
    assert "<h3>Départ</h3>" in response.rendered_content
    assert "mars 2017" in response.rendered_content
