"""A questionnaire in the hands of its readers: without scripts, by keyboard only, with back and forward, on paper."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from core.blocks.keys import key_of
from memento.models import DiagnosticPage, MementoPage
from tests.browser.axe import violations_by_scheme
from tests.factories.diagnostics import axis, chosen, question, section
from tests.factories.memento import DiagnosticPageFactory, SheetPageFactory, add_chapter

URL = "/memento/projet/"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
WITHOUT_SCRIPT = pytest.mark.parametrize("page", [False], indirect=True)
TEXT = "La question {} est-elle assez longue pour tenir sur deux lignes d’un téléphone ?"


@pytest.fixture
def diagnostic(home) -> DiagnosticPage:
    return DiagnosticPageFactory(
        parent=MementoPage.objects.get(),
        slug="projet",
        title="Votre projet est-il pertinent ?",
        axes=[axis("pertinence", 40, 70), axis("perennite", 50)],
        questions=[
            section("Le besoin"),
            question("milieu", {"rural": "milieu:rural", "ville": "milieu:urban"}, text=TEXT.format("un")),
            question("besoin", {"ecrit": {"pertinence": 4}, "non": {"pertinence": 0}}, text=TEXT.format("deux")),
            question(
                "preuve", {"actes": {"pertinence": 3}, "avis": {}}, ("besoin", ["ecrit"]), text=TEXT.format("trois")
            ),
            section("L’argent"),
            question(
                "budget",
                {"oui": {"perennite": 5}, "non": {"perennite": 0}, "sans": None},
                text=TEXT.format("quatre"),
                help="Regardez le dernier budget voté.",
            ),
        ],
    )  # fmt: skip


def answers_in(url: str) -> dict[str, str]:
    """The answers that stand in an address."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return {name: value for name, value in query.items() if name not in ("v", "resultat")}


def shown(page: Page) -> Locator:
    return page.locator("fieldset.question:visible")


def progress(page: Page) -> Locator:
    return page.locator(".questions-progress")


def choose(page: Page, answer: str) -> None:
    shown(page).get_by_label(f"Réponse {answer}", exact=True).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


# --- Without scripts -------------------------------------------------------------------------------------------------


@WITHOUT_SCRIPT
def test_it_is_finished_without_scripts(page: Page, diagnostic):
    page.goto(URL)
    expect(shown(page)).to_have_count(4)
    expect(page.get_by_role("button", name="Suivant")).to_have_count(0)
    page.get_by_label("Réponse rural").check()
    page.get_by_label("Réponse ecrit").check()
    page.get_by_label("Réponse non").nth(1).check()
    press(page, "Voir le résultat")
    assert answers_in(page.url) == chosen(milieu="rural", besoin="ecrit", budget="non")
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultat")
    expect(page.locator(".outcome-partial")).to_contain_text("1 question sur 4 est sans réponse")
    page.get_by_role("link", name="Répondre à cette question").click()
    expect(page.get_by_label("Réponse ecrit")).to_be_checked()
    page.get_by_label("Réponse actes").check()
    press(page, "Voir le résultat")
    expect(page.locator(".axis-score strong")).to_have_text(["100\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%"])
    assert not page.locator(".outcome-partial").count()
    page.get_by_role("link", name="Recommencer").click()
    assert page.url.endswith(URL)
    expect(page.locator(".question :checked")).to_have_count(0)


@WITHOUT_SCRIPT
def test_an_answer_is_taken_back_without_scripts(page: Page, diagnostic):
    page.goto(URL)
    expect(page.get_by_label("Retirer ma réponse")).to_have_count(4)
    assert not page.get_by_label("Retirer ma réponse").first.is_visible()
    page.get_by_label("Réponse rural").check()
    page.get_by_label("Retirer ma réponse").first.check()
    press(page, "Voir le résultat")
    expect(page.get_by_text("Vous n’avez encore répondu à aucune question.")).to_be_visible()


# --- One question at a time ------------------------------------------------------------------------------------------


