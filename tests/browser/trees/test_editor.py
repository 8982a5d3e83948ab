"""An editor makes a decision tree from an empty form: the drawing follows, publication is refused twice, then done."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from memento.models import DecisionTreePage, MementoPage
from tests.browser.axe import violations
from tests.browser.conftest import log_in, open_watched_form
from tests.browser.main_thread import READY, SAVED, busy
from tests.factories.memento import ChapterPageFactory, SheetPageFactory, add_tree, fresh
from tests.factories.trees import outcome, wide

#: Rich text has no name of its own, and two blocks of a stream the same one as long as they are open.
OF_WAGTAIL = {"aria-input-field-name", "landmark-unique"}
NODES = "#panel-child-arbre-nodes-section"


class Nodes:
    """The questions and outcomes of the form, as they are filled by hand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.section = page.locator(NODES)
        self.panel = page.locator("[data-side-panel='tree-drawing']")

    def blocks(self) -> Locator:
        container = self.section.locator("[data-streamfield-stream-container]").first
        return container.locator("> [data-streamfield-child]:visible")

    def add(self, kind: str, mark: str, **fields: str) -> Locator:
        """A new block at the end, through the picker."""
        count = self.blocks().count()
        self.section.locator("> .w-panel__content button.c-sf-add-button").last.click()
        self.page.get_by_role("option", name=kind, exact=True).click()
        expect(self.blocks()).to_have_count(count + 1)
        block = self.blocks().nth(count)
        for name, text in {"mark": mark, **fields}.items():
            block.locator(f"[data-contentpath='{name}'] >> input:visible, textarea:visible").first.fill(text)
        return block

    def question(self, mark: str, text: str, *answers: str) -> Locator:
        block = self.add("Question", mark, text=text)
        for rank, answer in enumerate(answers, 1):
            block.get_by_label(f"Réponse {rank} : Réponse").fill(answer)
        return block

    def outcome(self, mark: str, title: str, recommendation: str = "") -> Locator:
        block = self.add("Issue", mark, title=title)
        block.locator("select").select_option("go")
        if recommendation:
            block.locator("[contenteditable=true]").click()
            self.page.keyboard.type(recommendation)
        return block

    def lead(self, block: Locator, rank: int, target: str) -> None:
        select = block.get_by_label(f"Réponse {rank} : Va vers")
        select.focus()
        select.select_option(label=target)

    def publish(self) -> None:
        self.page.locator("footer button[data-w-dropdown-target=toggle]").click()
        self.page.get_by_role("button", name="Publier", exact=True).click()


