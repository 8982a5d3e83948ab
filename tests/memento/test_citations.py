"""A page shows the sheets that speak of it, however they do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core import contracts, version
from core.gate import Gate
from memento.citations import sheets_citing
from memento.models import RelatedPlace, RelatedTestimonial, SharedBlock

pytestmark = pytest.mark.django_db


def shared(name: str, body: list, **fields) -> SharedBlock:
    block = SharedBlock(name=name, body=body, **fields)
    block.save()
    return block


def titles(place) -> list[str]:
    return [card["title"] for card in contracts.sheets_citing_place(Gate.public(), place.pk)]


@pytest.fixture
def place(make_place):
    return make_place("forge")


def test_a_place_knows_the_sheets_that_list_it_show_it_map_it_or_link_to_it(place, make_sheet):
    make_sheet("liste", related_places=[RelatedPlace(place=place)])
    make_sheet("montre", body=[("place", {"place": place, "text": ""})])
    make_sheet("carte", body=[("places_map", {"title": "Ici", "places": [place]})])
    make_sheet("lie", body=[("text", f'<p><a linktype="page" id="{place.pk}">la forge</a></p>')])
    make_sheet("muette")
    assert titles(place) == ["Liste", "Montre", "Carte", "Lie"]


def test_a_sheet_that_speaks_of_a_place_twice_is_shown_once(place, make_sheet):
    body = [("place", {"place": place, "text": ""}), ("place", {"place": place, "text": "Encore"})]
    make_sheet("bavarde", related_places=[RelatedPlace(place=place)], body=body)
    assert titles(place) == ["Bavarde"]


def test_a_shared_block_speaks_in_every_sheet_that_places_it_while_it_is_published(place, make_sheet):
    block = shared("Contacts", [("place", {"place": place, "text": ""})])
    make_sheet("une", body=[("shared", {"block": block})])
    make_sheet("autre", body=[("shared", {"block": block})])
    assert titles(place) == ["Une", "Autre"]
    block.unpublish()
    version._latest = None
    assert titles(place) == []


def test_a_draft_and_a_private_sheet_are_not_told(place, make_sheet):
    make_sheet("brouillon", live=False, body=[("place", {"place": place, "text": ""})])
    private = make_sheet("reservee", body=[("place", {"place": place, "text": ""})])
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert titles(place) == []


def test_what_a_draft_adds_to_a_published_sheet_is_not_told_before_it_is_published(place, make_sheet):
    sheet = make_sheet("ouverte")
    sheet.body = [("place", {"place": place, "text": ""})]
    revision = sheet.save_revision()
    assert titles(place) == []
    revision.publish()
    version._latest = None
    assert titles(place) == ["Ouverte"]


def test_a_testimonial_knows_the_sheets_that_cite_it_in_a_list_or_in_a_block(make_testimonial, make_sheet):
    maria = make_testimonial("maria")
    make_sheet("liste", related_testimonials=[RelatedTestimonial(testimonial=maria)])
    make_sheet("bloc", body=[("testimonial", {"page": maria, "text": ""})])
    assert [sheet["title"] for sheet in maria.citing_sheets(Gate.public())] == ["Liste", "Bloc"]


def test_what_no_sheet_speaks_of_costs_nothing_once_it_is_known(place, make_sheet, make_place):
    make_sheet("montre", body=[("place", {"place": place, "text": ""})])
    other, gate = make_place("autre"), Gate.public()
    with CaptureQueriesContext(connection) as first:
        assert sheets_citing(gate, other.pk) == []
    with CaptureQueriesContext(connection) as then:
        assert contracts.sheets_citing_place(gate, other.pk) == []
    assert (len(first) > 0, len(then)) == (True, 0)
