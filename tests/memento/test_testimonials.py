"""What a testimonial needs to be published, and its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from memento.models import TestimonialPage

VIDEO = ("video", {"title": "Maria raconte", "url": "https://vimeo.com/123456", "transcript": "<p>Mes mots.</p>"})
TEXT = ("text", "<p>Pour finir.</p>")


@pytest.fixture
def told(make_testimonial) -> TestimonialPage:
    return make_testimonial("maria")


def test_a_whole_testimonial_has_no_problem(told):
    assert told.publication_problems() == {}


def test_something_is_to_be_read_or_seen(told, make_testimonial):
    silent = make_testimonial("paul", context="", deed="", body=[TEXT])
    assert "Il n’y a encore rien à lire" in silent.publication_problems()["context"]
    assert make_testimonial("zoe", context="", deed="", body=[VIDEO]).publication_problems() == {}
    for name, _ in TestimonialPage.PARTS:
        alone = TestimonialPage(person=told.person, **{name: "Une phrase."})
        assert alone.publication_problems() == {}


def test_the_consent_is_not_of_a_day_to_come(told):
    told.consent_recorded_on = timezone.localdate()
    assert told.publication_problems() == {}
    told.consent_recorded_on += timedelta(days=1)
    assert "n’est pas encore venu" in told.publication_problems()["consent_recorded_on"]


def test_the_film_comes_before_the_story_and_the_rest_after(client, make_testimonial):
    make_testimonial("maria", body=[TEXT, VIDEO])
    html = client.get("/memento/temoignages/maria/").text
    places = [html.index(words) for words in ("Maria raconte", "Mes mots.", 'id="contexte"', "Pour finir.")]
    assert places == sorted(places)
    assert "en cours de rédaction" not in html


def test_a_film_alone_is_no_empty_page(client, make_testimonial):
    make_testimonial("maria", context="", deed="", body=[VIDEO])
    html = client.get("/memento/temoignages/maria/").text
    assert "Maria raconte" in html
    assert "en cours de rédaction" not in html


def test_programs_get_the_body_in_the_order_that_was_written(client, make_testimonial):
    page = make_testimonial("maria", body=[TEXT, VIDEO])
    body = client.get(f"/api/v3/testimonials/{page.translation_key}/").json()["body"]
    assert [block["type"] for block in body] == ["text", "video"]
