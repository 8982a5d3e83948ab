"""The page of results counts what was searched and what was chosen."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from search.log import views
from search.log.buffer import Buffer
from search.log.store import Count
from tests.factories.inventory import SiteProfilePageFactory


class Counted:
    """What the server has counted, as question, times shown, results and times chosen."""

    def __init__(self) -> None:
        self.counts: list[Count] = []
        self.buffer = Buffer(self.counts.extend)

    def after(self, number: int) -> list[tuple[str, int, int, int]]:
        """Wait for this number of counts."""
        until = time.monotonic() + 10
        while len(self.counts) < number and time.monotonic() < until:
            time.sleep(0.05)
            self.buffer.flush()
        return [(count.text, count.asked, count.answers, count.chosen) for count in self.counts]


@pytest.fixture
def counted(home, monkeypatch) -> Counted:
    SiteProfilePageFactory(title="La Forge", slug="la-forge")
    counted = Counted()
    monkeypatch.setattr(views, "buffer", counted.buffer)
    monkeypatch.setattr(views, "pace", views.Pace())
    return counted


def test_a_shown_page_and_a_chosen_result(page: Page, counted):
    page.goto("/recherche/?q=La+Forge")
    assert counted.after(1) == [("la forge", 1, 1, 0)]
    page.locator("[data-results] a").first.click()
    page.wait_for_url("**/la-forge/")
    assert counted.after(2)[1] == ("la forge", 0, 0, 1)


def test_no_results_and_personal_questions(page: Page, counted):
    for question in ("jeanne@example.org", "ludothèque"):
        page.goto(f"/recherche/?q={question}")
    assert counted.after(1) == [("ludotheque", 1, 0, 0)]


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_scripts_nothing_is_counted(page: Page, counted):
    page.goto("/recherche/?q=La+Forge")
    page.locator("[data-results] a").first.click()
    page.wait_for_url("**/la-forge/")
    counted.buffer.flush()
    assert counted.counts == []