def test_a_tree_of_five_nodes_from_an_empty_form(page: Page, home, moderator, elsewhere, client):
    chapter = ChapterPageFactory(parent=MementoPage.objects.get(), title="Démarrer", slug="demarrer")
    SheetPageFactory(parent=fresh(chapter), slug="murs", title="Les murs")
    log_in(page, moderator)
    page.goto("/admin/")
    page.get_by_role("link", name="Arbres", exact=True).click()
    page.get_by_role("link", name="Ajouter : arbre de décision").first.click()
    page.locator("#id_title").fill("Par où commencer ?")
    page.locator("#id_introduction").fill("Pour qui hésite encore.")
    page.locator("[data-side-panel-toggle='tree-drawing']").click()
    nodes = Nodes(page)
    expect(nodes.panel).to_contain_text("Ajoutez au moins une question")

    first = nodes.question("A1", "Un besoin est-il repéré ?", "Oui", "Non")
    second = nodes.question("B1", "Qui paiera l’animation ?", "Des recettes", "Personne")
    nodes.outcome("R1", "Lancer un essai", "Le moment est bon.")
    nodes.outcome("R2", "Rencontrer vingt personnes", "Avant tout.")
    nodes.outcome("R3", "Renoncer")
    nodes.lead(first, 1, "B1 · Qui paiera l’animation ?")
    nodes.lead(first, 2, "R2 · Rencontrer vingt personnes")
    nodes.lead(second, 1, "R1 · Lancer un essai")
    nodes.lead(second, 2, "A1 · Un besoin est-il repéré ?")

    # The drawing follows, and names what is wrong.
    expect(nodes.panel.locator(".tree-box")).to_have_count(5)
    expect(nodes.panel.locator(".tree-fault")).to_have_count(1)
    expect(nodes.panel.locator(".tree-fault")).to_have_text("↺ A1")
    expect(nodes.panel).to_contain_text("A1 → B1 → A1")
    assert [rule for rule in violations(page) if rule[0] not in OF_WAGTAIL] == []

    # First refusal: a cycle, an outcome that nothing leads to, and one without recommendation.
    nodes.publish()
    expect(nodes.blocks().nth(1)).to_contain_text("fait tourner en rond")
    expect(nodes.blocks().nth(4)).to_contain_text("Aucune réponse ne mène à cette issue")
    expect(nodes.blocks().nth(4)).to_contain_text("Écrivez une recommandation")

    # The panel leads to the block and the field; the cycle is mended there.
    if nodes.panel.is_hidden():
        page.locator("[data-side-panel-toggle='tree-drawing']").click()
    nodes.panel.get_by_role("link", name="fait tourner en rond").click()
    expect(nodes.blocks().nth(1).get_by_label("Réponse 1 : Réponse")).to_be_focused()
    nodes.lead(nodes.blocks().nth(1), 2, "R3 · Renoncer")
    expect(nodes.panel).to_contain_text("Un point empêche de publier")

    # Second refusal: the recommendation.
    nodes.publish()
    expect(nodes.blocks().nth(4)).to_contain_text("Écrivez une recommandation")
    expect(nodes.blocks().nth(4)).not_to_contain_text("Aucune réponse ne mène")
    last = nodes.blocks().nth(4)
    last.locator("[contenteditable=true]").click()
    page.keyboard.type("Dites-le clairement.")
    last.locator("[data-contentpath='next_questions'] textarea").fill(
        "Au conseil : quand rouvrir la question ?\nAux voisins : qui aiderait ?"
    )
    last.get_by_role("button", name="Ajouter des fiches").click()
    page.get_by_role("dialog").get_by_role("checkbox").last.check()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer la sélection").click()
    expect(last.locator("[data-contentpath='sheets'] li")).to_have_text("Les murs")
    expect(nodes.panel).to_contain_text("Rien n’empêche de publier")

    nodes.publish()
    expect(page.get_by_text("publiée").first).to_be_visible()
    tree = DecisionTreePage.objects.get(title="Par où commencer ?")
    assert tree.live
    assert [node.mark for node in tree.tree.ordered] == ["A1", "B1", "R2", "R1", "R3"]
    end = tree.tree.nodes[-1]
    assert end.next_questions == ("Au conseil : quand rouvrir la question ?", "Aux voisins : qui aiderait ?")
    assert len(end.sheets) == 1
    assert "Un besoin est-il repéré" in client.get(tree.url).text
    assert elsewhere == []


def recommendation(end: Any) -> str:
    """The HTML of an outcome's recommendation, without the keys that Wagtail's editor gives paragraphs."""
    return re.sub(' data-block-key="[^"]*"', "", end.value["recommendation"].source)


def test_a_form_of_sixty_nodes_is_soon_ready_and_saves_itself_soon(page: Page, home, editor):
    ends = [
        outcome(f"R{n + 1}", sheets=[], places=[], next_questions=["À la mairie : la salle est-elle libre ?"] * 3)
        for n in range(38)
    ]
    tree = add_tree("arbre", title="Arbre", nodes=[*wide(22, 38)[:22], *ends])
    log_in(page, editor)
    url = reverse("wagtailadmin_pages:edit", args=[tree.pk])
    open_watched_form(page, url)
    assert page.locator(".sillon-rows").count() == 22
    before = busy(page)
    page.goto(url)
    assert busy(page) - before < READY

    open_watched_form(page, url)
    Nodes(page).blocks().nth(1).locator("[data-panel-toggle]").click()
    before = busy(page)
    with page.expect_response(lambda response: response.request.method == "POST" and url in response.url) as saved:
        page.locator("[name='nodes-1-value-text']").fill("Autre question ?")
    assert saved.value.ok
    assert busy(page) - before < SAVED
    draft = DecisionTreePage.objects.get(pk=tree.pk).get_latest_revision_as_object()
    assert draft.nodes[1].value["text"] == "Autre question ?"
    # What was closed is as it was, rich text included.
    assert [recommendation(end) for end in draft.nodes[22:]] == [recommendation(end) for end in tree.nodes[22:]]
