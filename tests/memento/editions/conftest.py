"""A guide with one published sheet, for all tests of a module; each module records its editions."""

from __future__ import annotations

import pytest

from memento.models import ChapterPage, SheetPage, SheetSource, Takeaway
from tests.factories.memento import add_sheet
from tests.memento.editions.guide import publish, text


@pytest.fixture
def chapter(stored_chapter: int) -> ChapterPage:
    return ChapterPage.objects.get(pk=stored_chapter)


@pytest.fixture(scope="module")
def stored_sheet(stored_chapter: int) -> int:
    chapter = ChapterPage.objects.get(pk=stored_chapter)
    body = [text(1, "Louer ou acheter."), text(2, "Le bail.")]
    sheet = add_sheet(chapter, "murs", title="Les murs", number=4, body=body)
    sheet.takeaways = [Takeaway(text="Mesurer avant de louer")]
    sheet.sources = [SheetSource(title="La démarche", author="AUEG", date="2016", url="https://example.org/")]
    return publish(sheet).pk


@pytest.fixture
def sheet(stored_sheet: int) -> SheetPage:
    return SheetPage.objects.get(pk=stored_sheet)
