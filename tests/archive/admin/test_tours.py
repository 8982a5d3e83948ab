"""The admin form of a tour: what is wrong with a step is said beside its field, and nothing typed is lost."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from archive.models import ArchiveIndexPage, TourPage
from tests.factories.archive import TourPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
STEP = {"title": "Départ", "date": "", "place": "", "locality": "", "point": "", "summary": "", "report": ""}


@pytest.fixture
def tour(home) -> TourPage:
    return TourPageFactory(parent=ArchiveIndexPage.objects.get(), title="Le tour", slug="le-tour")


def post(client, tour, **step):
    """Publish the tour with one step through its form."""
    fields = {f"steps-0-{name}": value for name, value in {**STEP, **step, "ORDER": "1"}.items()}
    empty = {
        f"{name}-{part}": "0"
        for name in ("sources", "page_themes", "comments")
        for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    steps = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-MIN_NUM_FORMS": "0"}
    page = {"title": "Le tour", "slug": "le-tour", "date": "", "introduction": "", "body-count": "0"}
    url = reverse("wagtailadmin_pages:edit", args=[tour.pk])
    return client.post(url, page | empty | steps | fields | {"action-publish": "publier"})


def value_of(response, name: str) -> str:
    return BeautifulSoup(response.text, "html.parser").find(attrs={"name": name})["value"]


def test_a_step_with_a_typed_point_is_published(as_editor, tour):
    assert post(as_editor, tour, point="45,19 ; 5,72", date="mi-mars 2017").status_code == 302
    step = TourPage.objects.get(pk=tour.pk).steps.get()
    assert (step.point, step.date_label) == ("SRID=4326;POINT(5.720000 45.190000)", "mi-mars 2017")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"point": "quelque part"}, "Ce point n’est pas compris"),
        ({"point": "5.72, 45.19"}, "semblent inversées"),
        ({"date": "un jour"}, "un jour"),
        ({"summary": "x" * 1001}, "caractères au plus"),
    ],
)
def test_what_is_wrong_with_a_step_is_said_and_kept(as_editor, tour, wrong, words):
    response = post(as_editor, tour, **wrong)
    assert response.status_code == 200
    assert words in response.text
    assert not tour.steps.model.objects.exists()


def test_a_place_and_a_point_are_refused_together(as_editor, tour):
    response = post(as_editor, tour, place=str(SiteProfilePageFactory().pk), point="45.19, 5.72")
    assert "pas les deux" in response.text
    assert value_of(response, "steps-0-point") == "45.19, 5.72"
