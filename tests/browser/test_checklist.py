"""A list to tick: what is ticked stays on the reader's device, whatever the order of its points."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from home.models import StandardPage
from tests.browser import axe
from tests.factories.home import StandardPageFactory

POINTS = ["La fibre est raccordée", "L’assurance est souscrite", "Les clés sont faites"]
REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused') } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


def body(*points: str) -> list[dict]:
    value = {"title": "Avant d’ouvrir", "items": list(points)}
    return [{"type": "checklist", "id": "6f2c", "value": value}]


@pytest.fixture
def listed(home) -> StandardPage:
    made = StandardPageFactory(parent=home, title="Ouvrir", slug="ouvrir")
    return rewritten(made, *POINTS)


def rewritten(page: StandardPage, *points: str) -> StandardPage:
    page.body = page.body.stream_block.to_python(body(*points))
    page.save_revision().publish()
    return page


def test_ticks_stay_when_the_page_is_read_again_in_another_order(page: Page, listed):
    page.goto("/ouvrir/")
    done = page.locator("output")
    expect(done).to_have_text("0 sur 3")
    page.get_by_label("L’assurance est souscrite").focus()
    page.keyboard.press("Space")
    page.get_by_label("Les clés sont faites").check()
    expect(done).to_have_text("2 sur 3")
    expect(page.get_by_text("Vos coches restent sur cet appareil.")).to_be_visible()

    rewritten(listed, "Les clés sont faites", "Le bail est signé", "L’assurance est souscrite")
    page.goto("/ouvrir/")
    expect(page.get_by_label("Les clés sont faites")).to_be_checked()
    expect(page.get_by_label("L’assurance est souscrite")).to_be_checked()
    expect(page.get_by_label("Le bail est signé")).not_to_be_checked()

    page.get_by_role("button", name="Tout décocher").click()
    expect(done).to_have_text("0 sur 3")
    page.reload()
    expect(done).to_have_text("0 sur 3")
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("script", [REFUSED, FULL], ids=["refused", "full"])
def test_a_device_that_keeps_nothing_is_no_error(page: Page, listed, script):
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(script)
    page.goto("/ouvrir/")
    page.get_by_label(POINTS[0]).check()
    expect(page.locator("output")).to_have_text("1 sur 3")
    expect(page.get_by_text("Vos coches restent sur cet appareil.")).to_be_hidden()
    assert wrong == []


def test_what_is_kept_and_cannot_be_read_counts_as_nothing(page: Page, listed):
    page.goto("/ouvrir/")
    page.evaluate("key => localStorage.setItem(key, '{')", f"coches/{listed.pk}/6f2c")
    page.reload()
    expect(page.locator("output")).to_have_text("0 sur 3")


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_there_are_boxes_and_nothing_that_would_not_work(page: Page, listed):
    page.goto("/ouvrir/")
    page.get_by_label(POINTS[0]).check()
    for text in ("Tout décocher", "Vos coches restent", "sur 3"):
        expect(page.get_by_text(text)).to_be_hidden()


def test_it_is_within_everyone_s_reach_and_printed_with_empty_boxes(page: Page, listed):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/ouvrir/")
    page.get_by_label(POINTS[0]).check()
    assert axe.violations_by_scheme(page) == {}
    for label in page.locator(".checklist label").all():
        assert label.bounding_box()["height"] >= 44
    page.emulate_media(media="print")
    assert page.get_by_label(POINTS[0]).evaluate("box => getComputedStyle(box).appearance") == "none"
    expect(page.get_by_role("button", name="Tout décocher")).to_be_hidden()
