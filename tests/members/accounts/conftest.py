"""A clock that tests set forward, and callbacks that run although no transaction is committed."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest


@pytest.fixture
def clock(monkeypatch) -> Callable[[float], None]:
    """Stop the clock of the limits. Calling it sets it forward: `clock(60)` is a minute later."""
    now = [time.time()]
    monkeypatch.setattr("core.guards.throttling.time.time", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


@pytest.fixture
def at_once(monkeypatch) -> None:
    """Run `on_commit` callbacks at once: the transaction of a test is never committed."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda callback, **_: callback())
