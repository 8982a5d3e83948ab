"""One chapter for the tests of a module; where asked for, a value of every block and a sheet that holds them all."""

from __future__ import annotations

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from memento.models import ChapterPage, SheetPage
from tests.factories.guide_blocks import Filled, add_sheet_of_every_block, guide_blocks
from tests.memento.blocks.output import SCHEMA_URL, validator


@pytest.fixture
def chapter(stored_chapter: int) -> ChapterPage:
    return ChapterPage.objects.get(pk=stored_chapter)


@pytest.fixture(scope="module")
def filled(module_db) -> dict[str, Filled]:
    return guide_blocks()


@pytest.fixture(scope="module")
def stored_sheet(stored_chapter: int, filled: dict[str, Filled]) -> int:
    return add_sheet_of_every_block(ChapterPage.objects.get(pk=stored_chapter), filled).pk


@pytest.fixture
def sheet(stored_sheet: int) -> SheetPage:
    """A published sheet that holds each block once."""
    return SheetPage.objects.get(pk=stored_sheet)


@pytest.fixture(scope="module")
def schema(module_db) -> Draft202012Validator:
    """The validator of the schema that this site publishes."""
    return validator(Client().get(SCHEMA_URL).json())
