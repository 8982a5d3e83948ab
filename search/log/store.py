"""Writing counts of questions, and forgetting them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from search.models import AskedQuestion

#: Maximum number of questions of a day, against programs that send random ones.
MOST_OF_A_DAY = 2_000
#: Maximum of each number that one process adds at once.
MOST_AT_ONCE = 10_000
#: Days after which questions that were asked only once are deleted, and all others.
ONCE_DAYS, ALL_DAYS = 30, 400
#: Rows of one statement: SQLite takes few parameters.
ROWS = 100

WRITE = """
    INSERT INTO search_askedquestion (text, day, asked, answers, chosen) VALUES {rows}
    ON CONFLICT (text, day) DO UPDATE SET
        asked = search_askedquestion.asked + excluded.asked,
        answers = CASE WHEN excluded.asked > 0 THEN excluded.answers ELSE search_askedquestion.answers END,
        chosen = search_askedquestion.chosen + excluded.chosen
"""


@dataclass(frozen=True)
class Count:
    """How often a question was asked on a day, the last number of its results, and how many were chosen."""

    text: str
    day: date
    asked: int = 0
    answers: int = 0
    chosen: int = 0

    def __add__(self, later: Count) -> Count:
        return Count(
            self.text,
            self.day,
            min(self.asked + later.asked, MOST_AT_ONCE),
            later.answers if later.asked else self.answers,
            min(self.chosen + later.chosen, MOST_AT_ONCE),
        )


def write(counts: list[Count]) -> None:
    """Add counts to the rows of their days. Once a day has 2,000 questions, new ones are dropped.

    Processes that write at the same time may exceed that number by what they have.
    """
    with transaction.atomic():
        _insert(_within_limit(counts))


def forget(today: date) -> int:
    """Delete questions older than 400 days, and those asked only once after 30 days; return the number of rows."""
    questions = AskedQuestion.objects.order_by()
    rare = questions.values("text").annotate(total=Sum("asked")).filter(total__lte=1).values("text")
    old, _ = questions.filter(day__lt=today - timedelta(days=ALL_DAYS)).delete()
    once, _ = questions.filter(day__lt=today - timedelta(days=ONCE_DAYS), text__in=rare).delete()
    return old + once


def _within_limit(counts: list[Count]) -> list[Count]:
    """Return the counts of questions that have a row, and of as many others as their day has room for."""
    result = []
    for day in sorted({count.day for count in counts}):
        todays = [count for count in counts if count.day == day]
        rows = AskedQuestion.objects.filter(day=day).order_by()
        known = set(rows.filter(text__in=[count.text for count in todays]).values_list("text", flat=True))
        new = [count for count in todays if count.text not in known]
        room = max(MOST_OF_A_DAY - rows.count(), 0) if new else 0
        result += [count for count in todays if count.text in known] + new[:room]
    return result


def _insert(counts: list[Count]) -> None:
    # In one order, so that processes that write the same questions never wait for each other in a circle.
    counts = sorted(counts, key=lambda count: (count.day, count.text))
    with connection.cursor() as cursor:
        for start in range(0, len(counts), ROWS):
            part = counts[start : start + ROWS]
            values = [value for c in part for value in (c.text, c.day, c.asked, c.answers, c.chosen)]
            cursor.execute(WRITE.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(part))), values)
