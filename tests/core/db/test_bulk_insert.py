from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from core.db import bulk_insert as module
from core.db.bulk_insert import bulk_insert

pytestmark = pytest.mark.django_db


def _revisions(*contents: object, **values: object) -> list[Revision]:
    page_type = ContentType.objects.get_for_model(Page)
    given = {
        "content_type": page_type,
        "base_content_type": page_type,
        "object_id": "1",
        "object_str": "« 100 % »",
        "created_at": timezone.now(),
        **values,
    }
    return [Revision(content=content, **given) for content in contents]


@contextmanager
def _values_at_most(number: int) -> Iterator[None]:
    if connection.vendor != "sqlite":  # others have no such limit, and nothing to set
        yield
        return
    connection.ensure_connection()
    usual = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, number)
    try:
        yield
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, usual)


def _contents(pks: list[int]) -> list[object]:
    rows = Revision.objects.in_bulk(pks)
    return [rows[pk].content for pk in pks]


def test_rows_get_their_own_values_and_the_shared_ones(django_assert_num_queries):
    revisions = _revisions({"title": "L’Étape"}, {"title": "Le 'K%s'"}, {"title": None})
    with django_assert_num_queries(1):
        pks = bulk_insert(Revision, revisions)

    assert _contents(pks) == [{"title": "L’Étape"}, {"title": "Le 'K%s'"}, {"title": None}]
    assert {row.object_str for row in Revision.objects.filter(pk__in=pks)} == {"« 100 % »"}


@pytest.mark.parametrize("number", [1, 3])
def test_rows_may_share_every_value(number):
    pks = bulk_insert(Revision, _revisions(*[{}] * number))

    assert len(set(pks)) == number
    assert _contents(pks) == [{}] * number


@pytest.mark.parametrize(
    "contents", [({"open": True}, {"open": 1}), ([0], [False]), (1, True), (False, 0), (1, 1.0), ("", ""), ({}, {})]
)
def test_values_that_python_alone_finds_equal_are_not_shared(contents):
    pks = bulk_insert(Revision, _revisions(*contents))

    assert [json.dumps(content) for content in _contents(pks)] == [json.dumps(content) for content in contents]


def test_a_statement_has_no_more_values_than_the_database_takes():
    """By default SQLite is built for 32,766, that of Debian for 250,000."""
    with _values_at_most(40):
        pks = bulk_insert(Revision, _revisions(*range(1, 101)))

    assert _contents(pks) == list(range(1, 101))


def test_many_rows_are_inserted_in_their_order(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)

    pks = bulk_insert(Revision, _revisions(*range(1, 9)))

    assert _contents(pks) == list(range(1, 9))


def test_nothing_is_inserted_without_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert bulk_insert(Revision, []) == []


def test_a_value_that_the_database_refuses_inserts_no_row():
    before = Revision.objects.count()

    with pytest.raises(DatabaseError), transaction.atomic():
        bulk_insert(Revision, _revisions({"a": 1}, {"a": 2}, base_content_type=None))

    assert Revision.objects.count() == before
    assert connection.is_usable()
