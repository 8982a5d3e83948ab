"""The sheets that cite a place or a testimonial, in a list, in a block or in a link."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core import contracts
from core.visibility import version
from core.visibility.gate import Gate
from memento.models import RelatedPlace, RelatedTestimonial, SharedBlock
from memento.pages.citations import sheets_citing
from memento.pages.testimonial import citing_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def shared(name: str, body: list, **fields) -> SharedBlock:
    block = SharedBlock(name=name, body=body, **fields)
    block.save()
    return block


def titles(place) -> list[str]:
    return [card["title"] for card in contracts.sheets_citing_place(Gate.public(), place.pk)]


@pytest.fixture
def place(make_place):
    return make_place("forge")


def test_sheets_that_list_show_map_or_link_a_place(place, make_sheet):
    make_sheet("liste", related_places=[RelatedPlace(place=place)])
    make_sheet("montre", body=[("place", {"place": place, "text": ""})])
    make_sheet("carte", body=[("places_map", {"title": "Ici", "places": [place]})])
    make_sheet("lie", body=[("text", f'<p><a linktype="page" id="{place.pk}">la forge</a></p>')])
    make_sheet("muette")
    assert titles(place) == ["Liste", "Montre", "Carte", "Lie"]


def test_sheet_that_cites_a_place_twice_is_listed_once(place, make_sheet):
    body = [("place", {"place": place, "text": ""}), ("place", {"place": place, "text": "Encore"})]
    make_sheet("bavarde", related_places=[RelatedPlace(place=place)], body=body)
    assert titles(place) == ["Bavarde"]


def test_sheets_that_cite_a_place_in_a_published_shared_block(place, make_sheet):
    block = shared("Contacts", [("place", {"place": place, "text": ""})])
    make_sheet("une", body=[("shared", {"block": block})])
    make_sheet("autre", body=[("shared", {"block": block})])
    assert titles(place) == ["Une", "Autre"]
    block.unpublish()
    version._latest = None
    assert titles(place) == []


def test_drafts_and_private_sheets_are_not_listed(place, make_sheet):
    make_sheet("brouillon", live=False, body=[("place", {"place": place, "text": ""})])
    private = make_sheet("reservee", body=[("place", {"place": place, "text": ""})])
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert titles(place) == []


def test_citation_in_a_draft_of_a_live_sheet_is_not_listed(place, make_sheet):
    sheet = make_sheet("ouverte")
    sheet.body = [("place", {"place": place, "text": ""})]
    revision = sheet.save_revision()
    assert titles(place) == []
    revision.publish()
    version._latest = None
    assert titles(place) == ["Ouverte"]


def test_sheets_that_list_or_show_a_testimonial(make_testimonial, make_sheet):
    maria = make_testimonial("maria")
    make_sheet("liste", related_testimonials=[RelatedTestimonial(testimonial=maria)])
    make_sheet("bloc", body=[("testimonial", {"page": maria, "text": ""})])
    assert [sheet["title"] for sheet in citing_sheets(maria, Gate.public())] == ["Liste", "Bloc"]


def test_page_that_no_sheet_cites_takes_no_query_once_known(place, make_sheet, make_place):
    make_sheet("montre", body=[("place", {"place": place, "text": ""})])
    other, gate = make_place("autre"), Gate.public()
    with CaptureQueriesContext(connection) as first:
        assert sheets_citing(gate, other.pk) == []
    with CaptureQueriesContext(connection) as then:
        assert contracts.sheets_citing_place(gate, other.pk) == []
    assert (len(first) > 0, len(then)) == (True, 0)
