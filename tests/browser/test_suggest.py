"""Suggestions under the search field: with the keyboard, with the mouse, for axe, and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

LABEL = "Rechercher sur le site"


@pytest.fixture
def pages(home):
    SiteProfilePageFactory(title="La Forge", slug="la-forge", commune="Voiron")
    SiteProfilePageFactory(title="Le Forum", slug="le-forum", commune="Grenoble")
    StandardPageFactory(parent=home, title="Se former", slug="se-former")


@pytest.fixture
def field(page: Page, pages) -> Locator:
    page.goto("/")
    return page.get_by_role("banner").get_by_role("combobox", name=LABEL)


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def active(page: Page) -> Locator:
    return page.locator("[role=option][aria-selected=true]")


def test_with_the_keyboard_alone(page: Page, field):
    field.press_sequentially("for")
    expect(options(page)).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="3 suggestions")).to_have_count(1)

    field.press("ArrowDown")
    first = active(page).text_content()
    expect(field).to_have_attribute("aria-activedescendant", active(page).get_attribute("id"))
    field.press("End")
    expect(active(page)).not_to_have_text(first)
    field.press("ArrowDown")
    expect(active(page)).to_have_count(0)
    field.press("ArrowUp")
    field.press("Home")
    expect(active(page)).to_have_text(first)

    field.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field).to_have_value("for")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(options(page)).to_have_count(3)
    for _ in range(3):
        field.press("ArrowDown")
        if "La Forge" in active(page).text_content():
            break
    expect(active(page)).to_contain_text("La Forge Lieu · Voiron")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/inventaire/la-forge/$"))


def test_enter_without_a_choice_searches(page: Page, field):
    field.press_sequentially("for")
    expect(options(page)).to_have_count(3)
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche/\?q=for$"))


def test_with_the_mouse(page: Page, field):
    field.press_sequentially("forum")
    options(page).get_by_text("Le Forum").click()
    expect(page).to_have_url(re.compile("/inventaire/le-forum/$"))


def test_one_letter_or_nothing_found_shows_no_list(page: Page, field):
    field.press_sequentially("f")
    page.wait_for_timeout(300)
    expect(options(page)).to_have_count(0)
    field.press_sequentially("zzz")
    expect(page.get_by_role("status").filter(has_text="Aucune suggestion")).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "false")


def test_the_list_closes_when_the_field_is_left(page: Page, field):
    field.press_sequentially("for")
    expect(options(page)).to_have_count(3)
    field.press("Tab")
    expect(options(page)).to_have_count(0)


def test_letters_typed_in_a_row_ask_once(page: Page, field):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "suggestions.json" in request.url else None)
    field.press_sequentially("forge", delay=20)
    expect(options(page)).to_have_count(1)
    assert [url.rpartition("q=")[2] for url in asked] == ["forge"]


def test_a_site_that_does_not_answer_leaves_the_search(page: Page, field):
    page.route("**/suggestions.json?**", lambda route: route.abort())
    field.press_sequentially("for")
    page.wait_for_timeout(300)
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche/\?q=for$"))


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_a_script_the_field_searches(page: Page, pages):
    page.goto("/")
    banner = page.get_by_role("banner")
    banner.get_by_role("searchbox", name=LABEL).fill("forge")
    banner.get_by_role("search").get_by_role("button").click()
    expect(page.get_by_role("link", name="La Forge").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_with_the_list_open(page: Page, pages, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/recherche/")
    field = page.get_by_role("main").get_by_role("combobox")
    field.press_sequentially("for")
    expect(options(page)).to_have_count(3)
    field.press("ArrowDown")
    heights = [row.bounding_box()["height"] for row in options(page).all()]
    assert min(heights) >= 44, heights
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
