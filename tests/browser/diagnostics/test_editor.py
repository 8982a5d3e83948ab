"""An editor makes a diagnostic from an empty form, is refused twice, corrects and publishes it."""

from __future__ import annotations

import re
import time
from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from memento.models import DiagnosticPage, MementoPage
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, log_in, open_watched_form, settle
from tests.browser.main_thread import READY, SAVED, busy
from tests.factories import diagnostics
from tests.factories.memento import DiagnosticPageFactory, add_chapter, add_sheet, fresh


class Stream:
    """The blocks of a field of the form."""

    def __init__(self, page: Page, field: str) -> None:
        self.page = page
        self.section = page.locator(f"#panel-child-questionnaire-{field}-section")

    def blocks(self) -> Locator:
        container = self.section.locator("[data-streamfield-stream-container]").first
        return container.locator("> [data-streamfield-child]:visible")

    def add(self, kind: str = "") -> Locator:
        """A new block at the end; the picker asks for its kind if there are several."""
        count = self.blocks().count()
        self.section.locator("[data-streamfield-stream-container]").first.locator(
            "> div > .c-sf-add-button"
        ).last.click()
        if kind:
            self.page.get_by_role("option", name=kind, exact=True).click()
        expect(self.blocks()).to_have_count(count + 1)
        return self.blocks().nth(count)


def field(block: Locator, name: str) -> Locator:
    return (
        block.locator(f"[data-contentpath='{name}']")
        .first.locator("input:visible, textarea:visible, select:visible")
        .first
    )


def fill(block: Locator, **fields: str) -> None:
    for name, text in fields.items():
        field(block, name).fill(text)


def errors(block: Locator) -> list[str]:
    """The messages of a block, whose place Wagtail's lists and ours mark differently."""
    return block.locator(".error-message:visible, .help-critical:visible").all_inner_texts()


