"""The demo by keyboard alone: what the Tab key reaches, how it shows, and where the focus goes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.demo.conftest import ALL_PAGES
from tests.browser.keyboard import MOST, tab_to

PHONE = {"width": 390, "height": 844}
#: What is wrong with the element that has the focus, in words; null when none has it, or one that had it before.
#: Its ring may stand on what surrounds it: the whole card, the field with its button, the label.
LOOK = """() => {
    const element = document.activeElement;
    window.reached ??= new Set();
    if (!element || element === document.body || reached.has(element)) return null;
    reached.add(element);
    const ringed = node => {
        const style = getComputedStyle(node);
        const clear = /, 0\\)$/.test(style.outlineColor);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !clear;
    };
    const around = [element];
    while (around.length < 5 && around.at(-1).parentElement) around.push(around.at(-1).parentElement);
    const seen = [...element.getClientRects()].some(box => {
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return hit && element.contains(hit);
    });
    const faults = [];
    if (!around.some(ringed)) faults.push("without a ring");
    if (!seen) faults.push("covered");
    return faults.map(fault => `${fault}: ${element.outerHTML.slice(0, 120)}`);
}"""
#: What can be used and has not had the focus. Of radio buttons the Tab key reaches one of a group.
UNREACHED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(node => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.tabIndex >= 0)
    .filter(node => !reached.has(node) && !(node.type === "radio" && !node.checked))
    .map(node => `out of reach: ${node.outerHTML.slice(0, 120)}`)"""


def walk(page: Page) -> list[str]:
    """Press Tab from the top of the page to its end; what is wrong on the way, in words."""
    faults = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        found = page.evaluate(LOOK)
        if found is None:
            return faults + page.evaluate(UNREACHED)
        faults += found
    return [*faults, "no end"]


def drawn_map(page: Page) -> Locator:
    """The markers of the inventory's map, each with its name."""
    expect(page.locator("[data-map]:not([aria-busy]) .map-markers")).to_be_attached()
    expect(page.locator(".map-markers [title^='Lieu,']")).to_have_count(0)
    return page.locator(".map-markers button")


@pytest.mark.parametrize("width", [390, 1280])
def test_all_that_can_be_used_is_reached_in_turn_shows_its_focus_and_is_not_covered(page: Page, width):
    page.set_viewport_size({"width": width, "height": 844})
    faults = {}
    for name in ("home", "inventory", "place", "sheet", "memento", "events", "event", "search", "log-in"):
        page.goto(ALL_PAGES[name])
        if name == "inventory" and width == 1280:
            drawn_map(page)
        if found := walk(page):
            faults[name] = found
    assert faults == {}


def test_a_missing_ring_and_a_covered_link_are_seen(page: Page):
    page.goto("/")
    page.evaluate("document.querySelector('main a').style.outline = 'none'")
    page.evaluate("document.querySelector('.door:has(a)').style.outline = 'none'")
    page.evaluate("document.querySelector('footer').inert = true")
    page.evaluate("""() => {
        const veil = document.createElement("div");
        veil.style.cssText = "position: fixed; inset: 0 0 80% 0; background: white";
        document.querySelector("header").append(veil);
    }""")
    told = " ".join(walk(page))
    assert "without a ring" in told
    assert "covered" in told
    assert "out of reach" in told


def test_the_first_stop_leads_past_the_header(page: Page):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_the_search_of_the_header_is_typed_and_sent(page: Page):
    page.goto("/")
    tab_to(page, page.get_by_role("banner").get_by_role("combobox"))
    page.keyboard.type("fablab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche/\?q=fablab$"))


def test_menu_and_search_of_a_phone_open_close_and_give_the_focus_back(page: Page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    banner = page.get_by_role("banner")
    search, menu = (banner.get_by_role("button", name=name, exact=True) for name in ("Rechercher", "Menu"))
    field = banner.get_by_role("combobox")
    tab_to(page, search)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(search).to_be_focused()

    tab_to(page, menu)
    sheet = page.get_by_role("navigation", name="Menu principal")
    for close in ("Escape", "Enter"):
        page.keyboard.press("Enter")
        expect(sheet).to_be_visible()
        page.keyboard.press("Tab")
        expect(sheet.get_by_role("button", name="Fermer le menu")).to_be_focused()
        page.keyboard.press(close)
        expect(sheet).to_be_hidden()
        expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, sheet.get_by_role("link", name="Mémento"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Mémento")).to_be_visible()


def test_filters_are_opened_ticked_and_sent(page: Page):
    page.set_viewport_size(PHONE)
    page.goto("/inventaire/")
    tab_to(page, page.locator("#filtres-tous > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#facette-famille > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Coworking"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name=re.compile("^Voir .* lieu")))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("famille=coworking"))
    expect(page.get_by_role("list", name="Filtres en cours").get_by_role("link", name="Coworking")).to_be_visible()


def test_a_marker_of_the_map_opens_its_card_and_gets_the_focus_back(page: Page):
    page.goto("/inventaire/")
    drawn_map(page)
    single = page.locator(".map-markers button:not(.is-several)").first
    tab_to(page, single)
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_be_focused()
    page.keyboard.press("Tab")
    expect(card.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(single).to_be_focused()


def test_a_refused_form_takes_the_focus_to_what_is_wrong(page: Page):
    page.goto("/compte/login/")
    tab_to(page, page.get_by_label("Adresse électronique ou nom d’utilisateur"))
    page.keyboard.type("membre")
    tab_to(page, page.get_by_label("Mot de passe", exact=True))
    page.keyboard.type("faux")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()

    page.goto("/compte/password/reset/")
    field = page.locator("main").get_by_role("textbox")
    tab_to(page, field)
    page.keyboard.type("membre@exemple")  # a browser takes this for an address, the site does not
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
