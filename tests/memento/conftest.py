"""A guide with two chapters, for all tests of the section."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core.models import Theme
from core.spreadsheets import reading, workbook
from home.models import HomePage
from inventory.models import SiteProfilePage
from memento.models import ChapterPage, MementoPage, SheetPage, TestimonialIndexPage, TestimonialPage
from tests.factories.memento import add_chapter, add_place, add_sheet, add_testimonial


@pytest.fixture
def memento(home: HomePage) -> MementoPage:
    return MementoPage.objects.child_of(home).get()


@pytest.fixture(scope="module")
def xlsx_in_this_process() -> Iterator[None]:
    """Read XLSX files without the process of their own, which takes a third of a second to start.

    That process and its limits are tested in `tests/core/spreadsheets/`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_answers_of_process", workbook.answers)
        yield


@pytest.fixture(scope="module")
def stored_chapter(module_db) -> int:
    """The id of a chapter that all tests of a module share."""
    return add_chapter().pk


@pytest.fixture
def chapter(memento: MementoPage) -> ChapterPage:
    return add_chapter()


@pytest.fixture
def second_chapter(memento: MementoPage, chapter: ChapterPage) -> ChapterPage:
    return add_chapter("Tenir", "tenir")


@pytest.fixture
def make_sheet(chapter: ChapterPage) -> Callable[..., SheetPage]:
    def make(slug: str, parent: ChapterPage = chapter, **fields) -> SheetPage:
        return add_sheet(parent, slug, **fields)

    return make


@pytest.fixture
def testimonial_index(memento: MementoPage) -> TestimonialIndexPage:
    return TestimonialIndexPage.objects.child_of(memento).get()


@pytest.fixture
def make_testimonial(home: HomePage) -> Callable[..., TestimonialPage]:
    return add_testimonial


@pytest.fixture
def make_place(home: HomePage) -> Callable[..., SiteProfilePage]:
    return add_place


@pytest.fixture
def theme(db) -> Theme:
    return Theme.objects.create(title="Ruralité", slug="ruralite")
