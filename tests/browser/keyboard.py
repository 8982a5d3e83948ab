"""The keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

MOST = 400  # more stops than any page has


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    expect(target).to_be_attached()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is out of reach")
