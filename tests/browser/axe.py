"""axe-core on a page as it stands: all its rules, and those about colours again in the dark scheme."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Under a name of its own: the admin brings an axe with it, and rules for those who write.
KEEP = "window.axeOfTheTests = axe"
RUN = """async runOnly => (await axeOfTheTests.run({ resultTypes: ["violations"], ...runOnly })).violations.map(
    rule => [rule.id, ...rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160))])"""
#: The rules whose result may differ between schemes.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def violations(page: Page, options: dict[str, object] | None = None) -> list[list[str]]:
    """Return the name of each rule that is broken, followed by up to three elements."""
    if not page.evaluate("'axeOfTheTests' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate(KEEP)
    return page.evaluate(RUN, options or {})


def violations_by_scheme(page: Page) -> dict[str, list[list[str]]]:
    """Return the violations of each scheme that has any. The page is loaded once and changes its scheme, as at dusk."""
    page.emulate_media(color_scheme="light")
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    dark = violations(page, COLOURS)
    return {scheme: broken for scheme, broken in (("light", light), ("dark", dark)) if broken}
