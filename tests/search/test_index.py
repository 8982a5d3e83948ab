"""When the search index is written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.models import IndexEntry

from archive.models import PublicationAuthor, PublicationIndexPage
from tests.factories.archive import PublicationPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
TABLE = IndexEntry._meta.db_table


@pytest.fixture
def place(home):
    return fresh(SiteProfilePageFactory(title="La Forge", slug="la-forge"))


def writes(act) -> bool:
    with CaptureQueriesContext(connection) as queries:
        act()
    return any(TABLE in query["sql"] and not query["sql"].startswith("SELECT") for query in queries)


def titles(client, text: str) -> list[str]:
    return [row["title"] for row in client.get("/recherche/", {"q": text}).context["results"]]


def test_a_draft_leaves_the_index_as_it_is(client, place):
    place.title = "Le Grenier"
    assert not writes(place.save_revision)
    assert titles(client, "forge") == ["La Forge"]
    assert titles(client, "grenier") == []


def test_what_readers_see_is_found_at_once(client, place):
    place.title = "Le Grenier"
    assert writes(place.save_revision().publish)
    assert titles(client, "grenier") == ["Le Grenier"]
    assert titles(client, "forge") == []
    assert writes(lambda: fresh(place).unpublish())
    assert titles(client, "grenier") == []
    assert writes(lambda: fresh(place).delete())


def test_child_rows_are_found_as_soon_as_their_page_is_published(client, home):
    page = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title="Étude", date="2014")
    page.authors = [PublicationAuthor(name="Camille Zébulon")]
    page.save_revision().publish()
    assert titles(client, "zébulon") == ["Étude"]
    page.authors = []
    page.save_revision().publish()
    assert titles(client, "zébulon") == []
