from __future__ import annotations

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


def test_values_that_python_alone_finds_equal_are_not_shared():
    pks = bulk_insert(Revision, _revisions({"open": True}, {"open": 1}))

    assert [type(content["open"]) for content in _contents(pks)] == [bool, int]


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
