"""What a testimonial needs to be published, and its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from memento.models import TestimonialPage

VIDEO = ("video", {"title": "Maria raconte", "url": "https://vimeo.com/123456", "transcript": "<p>Mes mots.</p>"})
TEXT = ("text", "<p>Pour finir.</p>")


@pytest.fixture
def testimonial(make_testimonial) -> TestimonialPage:
    return make_testimonial("maria")


def test_complete_testimonial_has_no_problem(testimonial):
    assert testimonial.publication_problems() == {}


def test_testimonial_needs_a_text_or_a_video(testimonial, make_testimonial):
    silent = make_testimonial("paul", context="", deed="", body=[TEXT])
    assert "Il n’y a encore rien à lire" in silent.publication_problems()["context"]
    assert make_testimonial("zoe", context="", deed="", body=[VIDEO]).publication_problems() == {}
    for name, _ in TestimonialPage.PARTS:
        alone = TestimonialPage(person=testimonial.person, **{name: "Une phrase."})
        assert alone.publication_problems() == {}


def test_day_of_the_consent_is_not_in_the_future(testimonial):
    testimonial.consent_recorded_on = timezone.localdate()
    assert testimonial.publication_problems() == {}
    testimonial.consent_recorded_on += timedelta(days=1)
    assert "n’est pas encore venu" in testimonial.publication_problems()["consent_recorded_on"]


def test_video_comes_before_the_story_and_other_blocks_after(client, make_testimonial):
    make_testimonial("maria", body=[TEXT, VIDEO])
    html = client.get("/memento/temoignages/maria/").text
    places = [html.index(words) for words in ("Maria raconte", "Mes mots.", 'id="contexte"', "Pour finir.")]
    assert places == sorted(places)
    assert "en cours de rédaction" not in html


def test_video_alone_is_not_an_empty_page(client, make_testimonial):
    make_testimonial("maria", context="", deed="", body=[VIDEO])
    html = client.get("/memento/temoignages/maria/").text
    assert "Maria raconte" in html
    assert "en cours de rédaction" not in html


def test_api_gives_the_body_in_its_stored_order(client, make_testimonial):
    page = make_testimonial("maria", body=[TEXT, VIDEO])
    body = client.get(f"/api/v3/testimonials/{page.translation_key}/").json()["body"]
    assert [block["type"] for block in body] == ["text", "video"]
