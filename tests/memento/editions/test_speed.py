"""Many sheets: queries and processor time of the pages that compare them."""

from __future__ import annotations

import time

import pytest

from core.visibility import version
from memento.models import Edition, SheetPage
from tests.memento.editions.guide import API, GUIDE, publish_editions, text

pytestmark = pytest.mark.django_db


def add_changed_sheets(make_sheet, number: int) -> None:
    """Record an edition of so many further sheets, and change them all."""
    body = [text(n, f"Un paragraphe de la partie {n}, qui dit ce qu’il faut. " * 8) for n in range(20)]
    made = [make_sheet(f"fiche-{n}", body=body) for n in range(number)]
    publish_editions(Edition(number="2"))
    SheetPage.objects.filter(pk__in=[page.pk for page in made]).update(introduction="Autre chose.")
    version.bump()


def test_as_many_queries_for_four_sheets_as_for_one(client, count_queries, sheet, make_sheet):
    publish_editions(Edition(number="1"))
    few, few_api = count_queries(client, GUIDE), count_queries(client, f"{API}editions/1/")
    add_changed_sheets(make_sheet, 3)
    assert count_queries(client, GUIDE) == few
    assert count_queries(client, f"{GUIDE}?depuis=2") <= few + 2
    assert count_queries(client, f"{API}editions/2/") <= few_api + 6


def test_twenty_changed_sheets_take_little_time(client, sheet, make_sheet):
    add_changed_sheets(make_sheet, 20)
    for url in (GUIDE, f"{GUIDE}?depuis=2"):
        times = []
        for _ in range(5):
            started = time.process_time()
            assert client.get(url).status_code == 200
            times.append(time.process_time() - started)
        # Processor time, the least of several: some 0.02 s on a quiet machine.
        assert min(times) < 0.08
