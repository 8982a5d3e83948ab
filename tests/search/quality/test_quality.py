"""The search answers the questions of `questions.toml` well, and in the same way on both databases.

`answers.json` has the first addresses that each is answered with; `GOLDEN=write` writes it anew.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.golden import assert_golden
from tests.search.quality.measure import mean, measure

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
ANSWERS = Path(__file__).with_name("answers.json")
#: The day of the demonstration's events to come, and of the questions: a Wednesday.
NOW = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Europe/Paris"))
#: `make search-quality` asks for more; below this the search is broken.
TARGET = 0.9


@pytest.fixture(scope="module")
def judged(module_db):
    """The questions, judged. Not with `tests.remembered`, whose demonstration is dated from the real day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW)
        call_command("load_demo", verbosity=0)
        return measure()


def test_the_questions_are_answered_well(judged):
    assert mean(judged) >= TARGET
    assert [row.text for row in judged if not row.is_negative and not row.answers] == []
    assert [row.text for row in judged if row.is_negative and not row.score] == []


def test_the_answers_are_the_same_on_both_databases(judged):
    assert_golden(ANSWERS, {row.text: row.answers[:5] for row in judged})
