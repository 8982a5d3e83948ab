"""What the screenshots tell of a page is wrong with it, and nothing else is."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.screenshots.camera import LOOK, WINDOWS, Camera
from tests.screenshots.states import State

GOOD = '<p>Tout va bien.</p><div style="overflow-x: auto"><p style="width: 3000px">Défile</p></div>'
BAD = '<table class="large" style="width: 3000px"><tr><td>x</table><img src="data:image/png,">'


def test_faults_of_layout_are_seen_and_what_scrolls_by_itself_is_none(browser: Browser):
    page = browser.new_page()
    page.set_content(GOOD)
    assert page.evaluate(LOOK) == []
    page.set_content(BAD)
    overflow, broken, unsized = page.evaluate(LOOK)
    page.close()
    assert "défilement horizontal" in overflow
    assert "image cassée" in broken
    assert "image sans dimensions : body > img" in unsized


def test_what_a_page_asks_elsewhere_and_complains_of_is_noted(browser: Browser):
    def answer(route) -> None:
        route.fulfill(
            content_type="text/html",
            headers={"Content-Security-Policy": "script-src 'none'"},
            body='<!doctype html><p>x</p><img src="http://ailleurs.invalid/x.png"><script>1</script>',
        )

    camera = Camera(browser, "http://localhost:1")
    window = WINDOWS[0]
    with camera.context("", window) as context:
        context.route("http://localhost:1/**", answer)
        page = context.new_page()
        faults = " ".join(camera.visit(page, State("x", "X", "/")))
    assert "demande à un autre hôte : http://ailleurs.invalid/x.png" in faults
    assert "politique de sécurité" in faults
