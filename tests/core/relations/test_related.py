"""« En rapport » at the end of a page."""

from __future__ import annotations

import pytest

from archive.models import EventIndexPage
from core.models import PageTheme
from core.relations.related import MOST, SAME_KIND, related_pages
from core.visibility.gate import Gate
from tests.factories.archive import EventReportPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def titles(page, gate: Gate | None = None, shown: set[str] = frozenset()) -> list[tuple[str, str]]:
    return [(item.card["title"], item.reason) for item in related_pages(gate or Gate.public(), page, shown)]


def test_pages_that_refer_to_it_come_before_those_that_share_a_theme(network):
    network.publication.page_themes = [PageTheme(theme=network.bikes)]
    network.publication.save()
    assert titles(network.event) == [
        ("La démarche", "Y renvoie"),
        ("Aller au travail", "Même thème : Vélo"),
    ]


def test_what_the_page_shows_already_is_left_out(network):
    assert titles(network.event, shown={network.text.url}) == []
    assert titles(network.text) == []  # its own text leads to the event


def test_private_pages_are_left_out(network, close):
    close(network.text)
    assert titles(network.event) == []


def test_drafts_are_left_out(network):
    network.text.unpublish()
    assert titles(network.event) == []


def test_themes_do_not_fill_the_list_with_one_kind(network):
    for number in range(MOST):
        EventReportPageFactory(
            parent=EventIndexPage.objects.get(),
            title=f"Autre {number}",
            date=f"201{number}",
            page_themes=[PageTheme(theme=network.bikes)],
        )
    others = [title for title, reason in titles(network.event) if reason.startswith("Même thème")]
    assert others == [f"Autre {MOST - 1 - number}" for number in range(SAME_KIND)]


def test_it_stands_on_the_page(client, network):
    text = client.get(network.event.url).text
    assert "En rapport" in text
    assert "Y renvoie" in text
    assert 'href="/themes/velo/"' in text


def test_the_number_of_queries_does_not_grow(client, network, count_queries):
    before = count_queries(client, network.event.url)
    for number in range(5):
        EventReportPageFactory(
            parent=EventIndexPage.objects.get(),
            title=f"Autre {number}",
            page_themes=[PageTheme(theme=network.bikes)],
            introduction="…",
        )
    assert count_queries(client, network.event.url) <= before + 2  # the cards and their images, none before
