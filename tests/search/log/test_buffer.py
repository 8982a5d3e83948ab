"""Counts wait in the process and are written together."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import OperationalError

from search.log import buffer as module
from search.log.buffer import Buffer
from search.log.store import Count

DAY = date(2026, 3, 2)


@pytest.fixture
def saved() -> list[list[Count]]:
    return []


def test_counts_of_a_question_become_one(saved):
    buffer = Buffer(saved.append)
    buffer.shown("visio", DAY, 3)
    buffer.chosen("visio", DAY)
    buffer.shown("visio", DAY, 4)
    buffer.shown("salle", DAY, 0)
    assert saved == []
    buffer.flush()
    assert saved == [[Count("visio", DAY, asked=2, answers=4, chosen=1), Count("salle", DAY, asked=1)]]
    buffer.flush()
    assert len(saved) == 1


def test_a_flood_of_questions_does_not_fill_the_memory(saved, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    buffer = Buffer(saved.append)
    for number in range(5):
        buffer.shown(f"q {number}", DAY, 1)
    buffer.shown("q 0", DAY, 1)
    buffer.flush()
    assert [(count.text, count.asked) for count in saved[0]] == [("q 0", 2), ("q 1", 1)]


def test_a_locked_database_loses_counts_and_stops_nothing(caplog):
    def fail(counts: list[Count]) -> None:
        raise OperationalError("database is locked")

    buffer = Buffer(fail)
    buffer.shown("visio", DAY, 1)
    buffer.flush()
    assert "1 counted questions were lost" in caplog.text


def test_a_thread_writes_after_a_pause(settings):
    settings.SEARCH_LOG_PAUSE = 0.01
    written = threading.Event()
    threads: list[threading.Thread] = []

    def save(counts: list[Count]) -> None:
        threads.append(threading.current_thread())
        written.set()

    buffer = Buffer(save)
    for _ in range(2):
        buffer.shown("visio", DAY, 1)
        assert written.wait(5)
        written.clear()
        threads[-1].join(5)
    assert threading.current_thread() not in threads
