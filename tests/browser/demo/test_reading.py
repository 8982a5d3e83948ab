"""The demo as a reader meets it: every page and every form without JavaScript, enlarged, in the scheme one likes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo.conftest import ALL_PAGES
from tests.screenshots.camera import LOOK, ZOOM

PHONE = {"width": 390, "height": 844}
WITHOUT_SCRIPT = pytest.mark.parametrize("page", [False], indirect=True)
#: Notes which scheme was set when the body began to be read: nothing has been painted then.
SET_BEFORE_PAINT = """new MutationObserver((_, observer) => {
    if (!document.body) return;
    window.themeBeforePaint = document.documentElement.dataset.theme ?? "";
    observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""
#: What moves for longer than a hundredth of a second, or would when its state changes.
MOVES = """() => {
    const long = style => [...style.transitionDuration.split(","), ...style.animationDuration.split(",")]
        .some(time => parseFloat(time) > 0.01);
    const found = document.getAnimations().map(animation => `running: ${animation.constructor.name}`);
    for (const element of document.querySelectorAll("*"))
        for (const part of [null, "::before", "::after", "::backdrop"]) {
            const style = getComputedStyle(element, part);
            if (long(style) || style.scrollBehavior === "smooth")
                found.push(`${element.localName}.${element.className} ${part ?? ""}`);
        }
    return [...new Set(found)];
}"""
#: What is wider than its box: cut off, or written over what stands beside. What is for the ear alone is one pixel wide.
SPILLS = """() => [...document.body.querySelectorAll(":not(svg, svg *, input, .map-frame *)")].filter(element => {
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    return !scrolls && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
        && !element.closest("[aria-hidden=true], .map-frame");
}).map(element => `wider than its box: ${element.outerHTML.slice(0, 120)}`)"""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways or does not fit its box, in words."""
    return [fault for fault in page.evaluate(LOOK) if fault.startswith("défilement")] + page.evaluate(SPILLS)


@WITHOUT_SCRIPT
def test_every_page_reads_without_javascript_and_asks_nothing_elsewhere(page: Page, elsewhere):
    for name, path in ALL_PAGES.items():
        response = page.goto(path)
        assert response.status == (404 if name == "not found" else 200), name
        assert page.locator("html").get_attribute("lang") == "fr", name
        if name != "patterns":  # which shows the head of a page too
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.locator("main")).to_be_visible()
        expect(page.get_by_role("group", name="Apparence")).to_be_hidden()
    assert elsewhere == []


@WITHOUT_SCRIPT
def test_the_forms_are_sent_without_javascript(page: Page, mailoutbox):
    page.goto("/inventaire/")
    page.get_by_label("Nom, commune ou mot").fill("fablab")
    page.locator("#facette-famille > summary").click()
    page.get_by_label("Fablab, makerspace, hackerspace").check()
    page.get_by_role("button", name="Filtrer", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="lieu")).to_be_visible()
    expect(page).to_have_url(re.compile("q=fablab.*famille=fablab"))

    search = page.get_by_role("banner").get_by_role("search")
    search.get_by_role("searchbox").fill("coworking")
    search.get_by_role("button").click()
    expect(page.get_by_role("heading", name="résultat")).to_be_visible()

    page.goto("/ressources/evenements/")
    page.get_by_role("form", name="Filtrer").get_by_role("combobox").first.select_option(index=1)
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("link", name="Tout effacer")).to_be_visible()

    page.goto("/reservee/")
    page.get_by_label("Mot de passe").fill("ouvre")
    page.get_by_role("button", name="Ouvrir la page").click()
    expect(page.get_by_role("heading", level=1, name="Réservée")).to_be_visible()

    page.goto("/compte/password/reset/")
    page.locator("main").get_by_role("textbox").fill("membre@example.org")
    page.locator("main").get_by_role("button").click()
    page.wait_for_url("**/reset/done/")
    assert len(mailoutbox) == 1

    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique ou nom d’utilisateur").fill("membre")
    page.get_by_label("Mot de passe", exact=True).fill("sillon-demo")
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile("/compte/$"))
    expect(page.get_by_role("main").get_by_role("link", name="Se déconnecter")).to_be_visible()


@WITHOUT_SCRIPT
def test_menu_and_search_of_a_phone_open_without_javascript(page: Page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    banner = page.get_by_role("banner")
    banner.get_by_role("button", name="Rechercher", exact=True).click()
    expect(banner.get_by_role("searchbox")).to_be_visible()
    banner.get_by_role("button", name="Fermer la recherche").click()
    expect(banner.get_by_role("searchbox")).to_be_hidden()
    banner.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Inventaire").click()
    expect(page.get_by_role("heading", level=1, name="Inventaire")).to_be_visible()


def test_nothing_scrolls_sideways_enlarged_four_times_or_with_letters_twice_as_large(browser: Browser, live_server):
    faults = {}
    window = ZOOM.window
    with browser.new_context(
        base_url=live_server.url,
        viewport={"width": window.width, "height": window.height},
        device_scale_factor=window.scale,
        locale="fr-FR",
    ) as context:
        page = context.new_page()
        for name, path in ALL_PAGES.items():
            page.set_viewport_size({"width": window.width, "height": window.height})
            page.goto(path)
            enlarged = too_wide(page)
            page.set_viewport_size(PHONE)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if found := enlarged + too_wide(page):
                faults[name] = found
    assert faults == {}


def test_nothing_moves_for_who_asked_for_stillness(page: Page):
    for path in ("/", ALL_PAGES["sheet"], "/inventaire/"):
        page.goto(path)
        assert page.evaluate(MOVES) == []
    expect(page.locator("[data-map]:not([aria-busy]) .map-markers")).to_be_attached()
    page.get_by_role("button", name="Agrandir", exact=True).click()
    assert page.evaluate(MOVES) == []
    page.emulate_media(reduced_motion="no-preference")
    assert "html.js " in page.evaluate(MOVES)  # which scrolls softly for others


def test_the_scheme_one_chooses_is_kept_and_set_before_the_first_paint(page: Page):
    page.add_init_script(SET_BEFORE_PAINT)
    page.goto("/")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    kept = "localStorage.getItem('theme')"
    light = page.evaluate(ground)
    page.get_by_role("radio", name="Sombre").check()
    dark = page.evaluate(ground)
    assert dark != light
    for path in ("/", "/inventaire/"):
        page.goto(path)
        assert page.evaluate("themeBeforePaint") == "dark"
        assert page.evaluate(ground) == dark
        expect(page.get_by_role("radio", name="Sombre")).to_be_checked()
    page.get_by_role("radio", name="Automatique").check()
    assert page.evaluate(kept) is None
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert page.evaluate("themeBeforePaint") == ""
    assert page.evaluate(ground) == dark
    page.get_by_role("radio", name="Claire").check()
    page.reload()
    assert page.evaluate(ground) == light


def test_a_reader_goes_from_the_approach_to_measure_16_and_its_source(page: Page):
    """Without the search."""
    page.goto("/")
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="La démarche").click()
    page.get_by_role("main").get_by_role("link", name="suivi des comités interministériels aux ruralités").click()
    page.get_by_role("main").get_by_role("link", name="CIR 1 – Laon").click()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Mesure 16 – ")).click()
    expect(page.locator(".page-head .badge")).to_have_text("En cours")
    page.get_by_role("main").get_by_role("link", name=re.compile("21 propositions")).click()
    source = page.get_by_role("region", name="Sources").get_by_role("link").first
    expect(source).to_have_attribute("href", re.compile("^https://archive.nossenateurs.fr/"))
    page.get_by_role("main").get_by_role("link", name=re.compile("^Mesure 16 – ")).click()
    page.get_by_role("main").get_by_role("link", name="Plan national de développement du télétravail").click()
    expect(page.get_by_text("Les mesures de ce plan ne sont pas encore recensées").first).to_be_visible()


@WITHOUT_SCRIPT
def test_a_reader_goes_from_the_approach_to_a_citation_a_partner_and_a_year(page: Page):
    """Without the search."""
    page.goto("/la-demarche/")
    page.get_by_role("main").get_by_role("link", name="le 22 novembre 2016").click()
    page.get_by_role("list", name="Thèmes").get_by_role("link", name="Tiers-lieux", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Premier dossier bilan sur les tiers-lieux d’activités").click()
    expect(page.get_by_role("region", name="Citer")).to_contain_text("2014")
    page.get_by_role("main").get_by_role("link", name="Alliance Université Entreprise de Grenoble").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alliance Université Entreprise de Grenoble")
    page.get_by_role("contentinfo").get_by_role("link", name="Chronologie").click()
    page.get_by_role("navigation", name="Par année").get_by_role("link", name=re.compile("^2016")).click()
    expect(page.get_by_role("heading", name="2016", exact=True)).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Tiers-lieux d’activités et télétravail")).to_be_visible()
