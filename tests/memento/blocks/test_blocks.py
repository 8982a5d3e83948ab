"""The blocks that only the guide has."""

import pytest
from django.template.loader import render_to_string

from core.blocks import Group
from core.blocks.resolver import resolve_value
from core.visibility.gate import Gate
from memento.blocks import GUIDE_BLOCKS, PracticeBlock, TestimonialBlock
from memento.models import SheetPage

pytestmark = pytest.mark.django_db
OWN = dict(GUIDE_BLOCKS)


def test_own_blocks_of_the_guide_have_a_description_and_a_preview():
    for name in ("practice", "testimonial"):
        meta = OWN[name].meta
        assert meta.group == Group.GUIDE
        assert meta.template == f"blocks/{name}.html"
        assert meta.icon
        assert meta.description
        assert meta.preview_value


def test_practice_shows_filled_fields_only():
    raw = {"title": "Un mardi ouvert", "context": "<p>Vallée</p>", "action": "<p>Ouvrir</p>", "means": ""}
    html = render_to_string("blocks/practice.html", {"value": resolve_value(PracticeBlock(), raw, Gate.public())})
    assert "Un mardi ouvert" in html
    assert "<p>Vallée</p>" in html
    assert "Moyens" not in html


def test_testimonial_block_links_to_its_page(make_testimonial):
    page = make_testimonial("maria")
    raw = {"page": page.pk, "text": "À lire avant d’ouvrir."}
    value = resolve_value(TestimonialBlock(), raw, Gate.public())
    assert value["page"]["url"] == "/memento/temoignages/maria/"
    assert 'href="/memento/temoignages/maria/"' in render_to_string("blocks/testimonial.html", {"value": value})


def test_a_testimonial_block_hides_a_draft(make_testimonial):
    page = make_testimonial("maria", live=False)
    value = resolve_value(TestimonialBlock(), {"page": page.pk, "text": "Ses mots"}, Gate.public())
    assert "Ses mots" not in render_to_string("blocks/testimonial.html", {"value": value})


def test_the_body_of_a_sheet_takes_these_blocks():
    assert {"practice", "testimonial", "steps"} <= set(SheetPage._meta.get_field("body").stream_block.child_blocks)
