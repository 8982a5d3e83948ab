"""A sheet as its readers hold it: definitions without a script, a table of contents at hand on a phone, tables."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from memento.models import ChapterPage, GlossaryTerm, MementoPage, SheetPage
from tests.browser.axe import violations_by_scheme
from tests.factories.memento import ChapterPageFactory, SheetPageFactory

SHEET = "/memento/demarrer/murs/"
PHONE = {"width": 390, "height": 844}
WITHOUT_SCRIPT = pytest.mark.parametrize("page", [False], indirect=True)
DEFINITION = "Les recettes couvrent les charges."
#: The first line in which the text of an element stands, from its top and its left.
ON_SCREEN = (
    "element => { const box = element.getBoundingClientRect(); return [box.top, box.left, box.right, box.bottom] }"
)


@pytest.fixture
def sheet(home) -> SheetPage:
    GlossaryTerm.objects.create(
        term="point mort", slug="point-mort", synonyms="seuil de rentabilité", definition=DEFINITION
    )
    memento = MementoPage.objects.child_of(home).get()
    chapter = ChapterPageFactory(parent=memento, title="Démarrer", slug="demarrer")
    long = "<p>" + "Des mots qui remplissent la page avant qu’il soit question d’autre chose. " * 12 + "</p>"
    rows = [{"values": ["Loyer", "12 €"]}, {"values": ["Café", "3 €"]}]
    columns = [{"type": "text", "heading": "Poste"}, {"type": "text", "heading": "Coût"}]
    body = [
        {"type": "heading", "value": {"text": "Compter", "level": "h2"}},
        {"type": "text", "value": "<p>On cherche d'abord le seuil de rentabilité, puis le reste.</p>" + long},
        {"type": "heading", "value": {"text": "Tenir", "level": "h2"}},
        {"type": "table", "value": {"caption": "Coûts", "columns": columns, "rows": rows}},
        {"type": "text", "value": long * 3},
        {"type": "heading", "value": {"text": "Finir", "level": "h2"}},
        {"type": "text", "value": long * 3},
    ]
    return SheetPageFactory(parent=ChapterPage.objects.get(pk=chapter.pk), slug="murs", title="Les murs", body=body)


@pytest.mark.parametrize("page", [True, False], indirect=True)
def test_a_definition_opens_at_a_tap_and_closes_at_the_next_or_with_escape(page: Page, sheet):
    page.set_viewport_size(PHONE)
    page.goto(SHEET)
    term, definition = page.get_by_role("button", name="seuil de rentabilité"), page.locator("#terme--point-mort")
    expect(definition).to_be_hidden()
    term.click()
    expect(definition).to_be_visible()
    expect(definition).to_have_text(f"point mort\u00a0: {DEFINITION}")
    word, box = term.evaluate(ON_SCREEN), definition.evaluate(ON_SCREEN)
    assert 0 <= box[1] < box[2] <= PHONE["width"]
    assert 0 <= box[0] - word[3] < 20 or 0 <= word[0] - box[3] < 20  # below the word, or above it
    page.get_by_role("heading", level=1).click()
    expect(definition).to_be_hidden()
    term.click()
    page.keyboard.press("Escape")
    assert not definition.evaluate("element => element.matches(':popover-open')")


@WITHOUT_SCRIPT
def test_with_the_keyboard_a_definition_is_read_in_its_line_and_opens_with_enter(page: Page, sheet):
    page.goto(SHEET)
    term, definition = page.get_by_role("button", name="seuil de rentabilité"), page.locator("#terme--point-mort")
    for _ in range(60):
        page.keyboard.press("Tab")
        if term.evaluate("element => element === document.activeElement"):
            break
    expect(definition).to_be_visible()
    assert definition.evaluate("element => getComputedStyle(element).position") == "static"
    page.keyboard.press("Enter")
    assert definition.evaluate("element => element.matches(':popover-open')")
    page.keyboard.press("Escape")
    assert not definition.evaluate("element => element.matches(':popover-open')")
    page.keyboard.press("Tab")
    expect(definition).to_be_hidden()


def test_paper_has_the_definition_after_the_word(page: Page, sheet):
    page.goto(SHEET)
    page.emulate_media(media="print")
    definition = page.locator("#terme--point-mort")
    expect(definition).to_be_visible()
    assert definition.evaluate("element => getComputedStyle(element, '::before').content") == '" ("'
    expect(page.get_by_role("navigation", name="Sommaire")).to_be_hidden()


def test_a_sheet_with_an_open_definition_has_no_fault(page: Page, sheet):
    page.set_viewport_size(PHONE)
    page.goto(SHEET)
    page.get_by_role("button", name="seuil de rentabilité").click()
    assert violations_by_scheme(page) == {}


@pytest.mark.parametrize("page", [True, False], indirect=True)
def test_on_a_phone_the_contents_follow_the_reader(page: Page, sheet):
    page.set_viewport_size(PHONE)
    page.goto(SHEET)
    contents = page.get_by_role("navigation", name="Sommaire")
    summary, last = contents.locator("summary"), page.get_by_role("heading", name="Finir")
    assert page.get_by_role("heading", level=1).evaluate(ON_SCREEN)[3] < summary.evaluate(ON_SCREEN)[0]
    page.get_by_role("heading", name="Tenir").evaluate("element => element.scrollIntoView()")
    expect(summary).to_be_in_viewport()
    summary.click()
    contents.get_by_role("link", name="Finir").click()
    expect(last).to_be_in_viewport()
    assert last.evaluate(ON_SCREEN)[0] >= contents.evaluate(ON_SCREEN)[3] - 1  # not below the bar, nor the open list


@WITHOUT_SCRIPT
def test_beside_the_text_the_contents_stay_open(page: Page, sheet):
    page.goto(SHEET)
    contents, title = page.get_by_role("navigation", name="Sommaire"), page.get_by_role("heading", level=1)
    expect(contents.get_by_role("link", name="Finir")).to_be_visible()
    assert contents.evaluate(ON_SCREEN)[2] < title.evaluate(ON_SCREEN)[1]
    page.get_by_role("heading", name="Finir").evaluate("element => element.scrollIntoView()")
    expect(contents.get_by_role("link", name="Compter")).to_be_in_viewport()


def test_a_small_table_is_as_wide_as_it_needs(page: Page, sheet):
    page.goto(SHEET)
    table, text = page.get_by_role("region", name="Coûts"), page.locator(".rich-text").first
    assert table.bounding_box()["width"] < text.bounding_box()["width"] / 2


def test_a_sheet_is_printed_at_a_press_and_the_button_is_not(page: Page, sheet):
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(SHEET)
    button = page.get_by_role("button", name="Imprimer")
    button.click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    expect(button).to_be_hidden()


@WITHOUT_SCRIPT
def test_without_a_script_no_button_promises_to_print(page: Page, sheet):
    page.goto(SHEET)
    expect(page.locator("#imprimer")).to_be_hidden()
