"""Renaming a block: rows, revisions and drafts follow, and come back when the migration is undone."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from wagtail.models import Revision

from core.db.operations import RenameBlock
from memento.models import SheetPage, TestimonialPage

pytestmark = pytest.mark.django_db
OLD = {"type": "good_practice", "id": "a", "value": {"title": "Un mardi ouvert"}}
TEXT = {"type": "text", "id": "b", "value": "<p>Reste</p>"}
MIGRATION = import_module("memento.migrations.0004_rename_good_practice").Migration


def store(page) -> None:
    """Write the block as it was called, in the row and in its revisions."""
    table = page._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET body = %s WHERE page_ptr_id = %s",
            [json.dumps([OLD, TEXT]), page.pk],
        )
    for _ in range(2):
        page.save_revision()
    for revision in Revision.objects.for_instance(page):
        revision.content["body"] = json.dumps([TEXT, OLD])
        revision.save(update_fields=["content"])


def types(page) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT body FROM {page._meta.db_table} WHERE page_ptr_id = %s",
            [page.pk],
        )
        raw = cursor.fetchone()[0]
    return [child["type"] for child in (json.loads(raw) if isinstance(raw, str) else raw)]


def revision_types(page) -> list[list[str]]:
    return [
        [child["type"] for child in json.loads(revision.content["body"])]
        for revision in Revision.objects.for_instance(page)
    ]


def run(way: str) -> None:
    for operation in MIGRATION.operations:
        getattr(operation, way)(apps, None)


@pytest.fixture
def sheet(make_sheet) -> SheetPage:
    return make_sheet("avant")


@pytest.fixture
def testimonial(make_testimonial) -> TestimonialPage:
    return make_testimonial("maria")


def test_rows_and_revisions_are_renamed_and_restored(sheet, testimonial):
    for page in (sheet, testimonial):
        store(page)
    run("code")
    for page in (sheet, testimonial):
        assert types(page) == ["practice", "text"]
        assert revision_types(page) == [["text", "practice"]] * 2
    run("reverse_code")
    for page in (sheet, testimonial):
        assert types(page) == ["good_practice", "text"]
        assert revision_types(page) == [["text", "good_practice"]] * 2


def test_value_of_the_renamed_block_is_unchanged(sheet, client):
    store(sheet)
    run("code")
    page = SheetPage.objects.get(pk=sheet.pk)
    assert page.body.raw_data[0] == {**OLD, "type": "practice"}
    assert "Un mardi ouvert" in client.get(sheet.url).text


def test_page_without_blocks_and_revision_without_the_field_are_unchanged(sheet):
    sheet.save_revision()
    revision = Revision.objects.for_instance(sheet).get()
    del revision.content["body"]
    revision.save(update_fields=["content"])
    run("code")
    run("reverse_code")
    assert types(sheet) == []
    assert "body" not in Revision.objects.get(pk=revision.pk).content


def test_the_migration_renames_in_every_field_that_has_the_block():
    """A field left out would lose its blocks without a word."""
    renamed = {(operation.model_name, operation.field_name) for operation in MIGRATION.operations}
    assert renamed == {("SheetPage", "body"), ("TestimonialPage", "body")}
    assert all(isinstance(operation, RenameBlock) and operation.reversible for operation in MIGRATION.operations)


def test_renamed_field_of_a_testimonial_keeps_its_text(testimonial):
    migration = import_module("memento.migrations.0005_testimonial_deed")
    testimonial.save_revision()
    migration.backwards(apps, None)
    content = Revision.objects.for_instance(testimonial).get().content
    assert (content["action"], "deed" in content) == ("Ouvrir chaque mardi.", False)
    migration.forwards(apps, None)
    assert Revision.objects.for_instance(testimonial).get().content["deed"] == "Ouvrir chaque mardi."
    assert testimonial.get_latest_revision_as_object().deed == "Ouvrir chaque mardi."