def test_a_questionnaire_is_finished_by_keyboard_alone(page: Page, diagnostic):
    page.goto(URL)
    expect(progress(page)).to_have_text("Question 1 sur 3")
    page.locator("main").focus()

    def tab_to(target: Locator) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"The keyboard does not reach {target}")

    def answer(name: str) -> None:
        first = shown(page).locator("input").first
        tab_to(first)
        page.keyboard.press("Space")
        while not shown(page).get_by_label(f"Réponse {name}", exact=True).is_checked():
            page.keyboard.press("ArrowDown")

    answer("ville")
    expect(progress(page)).to_have_text("Question 1 sur 3")  # choosing an answer does not lead on
    page.keyboard.press("Enter")
    expect(progress(page)).to_have_text("Question 2 sur 3")
    expect(shown(page).locator("legend")).to_be_focused()
    answer("ecrit")
    expect(progress(page)).to_have_text("Question 2 sur 4")
    tab_to(page.get_by_role("button", name="Suivant"))
    page.keyboard.press("Enter")
    expect(shown(page).locator("legend")).to_be_focused()
    tab_to(page.get_by_role("button", name="Passer"))
    page.keyboard.press("Space")
    expect(progress(page)).to_have_text("Question 4 sur 4")
    answer("sans")
    tab_to(page.get_by_role("button", name="Voir le résultat"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultat")
    assert answers_in(page.url) == chosen(milieu="ville", besoin="ecrit", budget="sans")


def test_back_forward_and_reload_lose_nothing(page: Page, diagnostic):
    page.goto(URL)
    choose(page, "rural")
    press(page, "Suivant")
    choose(page, "ecrit")
    press(page, "Suivant")
    choose(page, "actes")
    page.go_back()
    expect(progress(page)).to_have_text("Question 2 sur 4")
    expect(shown(page).get_by_label("Réponse ecrit")).to_be_checked()
    assert answers_in(page.url) == chosen(milieu="rural", besoin="ecrit", preuve="actes")
    page.go_back()
    expect(progress(page)).to_have_text("Question 1 sur 4")
    page.go_forward()
    page.go_forward()
    expect(progress(page)).to_have_text("Question 3 sur 4")
    expect(shown(page).get_by_label("Réponse actes")).to_be_checked()
    page.reload()
    expect(progress(page)).to_have_text("Question 3 sur 4")
    expect(shown(page).get_by_label("Réponse actes")).to_be_checked()
    press(page, "Suivant")
    choose(page, "oui")
    press(page, "Voir le résultat")
    expect(page.locator(".axis-score strong")).to_have_text(["100\N{NO-BREAK SPACE}%"] * 2)
    page.go_back()
    expect(progress(page)).to_have_text("Question 4 sur 4")
    expect(shown(page).get_by_label("Réponse oui")).to_be_checked()


def test_questions_whose_condition_does_not_hold_are_passed_over_and_their_answers_wait(page: Page, diagnostic):
    page.goto(URL)
    press(page, "Passer")
    choose(page, "ecrit")
    press(page, "Suivant")
    choose(page, "avis")
    press(page, "Précédent")
    choose(page, "non")
    expect(progress(page)).to_have_text("Question 2 sur 3")
    press(page, "Suivant")
    expect(shown(page)).to_contain_text("La question quatre")
    press(page, "Précédent")
    choose(page, "ecrit")
    press(page, "Suivant")
    expect(shown(page).get_by_label("Réponse avis")).to_be_checked()


def test_going_on_without_an_answer_is_deliberate(page: Page, diagnostic):
    page.goto(URL)
    press(page, "Suivant")
    expect(page.get_by_text("Choisissez une réponse, ou passez cette question.")).to_be_visible()
    expect(progress(page)).to_have_text("Question 1 sur 3")
    choose(page, "ville")
    expect(page.get_by_role("button", name="Passer")).to_be_hidden()
    shown(page).get_by_label("Retirer ma réponse").check()
    expect(page.get_by_role("button", name="Passer")).to_be_visible()
    assert answers_in(page.url) == {}


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_any_question_is_reached_from_the_list(page: Page, diagnostic, window):
    page.set_viewport_size(window)
    page.goto(URL)
    choose(page, "ville")
    if window is PHONE:
        page.locator("summary").filter(has_text="Toutes les questions").click()
    lines = page.locator(".questions-all li")
    expect(lines).to_have_count(3)
    expect(lines.first).to_contain_text("Réponse ville")
    expect(lines.nth(2).locator("span")).to_have_count(0)
    lines.nth(2).get_by_role("link").click()
    expect(shown(page)).to_contain_text("La question quatre")
    expect(shown(page).locator("legend")).to_be_focused()
    page.go_back()
    expect(shown(page)).to_contain_text("La question un")


def test_the_result_leads_back_to_the_question(page: Page, diagnostic):
    page.goto(f"{URL}?resultat=1&{key_of('milieu')}={key_of('milieu.rural')}&{key_of('besoin')}={key_of('besoin.non')}")
    page.get_by_role("link", name="Changer la réponse à La question deux").click()
    expect(progress(page)).to_have_text("Question 2 sur 3")
    expect(shown(page).get_by_label("Réponse non")).to_be_checked()


def test_other_links_of_the_page_leave_the_question_as_it_is(page: Page, diagnostic):
    page.goto(URL)
    choose(page, "ville")
    press(page, "Suivant")
    page.get_by_role("link", name="Aller au contenu").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#contenu$"))
    expect(progress(page)).to_have_text("Question 2 sur 3")
    choose(page, "non")
    assert answers_in(page.url) == chosen(milieu="ville", besoin="non")


# --- Sharing ---------------------------------------------------------------------------------------------------------


def test_the_address_of_a_result_is_copied(page: Page, diagnostic, elsewhere):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{URL}?resultat=1&{key_of('besoin')}={key_of('besoin.non')}")
    press(page, "Copier l’adresse")
    expect(page.get_by_text("Adresse copiée.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Adresse de ce résultat").input_value()
    assert page.context.cookies() == []
    assert elsewhere == []


def test_a_device_that_shares_has_a_button_for_it(page: Page, diagnostic):
    page.add_init_script("navigator.share = async (data) => { window.shared = data; }")
    page.goto(f"{URL}?resultat=1&{key_of('besoin')}={key_of('besoin.non')}")
    press(page, "Partager")
    assert page.evaluate("shared.url") == page.get_by_label("Adresse de ce résultat").input_value()


def test_a_refused_clipboard_selects_the_address(page: Page, diagnostic):
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(f"{URL}?resultat=1&{key_of('besoin')}={key_of('besoin.non')}")
    press(page, "Copier l’adresse")
    expect(page.get_by_label("Adresse de ce résultat")).to_be_focused()
    selected = page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart")
    assert selected == len(page.get_by_label("Adresse de ce résultat").input_value())


# --- Within everyone's reach -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_each_step_and_the_result_are_within_everyone_s_reach(page: Page, diagnostic, window):
    page.set_viewport_size(window)
    page.goto(URL)
    for answer in ("ville", "ecrit", "avis", "non"):
        assert violations_by_scheme(page) == {}
        choose(page, answer)
        assert violations_by_scheme(page) == {}
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
        press(page, "Voir le résultat" if answer == "non" else "Suivant")
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultat")
    assert violations_by_scheme(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]


@WITHOUT_SCRIPT
def test_answers_are_wide_enough_for_a_thumb(page: Page, diagnostic):
    page.set_viewport_size(PHONE)
    page.goto(URL)
    for label in page.locator(".choice:visible").all():
        assert label.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


# --- On paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["script", "no script"])
def test_the_paper_form_is_printed_whole(page: Page, diagnostic):
    page.goto(URL)
    page.emulate_media(media="print")
    expect(page.locator("form#questions")).to_be_hidden()
    expect(page.locator(".paper-questions tbody:visible")).to_have_count(4)
    expect(page.locator(".paper-box:visible")).to_have_count(9)
    expect(page.locator(".paper")).to_contain_text("Seulement si vous avez répondu")
    expect(page.locator(".paper-totals td")).to_have_text(["7", "5"])
    expect(page.locator(".paper h1:visible")).to_have_text("Votre projet est-il pertinent\N{NARROW NO-BREAK SPACE}?")


def test_a_sheet_with_its_block_prints_it(page: Page, diagnostic):
    body = [("diagnostic", {"diagnostic": diagnostic, "text": "À trois, avant de chercher des murs."})]
    sheet = SheetPageFactory(parent=add_chapter(), slug="murs", title="Les murs", body=body)
    page.goto(sheet.url)
    card = page.locator(".cited-place")
    expect(card).to_contain_text("Questionnaire · 4 questions")
    expect(page.locator(".paper")).to_be_hidden()
    assert violations_by_scheme(page) == {}
    page.emulate_media(media="print")
    expect(card).to_be_hidden()
    expect(page.locator(".paper h2:visible")).to_contain_text("Votre projet")
    assert page.locator(".paper-box").first.evaluate("box => getComputedStyle(box).borderTopStyle") == "solid"
    page.emulate_media(media="screen")
    card.get_by_role("link").click()
    expect(progress(page)).to_have_text("Question 1 sur 3")
