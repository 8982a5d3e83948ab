"""A decision tree as its readers follow it: without a script, by keyboard, with steps back; axe in both schemes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from memento.models import ChapterPage, DecisionTreePage, MementoPage
from tests.browser.axe import violations_by_scheme
from tests.browser.conftest import until
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import ChapterPageFactory, SheetPageFactory, add_tree
from tests.factories.trees import TREE, outcome

URL = "/memento/arbre/"
PHONE = {"width": 390, "height": 844}
both = pytest.mark.parametrize("page", [True, False], indirect=True)


@pytest.fixture
def tree(home) -> DecisionTreePage:
    chapter = ChapterPageFactory(parent=MementoPage.objects.get(), title="Démarrer", slug="demarrer")
    sheet = SheetPageFactory(parent=ChapterPage.objects.get(pk=chapter.pk), slug="murs", title="Les murs")
    sheet.save_revision().publish()
    place = SiteProfilePageFactory(title="La Filature", summary="Un atelier au bord du Guiers.")
    end = outcome("R3", "prepare", sheets=[sheet.pk], places=[place.pk], next_questions=["À la mairie : qui aide ?"])
    return add_tree("arbre", title="Par où commencer ?", nodes=[end if n["id"] == "R3" else n for n in TREE])


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=2, name=text)).to_be_visible()


@both
def test_a_reader_finishes_steps_back_and_starts_again(page: Page, tree):
    page.goto(URL)
    heading(page, "Question A1")
    page.get_by_label("Réponse idee").check()
    heading(page, "Question A1")  # choosing does not lead on by itself
    page.get_by_role("button", name="Continuer").click()
    heading(page, "Question B1")
    page.get_by_label("Réponse oui").check()
    page.get_by_role("button", name="Continuer").click()
    heading(page, "Question B2")

    page.go_back()
    heading(page, "Question B1")
    page.go_forward()
    heading(page, "Question B2")
    page.get_by_role("link", name="Question B1").click()
    heading(page, "Question B1")
    page.get_by_label("Réponse non").check()
    page.get_by_role("button", name="Continuer").click()
    heading(page, "Issue R1")
    expect(page.get_by_text("Mieux vaut renoncer")).to_be_visible()

    address = page.url
    page.get_by_role("link", name="Recommencer").click()
    heading(page, "Question A1")
    page.goto(address)
    heading(page, "Issue R1")


def test_a_reader_finishes_by_keyboard_only(page: Page, tree):
    page.goto(URL)
    for answer, following in (
        ("Réponse idee", "Question B1"),
        ("Réponse oui", "Question B2"),
        ("Réponse non", "Issue R3"),
    ):
        page.locator("main").focus()
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.type") == "radio":
                break
        while not page.get_by_label(answer).evaluate("input => input === document.activeElement && input.checked"):
            page.keyboard.press("Space")
            if not page.get_by_label(answer).is_checked():
                page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        heading(page, following)
    expect(page.get_by_role("link", name="Les murs")).to_be_visible()


def test_a_question_without_answer_is_not_left(page: Page, tree):
    page.goto(URL)
    page.get_by_role("button", name="Continuer").click()
    assert page.url.endswith(URL)
    heading(page, "Question A1")


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_a_question_an_outcome_and_the_whole_tree(page: Page, tree, size):
    page.set_viewport_size(size)
    page.goto(URL)
    assert violations_by_scheme(page) == {}
    page.get_by_label("Réponse besoin").check()
    page.get_by_role("button", name="Continuer").click()
    heading(page, "Question B2")
    assert violations_by_scheme(page) == {}
    page.get_by_label("Réponse non").check()
    page.get_by_role("button", name="Continuer").click()
    heading(page, "Issue R3")
    assert violations_by_scheme(page) == {}
    page.get_by_role("link", name="Voir l’arbre entier").click()
    heading(page, "Le dessin")
    assert violations_by_scheme(page) == {}
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(width)


def test_the_drawing_scrolls_in_its_box_by_keyboard_and_its_texts_fit(page: Page, tree):
    page.set_viewport_size(PHONE)
    page.goto(f"{URL}?vue=arbre")
    box = page.get_by_role("region", name="Le dessin").last
    box.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.tree-scroll').scrollLeft > 0")
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll(".tree-box")].flatMap((group) => {
            const right = group.querySelector("rect").getBoundingClientRect().right;
            return [...group.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().right > right);
        }).length"""
    )
    assert too_wide == 0


def test_the_drawing_is_printed_across_in_readable_letters(page: Page, tree):
    page.goto(f"{URL}?vue=arbre")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1009, "height": 672})  # A4 across, within its margins
    svg = page.locator(".tree-svg")
    scale = svg.evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    assert scale * 13 * 72 / 96 >= 8
    expect(page.locator(".tree-lists")).to_be_visible()
