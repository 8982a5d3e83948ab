"""The demo's places: those of the census with its values alone, and invented ones that say so."""

from __future__ import annotations

import pytest

from home.models import HomePage
from inventory.choices import State
from inventory.demo.load import INVENTED, load
from inventory.models import PlaceSource, SiteProfilePage

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    """The demo's places, without the sizes of their images."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.tasks.make_renditions", lambda image: 0)
        load(HomePage.objects.get())


@pytest.fixture
def invented(demo, home) -> list[SiteProfilePage]:
    return list(SiteProfilePage.objects.filter(sources__source=INVENTED).order_by("slug"))


def test_loading_again_changes_nothing(home, invented):
    before = set(SiteProfilePage.objects.values_list("pk", "latest_revision_id"))
    load(home)
    assert set(SiteProfilePage.objects.values_list("pk", "latest_revision_id")) == before


def test_invented_places_say_so_everywhere_they_are_named(client, invented):
    assert {place.state for place in invented} == {State.ACTIVE, State.CLOSED, State.PROJECT}
    for place in invented:
        assert place.title.startswith("Lieu de démonstration")
        assert place.summary.startswith("Exemple inventé")
        assert INVENTED in client.get(place.url).text
        for address in (place.email, place.website.strip("/")):
            assert address == "" or address.endswith("example.org")
        # Arcep reserves these numbers for fiction in the south-east.
        assert place.phone == "" or place.phone.startswith("04 65 71")


def test_invented_places_include_a_complete_and_a_closed_one(client, invented):
    _, closed, whole = invented
    assert whole.completeness == 100
    assert "Ce qu’on ferait autrement" in client.get(closed.url).text
    # Each of the two is like the other.
    assert closed.url in client.get(whole.url).text
    assert "En activité" in client.get(closed.url).text.split("Lieux comparables")[1]


def test_other_places_have_the_values_of_the_census_alone(invented):
    real = SiteProfilePage.objects.exclude(sources__source=INVENTED)
    assert real.count() == PlaceSource.objects.filter(source="CGET 2019").count() == 36
    assert not real.exclude(summary="", opening_hours="", prices=None, difficulties=None).exists()
