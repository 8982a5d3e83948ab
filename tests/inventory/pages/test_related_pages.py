"""What the page of a place links to: testimonials, events and sheets of the guide that refer to it."""

from __future__ import annotations

import re

import pytest
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, EventReportPage
from core.setup import ensure_page
from core.text.slugs import slugify
from inventory.models import SiteProfilePage
from memento.models import ChapterPage, MementoPage, RelatedPlace, SheetPage, TestimonialIndexPage, TestimonialPage
from tests.factories.inventory import SiteProfilePageFactory
from tests.inventory.pages.reading import read

pytestmark = pytest.mark.django_db


def add_testimonial(place: SiteProfilePage, title: str, publish: bool = True) -> None:
    ensure_page(
        TestimonialIndexPage.objects.get(), TestimonialPage, slugify(title), title, {"place": place}, publish=publish
    )


def add_event(place: SiteProfilePage, title: str) -> None:
    ensure_page(EventIndexPage.objects.get(), EventReportPage, slugify(title), title, {"place": place, "date": "2025"})


def add_sheet(place: SiteProfilePage, title: str) -> None:
    chapter = ensure_page(MementoPage.objects.get(), ChapterPage, "murs", "Les murs")
    rows = {"related_places": [RelatedPlace(place=place), RelatedPlace(place=place)]}
    ensure_page(chapter, SheetPage, slugify(title), title, {}, rows)


@pytest.mark.indexed
def test_page_links_to_the_pages_that_refer_to_the_place(client, home):
    place, other = SiteProfilePageFactory.create_batch(2)
    add_testimonial(place, "Ce que nous avons appris")
    add_testimonial(place, "Un brouillon", publish=False)
    add_event(place, "Porte ouverte")
    add_sheet(place, "Trouver des murs")
    html = read(client, place)
    for title, words in (
        ("Témoignages", "Ce que nous avons appris"), ("Évènements ici", "Porte ouverte"),
        ("Cité par le mémento", "Trouver des murs"),
    ):  # fmt: skip
        assert re.search(rf'class="section-head">{title}</h2>', html)
        assert html.count(f">{words}</a>") == 1
    assert "Un brouillon" not in html
    bare = read(client, other)
    assert 'id="evenements"' not in bare
    assert "Porte ouverte" not in bare


def test_private_page_is_linked_for_its_readers_only(client, as_editor, home):
    place = SiteProfilePageFactory()
    add_testimonial(place, "Entre nous")
    PageViewRestriction.objects.create(
        page=TestimonialIndexPage.objects.get(), restriction_type=PageViewRestriction.LOGIN
    )
    assert "Entre nous" not in read(client, place)
    assert "Entre nous" in read(as_editor, place)
