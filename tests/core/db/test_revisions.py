"""The revisions that are written in bulk are those that Wagtail would write."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.db.revisions import revision_content, set_revisions
from core.models import Theme
from inventory.models import PlacePrice, PlaceSource, SiteProfilePage
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def filled_place() -> SiteProfilePage:
    place = SiteProfilePageFactory(
        families=["coworking", "fablab"],
        opened="2014~",
        point="SRID=4326;POINT(5.7 45.2)",
        body=[("text", "<p>Un texte</p>")],
    )
    place.prices = [PlacePrice(offer="Journée", price=Decimal("15.50"))]
    place.sources = [PlaceSource(source="Recensement", identifier="1", imported={"title": "Un lieu", "desks": 3})]
    place.page_themes.create(theme=Theme.objects.create(title="Énergie"))
    place.save()
    return place


@pytest.mark.parametrize("make", [filled_place, SiteProfilePageFactory, SiteProfilePage])
def test_the_content_is_that_of_wagtail(make):
    place = make()
    assert revision_content(place) == place.serializable_data()


@pytest.mark.parametrize("live", [True, False])
def test_pages_point_to_their_revisions(live):
    places = [SiteProfilePageFactory(), SiteProfilePageFactory()]
    revisions = [place.save_revision(clean=False) for place in places]
    SiteProfilePage.objects.update(latest_revision=None, live_revision=None)
    set_revisions([(place.pk, revision.pk) for place, revision in zip(places, revisions, strict=True)], live)
    for place, revision in zip(places, revisions, strict=True):
        place.refresh_from_db()
        assert place.latest_revision == revision
        assert place.live_revision == (revision if live else None)
