"""The bench makes places that an editor could have typed, and knows all that Sillon tells of them."""

from __future__ import annotations

import json
from itertools import islice

import pytest
from django.core.exceptions import FieldDoesNotExist

from core.files import images
from inventory.models import SiteProfilePage
from inventory.places.queries import CHILD_LISTS
from tests.bench import loading, same
from tests.bench.places import samples
from tests.bench.plain.names import CARD, SHEET
from tests.bench.scenarios import scenarios

COUNT = 12
#: What the plain side has as a property of its own, for the model has no such field.
COMPUTED = {"epci", "freshness", "image", "hours", "open", "themes", "state_label", "milieu_label", "precision_label"}


@pytest.fixture
def loaded(home, monkeypatch):
    monkeypatch.setattr(loading, "PHOTOS", 1)
    monkeypatch.setattr(images, "make_renditions", lambda image: 0)
    loading.load(COUNT)
    return list(SiteProfilePage.objects.order_by("pk"))


def test_the_same_seed_makes_the_same_places():
    assert list(islice(samples(COUNT), 3)) == list(islice(samples(COUNT), 3))


def test_every_place_could_be_saved_and_is_told_whole(loaded, client):
    assert len(loaded) == COUNT
    assert sum(place.department == "38" for place in loaded) == COUNT // 4
    for place in loaded:
        place.full_clean()
    items = json.loads(client.get("/api/v3/places/").content)["items"]
    assert {item["title"] for item in items} == {place.title for place in loaded}
    assert set(items[0]) - same.ASIDE <= same.told()
    sheet = json.loads(client.get(f"/api/v3/places/{loaded[0].slug}/").content)
    assert set(sheet) - same.ASIDE <= same.told()
    page = same.readable(client.get(f"/inventaire/{loaded[0].slug}/").content)
    assert [text for text in same.texts(sheet) if text not in page] == []


def test_what_the_plain_side_declares_exists():
    for name in {*CARD, *SHEET} - COMPUTED:
        SiteProfilePage._meta.get_field(name)
    for relation, columns in CHILD_LISTS.items():
        for column in columns:
            SiteProfilePage._meta.get_field(relation).related_model._meta.get_field(column.removesuffix("_id"))
    with pytest.raises(FieldDoesNotExist):
        SiteProfilePage._meta.get_field("nothing")


def test_all_addresses_of_sillon_answer(loaded, client):
    for scenario in scenarios([(place.pk, place.slug) for place in loaded], COUNT):
        assert client.get(scenario.sillon[0]).status_code == 200, scenario.name


def test_a_difference_between_the_sides_is_seen():
    ours = {"title": "Ici", "staff": 2.5, "dependent": True, "opened": {"edtf": "2014"}, "rooms": [{"name": "A"}]}
    theirs = {"title": "Ici", "staff": "2.50", "dependent": "yes", "opened": "2014", "rooms": [{}]}
    assert same.differences(ours, theirs) == []
    for name, value in (("title", "Là"), ("staff", "3.00"), ("dependent", "no"), ("opened", "2015"), ("rooms", [])):
        assert same.differences(ours, theirs | {name: value}) == [name]
    assert same.differences(ours, {"title": "Ici"}) == ["staff", "dependent", "opened", "rooms"]
