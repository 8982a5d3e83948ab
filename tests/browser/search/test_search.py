"""The search page as a reader uses it: mistakes, suggestions, filters, passages, and all of it without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from archive.models import EventIndexPage
from tests.browser.axe import violations_by_scheme
from tests.browser.conftest import until
from tests.factories.archive import EventReportPageFactory
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory

LONG = "".join(f"<p>Une page longue, dont le paragraphe {number} ne dit rien.</p>" for number in range(40))


@pytest.fixture
def pages(home):
    for title in ("La Forge", "Le Forum", "Les Papeteries"):
        SiteProfilePageFactory(title=title, commune="Grenoble", insee_code="38185", families=["coworking"])
    events = EventIndexPage.objects.get()
    for year in (2015, 2016):
        title = f"Rencontre du coworking {year}"
        EventReportPageFactory(parent=events, title=title, date=f"{year}-05-10", slug=f"rencontre-{year}")
    needs = {"text": "Les besoins des habitants", "level": "h2"}
    body = [("text", LONG), ("heading", needs), ("text", f"<p>On les demande.</p>{LONG}")]
    StandardPageFactory(parent=home, title="La démarche", slug="demarche", body=body)


def field(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("combobox")


def option(page: Page, name: str) -> Locator:
    return page.get_by_role("option", name=name, exact=True)


def heading(page: Page, text: str) -> Locator:
    return page.get_by_role("heading", name=text, exact=True)


def chosen_with_arrows(page: Page, name: str) -> None:
    """Press the arrow until this suggestion is the active one."""
    for _ in range(8):
        field(page).press("ArrowDown")
        if option(page, name).get_attribute("aria-selected") == "true":
            return
    raise AssertionError(f"{name} is out of reach")


def test_a_mistake_is_corrected_and_one_may_insist(page: Page, pages):
    page.goto("/recherche/")
    field(page).fill("cowrking")
    field(page).press("Enter")
    main = page.get_by_role("main")
    expect(main.get_by_text("Résultats pour coworking. Chercher plutôt cowrking.")).to_be_visible()
    expect(main.get_by_role("link", name="Les Papeteries")).to_be_visible()
    expect(field(page)).to_have_value("cowrking")
    main.get_by_role("link", name="cowrking", exact=True).click()
    expect(heading(page, "Aucun résultat pour « cowrking »")).to_be_visible()
    expect(main.get_by_text("Chercher plutôt")).to_have_count(0)
    expect(main.get_by_role("link", name="Proposer un lieu")).to_be_visible()


def test_suggestions_with_the_keyboard(page: Page, pages):
    requests = []
    page.on("request", lambda request: requests.append(request.url) if "suggestions.json" in request.url else None)
    page.goto("/recherche/")
    field(page).press_sequentially("greno")
    expect(option(page, "Grenoble, Commune, 3 lieux")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="4 suggestions")).to_have_count(1)
    field(page).press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field(page)).to_have_value("greno")

    field(page).press("Backspace")
    expect(page.get_by_role("option")).not_to_have_count(0)
    field(page).press_sequentially("o")
    expect(page.get_by_role("option")).not_to_have_count(0)
    field(page).press("Backspace")
    page.wait_for_timeout(300)
    assert [url.rpartition("q=")[2] for url in requests] == ["greno", "gren"]

    chosen_with_arrows(page, "Grenoble, Commune, 3 lieux")
    assert violations_by_scheme(page) == {}
    field(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/inventaire/\?commune=38185$"))
    expect(page.get_by_role("link", name="La Forge").first).to_be_visible()


@pytest.mark.parametrize("page", [True, False], indirect=True)
def test_a_year_a_passage_and_a_mark_with_and_without_a_script(page: Page, pages):
    main = page.get_by_role("main")
    page.goto("/recherche/")
    main.locator("[name=q]").fill("rencontre")
    main.get_by_role("search").get_by_role("button").click()
    main.get_by_text("Filtrer et trier").click()
    main.get_by_label("Année").select_option("2016")
    main.get_by_role("button", name="Filtrer").click()
    expect(heading(page, "1 résultat pour « rencontre »")).to_be_visible()
    expect(main.get_by_role("link", name="Rencontre du coworking 2016")).to_be_visible()
    expect(main.get_by_label("Année")).to_have_value("2016")
    main.get_by_role("link", name="Tout effacer").click()
    expect(main.get_by_role("link", name="Rencontre du coworking 2015")).to_be_visible()

    page.goto("/recherche/?q=coworking+grenoble")
    expect(main.get_by_role("link", name="3 lieux de coworking à Grenoble")).to_be_visible()
    main.get_by_role("link", name="Sans Grenoble").click()
    expect(page).to_have_url(re.compile(r"\?q=coworking$"))

    page.goto("/recherche/?q=besoins+des+habitants")
    main.get_by_role("link", name="Les besoins des habitants").click()
    passage = page.locator(":target")
    expect(passage).to_have_text("Les besoins des habitants")
    expect(passage).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_overflows(page: Page, pages, width):
    page.set_viewport_size({"width": width, "height": 844})
    found = {}
    for query in (
        "cowrking+grenoble", "forge+besoins", "introuvable", "coworking&year=2015&order=date", "coworking&year=1999",
        "anticonstitutionnellement" * 8,
    ):  # fmt: skip
        page.goto(f"/recherche/?q={query}")
        if broken := violations_by_scheme(page):
            found[query] = broken
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query
    assert found == {}


def test_no_form_is_printed(page: Page, pages):
    page.goto("/recherche/?q=coworking&year=2015")
    forms = page.locator("main form")
    assert forms.count() == 2
    expect(forms.first).to_be_visible()
    page.emulate_media(media="print")
    until(page, "[...document.querySelectorAll('main form, main nav ul')].every(each => !each.checkVisibility())")
    expect(page.get_by_role("link", name="Rencontre du coworking 2015")).to_be_visible()
