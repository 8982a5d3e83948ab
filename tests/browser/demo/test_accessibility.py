"""axe on every page in the four modes, and on what opens, is refused or is printed. No rule is left out."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Page as TreePage

from home.models import HomePage
from tests.browser.axe import violations, violations_by_scheme
from tests.browser.demo.conftest import ALL_PAGES

WIDTHS = pytest.mark.parametrize("width", [390, 1280])


def told(found: dict) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False)


@WIDTHS
def test_axe_finds_nothing(page: Page, width):
    page.set_viewport_size({"width": width, "height": 844})
    found = {}
    for name, path in ALL_PAGES.items():
        page.goto(path)
        if broken := violations_by_scheme(page):
            found[name] = broken
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    assert not found, told(found)


@WIDTHS
def test_axe_finds_nothing_in_what_opens_or_is_refused(page: Page, width):
    page.set_viewport_size({"width": width, "height": 844})
    found = {}

    def look(name: str) -> None:
        if broken := violations_by_scheme(page):
            found[name] = broken

    page.goto("/inventaire/")
    if width == 390:
        page.locator("#filtres-tous > summary").click()
    page.locator("#facette-famille > summary").click()
    expect(page.get_by_label("Coworking")).to_be_visible()
    look("filters")
    if width == 390:
        banner = page.get_by_role("banner")
        banner.get_by_role("button", name="Menu", exact=True).click()
        expect(page.get_by_role("navigation", name="Menu principal")).to_be_visible()
        look("menu")
        page.keyboard.press("Escape")
        banner.get_by_role("button", name="Rechercher", exact=True).click()
        expect(banner.get_by_role("combobox")).to_be_visible()
        look("search")

    page.goto("/compte/login/")
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    page.get_by_label("Adresse électronique ou nom d’utilisateur").fill("membre")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look("log-in without a password")
    page.get_by_label("Adresse électronique ou nom d’utilisateur").fill("membre")
    page.get_by_label("Mot de passe", exact=True).fill("faux")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".error-summary")).to_contain_text("mot de passe incorrect")
    look("log-in refused")

    page.goto("/reservee/")
    page.get_by_label("Mot de passe").fill("faux")
    page.get_by_role("button", name="Ouvrir la page").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look("behind a password, refused")
    assert not found, told(found)


def test_axe_finds_nothing_in_print_or_in_the_scheme_one_forces(page: Page):
    page.goto("/")
    page.get_by_role("radio", name="Sombre").check()
    page.goto(ALL_PAGES["sheet"])
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert violations(page) == []
    page.emulate_media(media="print")
    assert violations(page) == []


def test_no_page_type_is_forgotten(live_server):
    """Each type that is there has a page that the tests look at."""
    tree = TreePage.objects.live().filter(depth__gt=1)
    root = HomePage.objects.get().url_path.removesuffix("/")
    looked_at = tree.filter(url_path__in=[root + urlsplit(path).path for path in ALL_PAGES.values()])
    types = "content_type__model"
    assert set(looked_at.values_list(types, flat=True)) == set(tree.values_list(types, flat=True))