def paste(cell: Locator, text: str) -> None:
    cell.focus()
    cell.evaluate(
        """(cell, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def ours(broken: list[list[str]]) -> list[list[str]]:
    """Leave out the rules that only Wagtail's own panels break."""
    return [rule for rule in broken if rule[0] != "landmark-unique"]


def publish(page: Page) -> None:
    settle(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Publier").click()


def test_a_diagnostic_from_an_empty_form(page: Page, home, editor, elsewhere):
    log_in(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Questionnaires", exact=True).click()
    page.get_by_role("link", name=re.compile("^Ajouter")).first.click()
    page.locator("#id_title").fill("Votre projet tient-il debout ?")
    page.locator("#id_introduction").fill("Vingt minutes, à plusieurs.")

    questions = Stream(page, "questions")
    first = questions.add("Question")
    expect(first.get_by_text("ajoutez d’abord un axe")).to_be_visible()

    axes = Stream(page, "axes")
    for name, start in (("Pertinence", "0"), ("Pérennité", "10")):
        axis = axes.add()
        fill(axis, name=name)
        fill(axis.locator("[data-contentpath=bands]"), start=start, title="Un début")
        fill(
            axis.locator("[data-contentpath=bands]"),
            reading="Il reste à faire.",
            recommendation="Rencontrez dix usagers.",
        )
    expect(first.get_by_role("columnheader", name="Pérennité")).to_be_visible()

    # Answers by keyboard only: Tab goes along a row, and adds one after the last.
    fill(first, text="Où est le projet ?")
    first.get_by_label("Réponse 1 : Réponse").focus()
    for key in ("Au village", "Tab", "3", "Tab", "1", "Enter"):
        page.keyboard.press(key) if key in ("Tab", "Enter") else page.keyboard.type(key)
    expect(first.get_by_label("Réponse 2 : points, Pérennité")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    for key in ("En ville", "Tab", "2", "Tab", "2", "Tab", "Tab", "Tab"):
        page.keyboard.press(key) if key == "Tab" else page.keyboard.type(key)
    expect(first.get_by_label("Réponse 3 : Réponse")).to_be_focused()
    page.keyboard.press("Tab")
    code = first.get_by_label("Réponse 1 : Inventaire")
    code.focus()
    code.select_option("Rural")

    # From a spreadsheet: a line per answer, points in the columns that follow.
    for number in range(2, 7):
        block = questions.add("Question")
        fill(block, text=f"Question numéro {number} ?")
        paste(block.get_by_label("Réponse 1 : Réponse"), "Oui\t4\t2\nUn peu\t1\t1\nNon\t0\t0\n")
        expect(block.get_by_label("Réponse 3 : Réponse")).to_have_value("Non")
    last = questions.blocks().nth(5)
    last.get_by_role("button", name="Ajouter une réponse").click()
    page.keyboard.type("Nous ne louons rien")
    last.get_by_label("Réponse 4 : Sans objet").check()
    expect(last.get_by_label("Réponse 4 : points, Pertinence")).to_be_disabled()

    # A condition on an earlier question, whose answers are offered as they are typed.
    third = questions.blocks().nth(2)
    condition = third.get_by_label("Question dont celle-ci dépend")
    condition.focus()
    assert condition.locator("option").all_inner_texts() == [
        "Toujours posée",
        "1. Où est le projet ?",
        "2. Question numéro 2 ?",
    ]
    condition.select_option("2. Question numéro 2 ?")
    third.get_by_label("Un peu", exact=True).check()
    questions.blocks().nth(1).get_by_label("Réponse 2 : Réponse").fill("Pas encore")
    expect(third.get_by_label("Pas encore", exact=True)).to_be_checked()
    third.locator("[data-streamfield-action=MOVE_UP]").first.click()
    expect(third.locator(".sillon-rows__notice")).to_be_hidden()  # « third » is now the block that it was after
    moved = questions.blocks().nth(1)
    expect(moved.get_by_text("vient après celle-ci")).to_be_visible()

    # The first refusal: a band and the condition. Each is said at its block.
    publish(page)
    expect(page.get_by_text("ne peut être enregistrée").or_(page.locator(".messages .error"))).to_be_visible()
    assert errors(Stream(page, "axes").blocks().nth(0)) == []
    assert "Le premier palier part de 10" in errors(Stream(page, "axes").blocks().nth(1))[0]
    moved = Stream(page, "questions").blocks().nth(1)
    assert "ne précède pas celle-ci" in errors(moved)[0]
    assert [len(errors(Stream(page, "questions").blocks().nth(n))) for n in (0, 2, 3, 4, 5)] == [0] * 5
    fill(Stream(page, "axes").blocks().nth(1).locator("[data-contentpath=bands]"), start="0")
    moved.locator("[data-streamfield-action=MOVE_DOWN]").first.click()
    first = Stream(page, "questions").blocks().first
    first.locator("[data-panel-toggle]").first.click()
    first.get_by_label("Réponse 1 : points, Pertinence").fill("30")
    first.get_by_label("Réponse 1 : points, Pertinence").blur()
    expect(first.get_by_text("Pertinence : un nombre entier, de 0 à 10.")).to_be_visible()

    # The second refusal: points out of range.
    publish(page)
    first = Stream(page, "questions").blocks().first
    assert len(errors(first)) == 1
    assert errors(first)[0].startswith("Pertinence : ")
    expect(first.get_by_label("Réponse 1 : points, Pertinence")).to_have_attribute("aria-invalid", "true")
    first.get_by_label("Réponse 1 : points, Pertinence").fill("3")
    publish(page)
    expect(page.get_by_text(re.compile("publiée")).first).to_be_visible()

    page = DiagnosticPage.objects.get()
    assert page.live
    definition = page.definition
    assert [axis.name for axis in definition.axes] == ["Pertinence", "Pérennité"]
    assert [len(question.answers) for question in definition.questions] == [2, 3, 3, 3, 3, 4]
    assert [list(answer.points.values()) for answer in definition.questions[0].answers] == [[3, 1], [2, 2]]
    assert definition.questions[0].answers[0].inventory_code == "milieu:rural"
    assert definition.questions[2].condition.question == definition.questions[1].key
    assert definition.questions[5].answers[3].not_applicable
    assert elsewhere == []


def test_three_problems_are_said_at_their_blocks_and_corrected(page: Page, home, editor):
    """An axis without points, a condition on a later question, a sheet that is not published."""
    draft = add_sheet(add_chapter(), "brouillon", live=False)
    questions = deepcopy(diagnostics.QUESTIONS)
    questions[1]["value"]["condition"] = {
        "question": "budget",
        "answers": [{"type": "item", "id": "c", "value": "budget.oui"}],
    }
    questions[4]["value"]["sheet"] = draft.pk
    diagnostic = DiagnosticPageFactory(
        parent=MementoPage.objects.get(),
        axes=[*diagnostics.AXES, diagnostics.axis("ancrage")],
        questions=questions,
        live=False,
    )
    log_in(page, editor)
    page.goto(reverse("wagtailadmin_pages:edit", args=[diagnostic.pk]))
    publish(page)
    axes, blocks = Stream(page, "axes").blocks(), Stream(page, "questions").blocks()
    assert [len(errors(axes.nth(number))) for number in range(3)] == [0, 0, 1]
    assert "Aucune réponse ne donne de points" in errors(axes.nth(2))[0]
    # Blocks without errors are closed, those with errors are open.
    assert [len(errors(blocks.nth(number))) for number in range(7)] == [0, 1, 0, 0, 1, 0, 0]
    assert "ne précède pas celle-ci" in errors(blocks.nth(1))[0]
    assert "n’est pas publiée" in errors(blocks.nth(4))[0]

    blocks.nth(4).get_by_label("Réponse 1 : points, Ancrage").fill("2")
    condition = blocks.nth(1).get_by_label("Question dont celle-ci dépend")
    condition.focus()
    condition.select_option("Toujours posée")
    draft.save_revision().publish()
    publish(page)
    expect(page.get_by_text(re.compile("publié")).first).to_be_visible()
    diagnostic.refresh_from_db()
    assert diagnostic.live


@pytest.fixture
def closed_form(page: Page, home, editor) -> Page:
    """The form of a diagnostic, as it opens: with its questions closed."""
    diagnostic = DiagnosticPageFactory(parent=MementoPage.objects.get(), title="Essai", slug="essai")
    log_in(page, editor)
    open_watched_form(page, reverse("wagtailadmin_pages:edit", args=[diagnostic.pk]))
    return page


@pytest.fixture
def form(closed_form: Page) -> Page:
    """The same, with all its questions open."""
    for toggle in Stream(closed_form, "questions").blocks().locator("> section > div > [data-panel-toggle]").all():
        toggle.click()
    return closed_form


#: The answers in the form, by the id of their question.
ANSWERS = """() => Object.fromEntries(
  [...document.querySelectorAll("input[name^=questions-][name$=-value-answers]")]
    .map((input) => [input.name.replace(/value-answers$/, ""), JSON.parse(input.value)])
    .filter(([prefix]) => !document.querySelector(`[name="${prefix}deleted"]`).value)
    .map(([prefix, answers]) => [document.querySelector(`[name="${prefix}id"]`).value, answers])
)"""


def stored(page: Page) -> dict[str, Any]:
    """The questions of the last draft by id, once it has the answers that are in the form."""
    until = time.monotonic() + PATIENCE / 1000
    while True:
        draft = DiagnosticPage.objects.get().get_latest_revision_as_object()
        values = {block["id"]: block["value"] for block in draft.questions.get_prep_value()}
        saved = {key: value["answers"] for key, value in values.items() if "answers" in value}
        if saved == page.evaluate(ANSWERS):
            return values
        assert time.monotonic() < until, "The form was not saved."
        page.wait_for_timeout(200)


def expect_answers(block: Locator, *texts: str) -> None:
    """The rows of the table have these texts, as soon as the browser has drawn them."""
    answers = block.get_by_label(re.compile("^Réponse . : Réponse$"))
    expect(answers).to_have_count(len(texts))
    for answer, text in zip(answers.all(), texts, strict=True):
        expect(answer).to_have_value(text)


def test_rows_are_moved_deleted_and_copied(form: Page):
    blocks = Stream(form, "questions").blocks()
    besoin = blocks.nth(2)
    besoin.get_by_role("button", name="Descendre la réponse 1").click()
    expect(besoin.get_by_role("button", name="Descendre la réponse 2")).to_be_focused()
    form.keyboard.press("Enter")
    expect_answers(besoin, "Réponse dit", "Réponse non", "Réponse ecrit")
    besoin.get_by_role("button", name="Supprimer la réponse 2").click()
    expect(besoin.get_by_label("Réponse 2 : Réponse")).to_be_focused()
    form.keyboard.press("Alt+ArrowUp")
    expect_answers(besoin, "Réponse ecrit", "Réponse dit")
    # A condition keeps the answer that was deleted, and says so.
    preuve = blocks.nth(3)
    expect(preuve.get_by_role("checkbox", name="Réponse dit")).to_be_checked()

    settle(form)
    besoin.locator("[data-streamfield-action=DUPLICATE]").first.click()
    expect(blocks).to_have_count(8)
    saved = stored(form)
    [copied] = set(saved) - {block["id"] for block in diagnostics.QUESTIONS}
    answers = saved[copied]["answers"]
    assert [answer["value"]["text"] for answer in answers] == ["Réponse ecrit", "Réponse dit"]
    assert {answer["id"] for answer in answers}.isdisjoint({"besoin.ecrit", "besoin.dit"})
    assert [answer["id"] for answer in saved["besoin"]["answers"]] == ["besoin.ecrit", "besoin.dit"]
    assert saved["preuve"]["condition"]["question"] == "besoin"


def test_closed_questions_are_copied_and_referred_to(closed_form: Page):
    blocks = Stream(closed_form, "questions").blocks()
    expect(blocks.nth(2)).to_contain_text("Question besoin ?")
    expect(closed_form.get_by_label("Réponse 1 : Réponse")).to_have_count(0)
    blocks.nth(2).locator("[data-streamfield-action=DUPLICATE]").first.click()
    expect(blocks).to_have_count(8)
    saved = stored(closed_form)
    [copied] = set(saved) - {block["id"] for block in diagnostics.QUESTIONS}
    original, copy = saved["besoin"], saved[copied]
    assert {name: copy[name] for name in copy if name != "answers"} == {
        name: original[name] for name in original if name != "answers"
    }
    assert [answer["value"]["text"] for answer in copy["answers"]] == [
        answer["value"]["text"] for answer in original["answers"]
    ]
    assert {answer["id"] for answer in copy["answers"]}.isdisjoint({answer["id"] for answer in original["answers"]})

    preuve = blocks.nth(4)
    preuve.locator("[data-panel-toggle]").first.click()
    condition = preuve.get_by_label("Question dont celle-ci dépend")
    expect(condition.locator("option:checked")).to_have_text("2. Question besoin ?")
    expect(preuve.get_by_role("checkbox", name="Réponse dit")).to_be_visible()


def test_references_follow_what_is_typed_and_keep_what_is_gone(form: Page):
    blocks = Stream(form, "questions").blocks()
    preuve = blocks.nth(3)
    condition = preuve.get_by_label("Question dont celle-ci dépend")
    expect(condition).to_have_value("besoin")
    field(blocks.nth(2), "text").fill("Le besoin est-il écrit ?")
    expect(condition.locator("option:checked")).to_have_text("2. Le besoin est-il écrit ?")
    blocks.nth(2).get_by_role("button", name="Supprimer la réponse 1").click()
    expect(preuve.get_by_role("checkbox", name="Réponse supprimée")).to_be_checked()
    settle(form)
    blocks.nth(2).locator("[data-streamfield-action=DELETE]").first.click()
    expect(blocks.nth(2).get_by_text("La question choisie n’existe plus")).to_be_visible()
    assert stored(form)["preuve"]["condition"]["question"] == "besoin"

    # Columns are the axes of the form.
    axes = Stream(form, "axes")
    heads = Stream(form, "questions").blocks().nth(2).get_by_role("columnheader")
    fill(axes.blocks().nth(1), name="Solidité")
    expect(heads.nth(2)).to_have_text("Solidité")
    axes.blocks().nth(0).locator("[data-streamfield-action=DELETE]").first.click()
    expect(axes.blocks()).to_have_count(1)
    expect(heads.nth(1)).to_have_text("Solidité")
    fill(axes.add(), name="Ancrage")
    expect(heads.nth(2)).to_have_text("Ancrage")
    cell = Stream(form, "questions").blocks().nth(2).get_by_label("Réponse 1 : points, Ancrage")
    settle(form)
    cell.fill("4")
    [points] = stored(form)["preuve"]["answers"][0]["value"]["points"]
    assert (points["value"]["points"], points["value"]["axis"] in ("pertinence", "perennite")) == (4, False)


def test_an_unchanged_form_has_nothing_to_save(form: Page):
    settle(form)
    assert not DiagnosticPage.objects.get().revisions.exists()


def test_a_pasted_yes_is_that_of_an_imported_table(form: Page):
    block = Stream(form, "questions").blocks().nth(2)
    paste(block.get_by_label(re.compile("^Réponse 1 : points, P.rennit")), "\to\n\tyes\n\t✓\n\t1,0\n\tnon")
    expect(block.get_by_label("Réponse 5 : Sans objet")).not_to_be_checked()
    for number in range(1, 5):
        expect(block.get_by_label(f"Réponse {number} : Sans objet")).to_be_checked()


def test_an_error_on_points_is_shown_without_an_axis(page: Page, home, editor):
    log_in(page, editor)
    page.goto(reverse("wagtailadmin_pages:add", args=["memento", "diagnosticpage", MementoPage.objects.get().pk]))
    message = page.evaluate(
        """() => {
          const columns = [{name: "text", type: "text", label: "Réponse"}, {name: "points", type: "points"}];
          const definition = telepath.unpack({_type: "sillon.Rows", _args: ["answers", columns, {}]});
          const placeholder = document.createElement("div");
          document.body.append(placeholder);
          const answers = [{id: "a", value: {text: "Oui"}}];
          const error = {blockErrors: {0: {blockErrors: {points: {messages: ["Trop de points."]}}}}};
          return definition.render(placeholder, "essai", answers, error).element.textContent;
        }"""
    )
    assert "Trop de points." in message


def test_a_simulation_beside_the_form(form: Page):
    form.get_by_role("button", name="Afficher ou masquer : Simulation").click()
    simulation = form.locator(".sillon-simulation")
    expect(simulation.get_by_text("Questions posées : 3 sur 5")).to_be_visible()
    simulation.get_by_label("Réponse dit").check()
    result = simulation.get_by_role("region", name="Résultat")
    expect(result).to_contain_text("50 %, 4 sur 8 points possibles")
    expect(simulation.get_by_label("Réponse dit")).to_be_focused()
    blocks = Stream(form, "questions").blocks()
    blocks.nth(2).get_by_label("Réponse 2 : points, Pertinence").fill("3")
    expect(result).to_contain_text("75 %, 6 sur 8 points possibles")
    # A problem leads to its block.
    blocks.nth(3).locator("[data-streamfield-action=MOVE_UP]").first.click()
    problem = simulation.get_by_role("link", name="Question 2")
    expect(problem).to_be_visible()
    settle(form)  # the panel is drawn anew once the form has saved itself
    problem.click()
    expect(blocks.nth(2).get_by_label("Question dont celle-ci dépend")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_our_forms(form: Page, scheme):
    form.emulate_media(color_scheme=scheme)
    form.get_by_role("button", name="Afficher ou masquer : Simulation").click()
    form.locator(".sillon-simulation").get_by_label("Réponse non").first.check()
    expect(form.locator(".sillon-simulation").get_by_text("Points faibles")).to_be_visible()
    for width in (1280, 390):
        form.set_viewport_size({"width": width, "height": 900})
        form.wait_for_timeout(800)
        assert ours(violations(form)) == []


def test_a_form_of_eighty_questions_is_soon_ready_and_saves_itself_soon(page: Page, home, editor):
    chapter = add_chapter("Démarrer", "demarrer")
    axes, questions = diagnostics.large([add_sheet(chapter, f"fiche-{number}") for number in range(8)])
    diagnostic = DiagnosticPageFactory(parent=MementoPage.objects.get(), axes=axes, questions=questions)
    log_in(page, editor)
    url = reverse("wagtailadmin_pages:edit", args=[diagnostic.pk])
    open_watched_form(page, url)
    assert Stream(page, "questions").blocks().count() == 81
    before = busy(page)
    page.goto(url)
    assert busy(page) - before < READY

    open_watched_form(page, url)
    block = Stream(page, "questions").blocks().nth(40)
    block.locator("[data-panel-toggle]").click()
    before = busy(page)
    with page.expect_response(lambda response: response.request.method == "POST" and url in response.url) as saved:
        fill(block, text="Une autre question ?")
    assert saved.value.ok
    assert busy(page) - before < SAVED
    text = fresh(diagnostic).get_latest_revision_as_object().questions[40].value["text"]
    assert text == "Une autre question ?"
