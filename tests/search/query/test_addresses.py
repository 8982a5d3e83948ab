"""A door and the page that it leads to are one result."""

from __future__ import annotations

import pytest

from core.visibility.gate import Gate
from inventory.models import InventoryIndexPage
from memento.models import MementoPage
from search.query.facets import Filters
from search.query.results import search
from search.query.suggestions import suggestions_for
from tests.factories.memento import ChapterPageFactory, DiagnosticPageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def pages(module_db):
    inventory = InventoryIndexPage.objects.get()
    inventory.title, inventory.introduction = "Inventaire", "Tous les lieux, et leur carte."
    inventory.save_revision().publish()
    guide = MementoPage.objects.get()
    ChapterPageFactory(parent=guide, title="Démarrer", introduction="Réunir les premières personnes.")
    DiagnosticPageFactory(parent=guide, title="Où en est votre projet ?", introduction="Un autodiagnostic.")


def rows(text, **filters):
    found = search(Gate.public(), text, Filters(**filters))
    assert found.count == len(found.items)
    assert sum(row["count"] for row in found.facets.type) >= found.count
    return [(row["kind"], row["title"]) for row in found.items]


def addresses(text):
    return [row["url"] for row in search(Gate.public(), text).items]


def test_a_chapter_is_found_by_its_title_and_introduction(pages):
    assert ("page", "Démarrer") in rows("démarrer")
    assert ("page", "Démarrer") in rows("réunir personnes")


def test_the_page_stands_for_its_name_and_the_door_for_what_it_does(pages):
    assert rows("inventaire")[0] == ("page", "Inventaire")
    assert rows("carte")[0] == ("door", "La carte des lieux")


@pytest.mark.parametrize("text", ["inventaire", "carte", "tous les lieux", "mémento", "guide", "agenda", "évènements"])
def test_no_address_stands_twice(pages, text):
    assert len(set(addresses(text))) == len(addresses(text)) > 0
    urls = [row["url"] for row in suggestions_for(Gate.public(), text)]
    assert len(set(urls)) == len(urls)


def test_a_page_of_its_own_kind_takes_the_place_of_its_door(pages):
    assert rows("autodiagnostic")[0] == ("diagnostic", "Où en est votre projet ?")
    assert rows("autodiagnostic", type=["diagnostic"]) == [("diagnostic", "Où en est votre projet ?")]


def test_a_door_stays_where_its_page_does_not_answer(pages):
    assert ("door", "Faire l’autodiagnostic") in rows("quiz")
