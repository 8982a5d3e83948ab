"""Writing counts, and forgetting them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from search.log import store
from search.log.store import Count, forget, write
from search.models import AskedQuestion

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def rows() -> list[tuple]:
    return list(AskedQuestion.objects.order_by("day", "text").values_list("text", "asked", "answers", "chosen"))


def test_counts_of_a_day_are_added(django_assert_num_queries):
    write([Count("visio", DAY, asked=2, answers=3), Count("salle", DAY, chosen=1)])
    with django_assert_num_queries(4):  # a savepoint and its end, a read, a write
        write([Count("visio", DAY, asked=1, answers=5, chosen=1), Count("salle", DAY, chosen=1)])
    assert rows() == [("salle", 0, 0, 2), ("visio", 3, 5, 1)]


def test_a_choice_leaves_the_number_of_results():
    write([Count("visio", DAY, asked=1, answers=3)])
    write([Count("visio", DAY, chosen=1)])
    write([Count("visio", DAY + timedelta(days=1), asked=1)])
    assert rows() == [("visio", 1, 3, 1), ("visio", 1, 0, 0)]


def test_many_at_once_are_all_written():
    write([Count(f"q {n}", DAY, asked=1) for n in range(store.ROWS * 2 + 1)])
    assert AskedQuestion.objects.count() == store.ROWS * 2 + 1


def test_a_flood_ends_at_the_limit_of_the_day(monkeypatch):
    monkeypatch.setattr(store, "MOST_OF_A_DAY", 3)
    write([Count(f"q {n}", DAY, asked=1) for n in range(5)])
    assert AskedQuestion.objects.count() == 3
    write([Count("q 0", DAY, asked=1), Count("q 9", DAY, asked=1), Count("q 9", DAY + timedelta(days=1), asked=1)])
    assert rows() == [("q 0", 2, 0, 0), ("q 1", 1, 0, 0), ("q 2", 1, 0, 0), ("q 9", 1, 0, 0)]


def test_old_questions_are_forgotten():
    for text, age, asked in (
        ("once", 31, 1), ("once lately", 30, 1), ("chosen only", 31, 0), ("twice", 31, 2), ("on two days", 31, 1),
        ("on two days", 3, 1), ("often", 401, 50), ("often", 400, 50),
    ):  # fmt: skip
        AskedQuestion.objects.create(text=text, day=DAY - timedelta(days=age), asked=asked)
    assert forget(DAY) == 3
    assert sorted(AskedQuestion.objects.values_list("text", flat=True)) == [
        "often", "on two days", "on two days", "once lately", "twice",
    ]  # fmt: skip


def test_the_command_forgets():
    AskedQuestion.objects.create(text="visio", day=timezone.localdate() - timedelta(days=31), asked=1)
    call_command("forget_questions")
    assert rows() == []
