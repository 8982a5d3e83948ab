"""The API of tours: their JSON, their addresses, their queries."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.models import ArchiveIndexPage, EventIndexPage, TourPage
from tests.factories.archive import EventReportPageFactory, TourPageFactory, full_tour, mobility_theme
from tests.factories.inventory import SiteProfilePageFactory
from tests.golden import assert_golden

pytestmark = pytest.mark.django_db
TOURS = "/api/v3/tours/"
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def stored(module_db) -> int:
    return full_tour().pk


@pytest.fixture
def tour(stored: int) -> TourPage:
    return TourPage.objects.get(pk=stored)


def slugs(client, query: str = "") -> list[str]:
    return [item["slug"] for item in client.get(f"{TOURS}{query}").json()["items"]]


def test_list_of_tours(client, tour):
    assert_golden(GOLDEN / "tours.json", client.get(TOURS).json())


def test_detail_of_a_tour(client, tour):
    assert_golden(GOLDEN / "tour.json", client.get(f"{TOURS}tour/").json())


def test_detail_by_public_id(client, tour):
    assert client.get(f"{TOURS}{tour.translation_key}/").json()["slug"] == "tour"


def test_unknown_slugs_and_parameters_are_refused(client, tour):
    assert client.get(f"{TOURS}rien/").status_code == 404
    for url in (f"{TOURS}?rien=1", f"{TOURS}tour/?fields=title", f"{TOURS}?order=title", f"{TOURS}?theme=%00"):
        assert client.get(url).status_code == 422, url


def test_an_answer_is_304_until_a_step_changes(client, tour):
    first = client.get(f"{TOURS}tour/")
    assert client.get(f"{TOURS}tour/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    step = tour.steps.all()[0]
    step.title = "Autre"
    tour.steps.add(step)
    tour.save()
    assert client.get(f"{TOURS}tour/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_tours_are_ordered_by_date_and_filtered_by_theme(client, tour):
    archive = ArchiveIndexPage.objects.get()
    TourPageFactory(parent=archive, slug="avant", date="2015")
    TourPageFactory(parent=archive, slug="sans-date", themes=[mobility_theme()])
    assert slugs(client) == ["tour", "avant", "sans-date"]
    assert slugs(client, "?order=date") == ["avant", "tour", "sans-date"]
    assert slugs(client, "?theme=mobilite") == ["tour", "sans-date"]


def test_drafts_are_in_no_answer(client, home):
    TourPageFactory(parent=ArchiveIndexPage.objects.get(), slug="brouillon", live=False)
    assert "brouillon" not in slugs(client)
    assert client.get(f"{TOURS}brouillon/").status_code == 404


def test_a_list_and_a_tour_take_as_many_queries_whatever_their_length(client, home, image, queries):
    archive, events = ArchiveIndexPage.objects.get(), EventIndexPage.objects.get()

    def make(slug: str, steps: int) -> None:
        rows = [
            {"place": SiteProfilePageFactory(), "report": EventReportPageFactory(parent=events)} for _ in range(steps)
        ]
        TourPageFactory(parent=archive, slug=slug, image=image, themes=[mobility_theme()], steps=rows)

    make("court", 1)
    few = queries(client, TOURS)
    for number in range(3):
        make(f"long-{number}", 3)
    assert queries(client, TOURS) == few <= 6
    assert queries(client, f"{TOURS}long-0/") == queries(client, f"{TOURS}court/") <= 15
