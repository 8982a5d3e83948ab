"""Fixtures of the inventory's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def set_time(monkeypatch) -> Callable[..., datetime]:
    """Make the present a moment of Paris time."""

    def now_is(*moment: int) -> datetime:
        now = datetime(*moment, tzinfo=PARIS)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return now_is
