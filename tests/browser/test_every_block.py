"""Every block on paper: what a reader finds on the screen is printed."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.factories.guide_blocks import add_sheet_of_every_block, guide_blocks
from tests.factories.memento import add_chapter

#: The words that have a box on the page: their characters, without spaces.
VISIBLE = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let words = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const seen = node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (seen && box.width > 1 && box.height > 1) words += node.data;
  }
  return words.replace(/\\s/g, "");
}"""


def test_all_is_printed(page: Page, home):
    filled = guide_blocks()
    sheet = add_sheet_of_every_block(add_chapter(), filled)
    page.emulate_media(media="print")
    page.goto(sheet.url)
    shown = page.evaluate(VISIBLE)
    assert {name: [w for w in words if "".join(w.split()) not in shown] for name, (_, words) in filled.items()} == {
        name: [] for name in filled
    }
    assert page.locator(".places-map svg").is_visible()
    assert page.locator(".figure img").first.is_visible()
