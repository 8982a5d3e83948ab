"""The bench makes places and events that an editor could have typed, and knows all that Sillon tells of them."""

from __future__ import annotations

import json
from itertools import islice

import pytest
from django.core.exceptions import FieldDoesNotExist

from archive.models import EventIndexPage, EventReportPage
from core.files import images
from inventory.models import SiteProfilePage
from inventory.places.queries import CHILD_LISTS
from tests.bench import events, loading, same
from tests.bench.__main__ import Measure, line, reached
from tests.bench.places import samples
from tests.bench.plain.names import CARD, SHEET
from tests.bench.scenarios import Scenario, scenarios

COUNT = 12
#: What the plain side has as a property of its own, for the model has no such field.
COMPUTED = {"epci", "freshness", "image", "hours", "open", "themes", "state_label", "milieu_label", "precision_label"}


@pytest.fixture
def loaded(home, monkeypatch):
    monkeypatch.setattr(loading, "PHOTOS", 1)
    monkeypatch.setattr(images, "make_renditions", lambda image: 0)
    monkeypatch.setattr(events, "AHEAD", 2)
    loading.load(COUNT)
    events.load(COUNT)
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


def test_every_event_could_be_saved_and_is_in_the_lists(loaded, client):
    pages = EventReportPage.objects.all()
    assert pages.count() == EventIndexPage.objects.get().get_children().live().count() == COUNT
    for page in pages:
        page.full_clean()
        assert page.publication_problems() == {}
        assert client.get(f"/api/v3/events/{page.slug}/").json()["partners"] == [
            {"name": row.partner.name, "url": ""} for row in page.partners.all()
        ]
    items = client.get("/api/v3/events/").json()["items"]
    assert [item["status"] for item in items].count("upcoming") == 2
    assert {item["registration"]["state"] for item in items} >= {"open", "none"}
    assert "rencontre-0/" in client.get("/ressources/evenements/").text


@pytest.mark.indexed
def test_all_addresses_of_sillon_answer(loaded, client):
    for scenario in scenarios([(place.pk, place.slug) for place in loaded], COUNT):
        assert client.get(scenario.sillon[0]).status_code == 200, scenario.name


def test_a_scenario_fails_below_its_target():
    ratio = Scenario("a", "A", [""], [""], target=10)
    rate = Scenario("b", "B", [""], per_second=200)
    assert reached(ratio, Measure(50, 10, 5, 5, 9)) == 0.5
    assert reached(rate, Measure(300, 0, 5, 5, 0)) == 1.5
    assert reached(Scenario("c", "C", [""]), Measure(3, 0, 5, 5, 0)) == 1
    assert line(rate, Measure(100, 0, 5, 4, 0)).split() == [
        "B", "100.0", "200/s", "133.3/s", "4", "→", "5", "voir", "bench/b.txt"
    ]  # fmt: skip
    assert line(ratio, Measure(150, 10, 5, 5, 9)).split() == ["A", "10.0", "150.0", "15.0×", "10×", "6.7×", "9", "5"]


def test_a_difference_between_the_sides_is_seen():
    ours = {"title": "Ici", "staff": 2.5, "dependent": True, "opened": {"edtf": "2014"}, "rooms": [{"name": "A"}]}
    theirs = {"title": "Ici", "staff": "2.50", "dependent": "yes", "opened": "2014", "rooms": [{}]}
    assert same.differences(ours, theirs) == []
    for name, value in (("title", "Là"), ("staff", "3.00"), ("dependent", "no"), ("opened", "2015"), ("rooms", [])):
        assert same.differences(ours, theirs | {name: value}) == [name]
    assert same.differences(ours, {"title": "Ici"}) == ["staff", "dependent", "opened", "rooms"]
