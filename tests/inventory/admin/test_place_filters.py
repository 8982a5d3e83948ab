"""The filters of the admin listing of places, alone and in a search."""

from __future__ import annotations

import pytest

from inventory.models import PlaceLabel, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.admin.texts import RESULTS

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def two_places(module_db) -> int:
    """A place that matches every filter of the cases below, and one that matches none; the pk of the first."""
    matching = SiteProfilePageFactory(
        title="La bonne", commune="Voiron", insee_code="2A004", epci_name="CC du Massif du Vercors",
        epci_code="243801024", milieu="rural", labels=[PlaceLabel(label="evs", sort_order=0)],
    )  # fmt: skip
    other = SiteProfilePageFactory(title="Pas la bonne")
    SiteProfilePage.objects.filter(pk=other.pk).update(completeness=10)
    SiteProfilePage.objects.filter(pk=matching.pk).update(flaws=["phone", "web"])
    return matching.pk


@pytest.mark.parametrize(
    ("query", "completeness"),
    [
        ({"commune": "voir"}, 60), ({"commune": "2a004"}, 60), ({"epci": "vercors"}, 60), ({"epci": "243801024"}, 60),
        ({"milieu": "rural"}, 60), ({"label": "evs"}, 60), ({"completeness": "50-74"}, 60),
        ({"completeness": ["25-49", "75-100"]}, 75), ({"flaws": "any"}, 60), ({"flaws": ["dates", "phone"]}, 60),
    ],
    ids=str,
)  # fmt: skip
def test_filter_finds_its_places_alone_and_in_a_search(query, completeness, as_editor, two_places):
    SiteProfilePage.objects.filter(pk=two_places).update(completeness=completeness)
    for search in ({}, {"q": "bonne"}):
        response = as_editor.get(RESULTS, query | search)
        assert [place.title for place in response.context["object_list"]] == ["La bonne"], search


def test_search_finds_both_places(as_editor, two_places):
    assert len(as_editor.get(RESULTS, {"q": "bonne"}).context["object_list"]) == 2
