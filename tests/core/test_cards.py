"""The derived row of each page: there as soon as the page is, seen by those who see the page."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core import cards
from core.models import Card, SillonImage
from core.visibility.gate import Gate
from home.models import HomePage
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home):
    return StandardPageFactory(
        parent=home, slug="page", title="Page", introduction="Le début.", verified_on=date(2026, 3, 1)
    )


def shown() -> list[str]:
    gate = Gate.public()
    return [row["title"] for row in cards.rows(gate, cards.visible(gate).filter(kind="page"))]


def test_a_published_page_has_its_card(page):
    card = Card.objects.get(page=page)
    assert (card.kind, card.title, card.summary, card.verified_on) == ("page", "Page", "Le début.", date(2026, 3, 1))


def test_the_card_follows_the_page(page):
    page.title, page.introduction = "Autre titre", "Une autre introduction."
    page.save_revision().publish()
    assert list(Card.objects.filter(page=page).values_list("title", "summary")) == [
        ("Autre titre", "Une autre introduction.")
    ]


def test_a_draft_of_a_published_page_does_not_change_its_card(page):
    page.title = "Pas encore"
    page.save_revision()
    assert Card.objects.get(page=page).title == "Page"


def test_the_card_of_a_draft_or_of_a_private_page_is_not_shown(page, home):
    StandardPageFactory(parent=HomePage.objects.get(pk=home.pk), slug="brouillon", title="Brouillon", live=False)
    assert shown() == ["Page"]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert shown() == []


def test_an_unpublished_page_leaves_the_lists_and_comes_back(page):
    page.unpublish()
    assert shown() == []
    page.save_revision().publish()
    assert shown() == ["Page"]


def test_a_deleted_page_takes_its_card_along(page):
    page.delete()
    assert not Card.objects.filter(title="Page").exists()


def test_a_page_type_without_a_kind_has_no_card(home):
    assert not Card.objects.filter(page=home).exists()


def test_the_address_of_a_card_follows_a_move(page, home):
    parent = StandardPageFactory(parent=HomePage.objects.get(pk=home.pk), slug="parent")
    page.refresh_from_db()
    page.move(parent, pos="last-child")
    gate = Gate.public()
    assert cards.rows(gate, cards.visible(gate).filter(page=page))[0]["url"] == "/parent/page/"


def test_the_social_image_stands_in_for_a_missing_one(page):
    image = SillonImage.objects.create(title="x", file=ContentFile(DRAWING, "x.svg"))
    page.social_image = image
    page.save_revision().publish()
    gate = Gate.public()
    row = cards.rows(gate, cards.visible(gate).filter(page=page))[0]
    assert row["image"]["id"] == image.pk
    image.delete()
    assert cards.rows(gate, cards.visible(gate).filter(page=page))[0]["image"] is None


def test_cards_of_all_kinds_take_three_queries(page, home, django_assert_num_queries):
    image = SillonImage.objects.create(title="x", width=1, height=1, file="x.svg")
    for _ in range(5):
        SiteProfilePageFactory(social_image=image)
    gate = Gate.public()
    with django_assert_num_queries(3):
        rows = cards.rows(gate, cards.visible(gate))
    assert {row["kind_label"] for row in rows} == {"Page", cards.KINDS["place"]}


def test_many_pages_are_written_at_once_and_again(page, home):
    pages = [page, *(SiteProfilePageFactory() for _ in range(3))]
    Card.objects.all().delete()

    def queries(some) -> int:
        with CaptureQueriesContext(connection) as captured:
            cards.write(some)
        return len([query for query in captured if "core_card" in query["sql"]])

    assert queries([page]) == queries([*pages, home]) == 1
    assert Card.objects.count() == 4


@pytest.mark.parametrize(
    ("pictures", "repeats"),
    [
        ([], False),
        ([1, 1], False),
        ([1, 2, 1, 1], True),
        (["event", "event", 1, 2], False),
        (["event", "event", "publication", "event"], True),
    ],
)
def test_a_picture_on_more_than_two_cards_is_a_repetition(pictures, repeats):
    rows = [
        {"image": None, "drawing": shown} if isinstance(shown, str) else {"image": {"id": shown}, "drawing": "event"}
        for shown in pictures
    ]
    assert cards.repeats_picture(rows) is repeats
