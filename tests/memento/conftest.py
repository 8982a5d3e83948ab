"""A guide with two chapters, for all tests of the section."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from core.models import Theme
from home.models import HomePage
from inventory.models import InventoryIndexPage, SiteProfilePage
from memento.models import ChapterPage, MementoPage, SheetPage, TestimonialIndexPage, TestimonialPage
from tests.factories.memento import ChapterPageFactory, SheetPageFactory, TestimonialPageFactory


def fresh(page: Page) -> Page:
    """The page as the database has it: treebeard counts children on the instance it is given."""
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def memento(home: HomePage) -> MementoPage:
    return MementoPage.objects.child_of(home).get()


@pytest.fixture
def chapter(memento: MementoPage) -> ChapterPage:
    return ChapterPageFactory(parent=memento, title="Démarrer", slug="demarrer")


@pytest.fixture
def second_chapter(memento: MementoPage, chapter: ChapterPage) -> ChapterPage:
    return ChapterPageFactory(parent=fresh(memento), title="Tenir", slug="tenir")


@pytest.fixture
def make_sheet(chapter: ChapterPage):
    def make(slug: str, parent: ChapterPage = chapter, **fields) -> SheetPage:
        return SheetPageFactory(parent=fresh(parent), slug=slug, title=fields.pop("title", slug.capitalize()), **fields)

    return make


@pytest.fixture
def testimonial_index(memento: MementoPage) -> TestimonialIndexPage:
    return TestimonialIndexPage.objects.child_of(memento).get()


@pytest.fixture
def make_testimonial(testimonial_index: TestimonialIndexPage):
    def make(slug: str, **fields) -> TestimonialPage:
        title = fields.pop("title", slug.capitalize())
        return TestimonialPageFactory(parent=fresh(testimonial_index), slug=slug, title=title, **fields)

    return make


@pytest.fixture
def make_place(home: HomePage):
    def make(slug: str, **fields) -> SiteProfilePage:
        index = InventoryIndexPage.objects.child_of(home).get()
        page = SiteProfilePage(title=slug.capitalize(), slug=slug, **fields)
        return index.add_child(instance=page)

    return make


@pytest.fixture
def theme(db) -> Theme:
    return Theme.objects.create(title="Ruralité", slug="ruralite")
