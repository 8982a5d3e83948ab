"""The demo of the guide where there are no places, and where somebody has begun to write a guide."""

from __future__ import annotations

import pytest

from home.models import HomePage
from memento.demo.load import load
from memento.models import Edition, MementoPage, SheetPage, TestimonialPage
from memento.setup import ensure_tree
from tests.memento.test_demo import blocks_of, make_themes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(module_db) -> None:
    memento = MementoPage.objects.get()
    memento.introduction = "Un brouillon"
    memento.save_revision()
    make_themes()
    load(HomePage.objects.get())


def test_tree_of_the_section_is_made_once(home, memento, testimonial_index):
    assert ensure_tree(home) == [testimonial_index]
    assert (memento.slug, testimonial_index.slug) == ("memento", "temoignages")
    memento.slug = "guide"
    memento.save()
    assert ensure_tree(home) == [testimonial_index]
    assert MementoPage.objects.count() == 1


def test_blocks_that_show_a_place_and_testimonials_are_left_out(client, loaded):
    assert not TestimonialPage.objects.exists()
    kinds = {block["type"] for sheet in SheetPage.objects.all() for block in blocks_of(sheet)}
    assert not kinds & {"place", "places_map", "testimonial"}
    assert client.get(SheetPage.objects.get(number=3).url).status_code == 200


def test_draft_of_the_guide_is_not_published(loaded):
    assert MementoPage.objects.get().introduction == ""
    assert MementoPage.objects.get().get_latest_revision_as_object().introduction == "Un brouillon"
    assert not Edition.objects.exists()
