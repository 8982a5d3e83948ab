"""axe-core on a page as it stands, in every scheme, with all its rules."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Under a name of its own: the admin brings an axe with it, and rules for those who write.
KEEP = "window.axeOfTheTests = axe"
RUN = """async () => (await axeOfTheTests.run({ resultTypes: ["violations"] })).violations.map(
    rule => [rule.id, ...rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160))])"""
SCHEMES = ("light", "dark")


def violations(page: Page) -> list[list[str]]:
    """For each rule that is broken its name, then up to three elements."""
    if not page.evaluate("'axeOfTheTests' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate(KEEP)
    return page.evaluate(RUN)


def violations_by_scheme(page: Page) -> dict[str, list[list[str]]]:
    """The violations of each scheme that has any; the page is loaded once, and changes as at dusk."""
    found = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        if broken := violations(page):
            found[scheme] = broken
    return found
