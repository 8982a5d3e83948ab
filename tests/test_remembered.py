"""What was made once is put back: the same rows, none that was deleted, and made anew where it would not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from core.models import Theme
from home.models import FooterItem, HomePage, StandardPage
from tests.factories.archive import ThemeFactory
from tests.factories.home import StandardPageFactory
from tests.remembered import Remembered

pytestmark = pytest.mark.django_db


class Making(Remembered):
    """Adds a page and a file, changes the front page, empties the footer; `runs` counts how often it did."""

    def __init__(self) -> None:
        super().__init__(self.make)
        self.runs = 0
        self.file = Path(settings.MEDIA_ROOT) / "remembered.txt"

    def make(self) -> None:
        self.runs += 1
        page = StandardPageFactory(parent=HomePage.objects.get(), slug="ajoutee", title="L’été\tà\\la\nmer")
        HomePage.objects.update(draft_title="Autre")
        FooterItem.objects.all().delete()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(page.slug)


@pytest.fixture
def making() -> Iterator[Making]:
    made = Making()
    yield made
    made.file.unlink(missing_ok=True)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_later_call_puts_the_same_rows_back(making):
    assert FooterItem.objects.exists()
    stored = []
    for _ in range(3):
        with undone():
            making()
            stored.append(list(StandardPage.objects.filter(slug="ajoutee").values()))
            assert HomePage.objects.get().draft_title == "Autre"
            assert not FooterItem.objects.exists()
    assert making.runs == 1
    assert stored[0] == stored[1] == stored[2]
    assert stored[0][0]["title"] == "L’été\tà\\la\nmer"


def test_pages_can_be_added_after_it(making):
    for _ in range(2):
        with undone():
            making()
            assert StandardPageFactory(parent=HomePage.objects.get(), slug="suivante").pk


def test_it_runs_again_on_other_rows_and_without_its_file(making):
    with undone():
        making()
    with undone():
        ThemeFactory()
        making()
        assert Theme.objects.exists()
    with undone():
        making()
    assert making.runs == 3
    making.file.unlink()
    with undone():
        making()
    assert making.runs == 4
