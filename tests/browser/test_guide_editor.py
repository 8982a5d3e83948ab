"""An editor makes a sheet from a model, with ten kinds of blocks; a moderator accepts it; readers see all of it."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from inventory.models import SiteProfilePage
from memento.models import ChapterPage, GlossaryTerm, MementoPage, SharedBlock, SheetPage
from tests.browser.axe import violations
from tests.browser.conftest import log_in, settle
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import ChapterPageFactory

BODY = "#panel-child-contenu-body-section"


@pytest.fixture
def chapter(home) -> ChapterPage:
    ChapterPageFactory(parent=MementoPage.objects.get(), title="Tenir", slug="tenir")
    return ChapterPageFactory(parent=MementoPage.objects.get(), title="Démarrer", slug="demarrer")


@pytest.fixture
def place(home) -> SiteProfilePage:
    return SiteProfilePageFactory(title="La Filature", summary="Un atelier au bord du Guiers.")


class Body:
    """The blocks of the form, as they are filled by hand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.section = page.locator(BODY)

    def blocks(self) -> Locator:
        """The blocks of the body, without those inside them."""
        container = self.section.locator("[data-streamfield-stream-container]").first
        return container.locator("> [data-streamfield-child]:visible")

    def kinds(self) -> list[str]:
        return [
            text.strip() for text in self.blocks().locator("> section > div > h2 .c-sf-block__type").all_inner_texts()
        ]

    def block(self, kind: str, rank: int = 0) -> Locator:
        """The block of a kind, the first one or the one of that rank."""
        heading = self.page.locator("> section > div > h2 .c-sf-block__type", has_text=re.compile(f"^{kind}$"))
        return self.blocks().filter(has=heading).nth(rank)

    def add(self, kind: str) -> Locator:
        """A new block at the end, through the picker."""
        count = self.blocks().count()
        self.section.locator("> .w-panel__content button.c-sf-add-button").last.click()
        self.page.get_by_role("option", name=kind, exact=True).click()
        expect(self.blocks()).to_have_count(count + 1)
        return self.blocks().nth(count)

    def fill(self, block: Locator, **fields: str) -> None:
        for path, text in fields.items():
            block.locator(f"[data-contentpath='{path}'] >> input:visible, textarea:visible").first.fill(text)

    def write(self, block: Locator, text: str, rank: int = 0) -> None:
        """Into a rich text."""
        block.locator("[contenteditable=true]").nth(rank).click()
        self.page.keyboard.type(text)

    def items(self, block: Locator) -> Locator:
        return block.locator("[data-streamfield-child]:visible")

    def remove(self, block: Locator) -> None:
        block.locator("[data-streamfield-action=DELETE]").first.click()

    def settle(self) -> None:
        """The form saves itself half a second after the last key."""
        settle(self.page)


def publish_or_send(page: Page, button: str) -> None:
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name=button).click()


def test_a_sheet_goes_from_a_model_to_readers(
    page: Page, second_page: Page, home, chapter, place, editor, moderator, elsewhere, client
):
    GlossaryTerm.objects.create(term="tiers-lieu", slug="tiers-lieu", definition="Un lieu où l’on fait ensemble.")
    SharedBlock.objects.create(name="Permanences", body=[("text", "<p>Une permanence gratuite.</p>")])
    log_in(page, editor)

    # From the side menu: the chapter, then the model.
    page.goto("/admin/")
    page.get_by_role("link", name="Fiches du mémento", exact=True).click()
    page.get_by_role("link", name="Ajouter : fiche du mémento").first.click()
    page.get_by_role("link", name="Démarrer").click()
    expect(page.get_by_role("heading", name="Par quoi commencer ?")).to_be_visible()
    choice = page.get_by_role("link", name="Fiche thématique")
    choice.focus()
    page.keyboard.press("Enter")

    body = Body(page)
    expect(page.get_by_text("L’idée à garder si l’on ne lit qu’elle.")).to_be_visible()
    page.locator("#id_title").fill("Tenir la première année")
    page.locator("#id_introduction").fill("De quoi passer le premier hiver.")

    body.write(body.block("Texte"), "Le premier hiver décide de tout.")
    body.write(body.block("Encadré"), "Gardez trois mois de loyer.")
    body.block("Définition").get_by_role("button", name="Choisir").first.click()
    page.get_by_role("dialog").get_by_role("link", name="tiers-lieu").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    steps = body.block("Étapes numérotées")
    body.fill(body.items(steps).nth(0), title="Compter les mois froids")
    for _ in range(2):
        body.remove(body.items(steps).nth(1))
        expect(body.items(steps).nth(2)).to_be_hidden()

    table = body.block("Tableau")
    table.locator("tbody input:visible, tbody textarea:visible").first.fill("Poêle à granulés")

    checklist = body.block("Liste à cocher")
    for rank, words in enumerate(("Le bois est rentré", "La cuve est pleine", "Le bail est signé")):
        checklist.locator("input[type=text]:visible").nth(1 + rank).fill(words)

    links = body.block("Ressources")
    body.fill(body.items(links).first, title="Service public", url="https://www.service-public.example/")

    # What the model has not: through the picker.
    place_block = body.add("Fiche lieu")
    place_block.get_by_role("button", name="Choisissez une page").click()
    page.get_by_role("dialog").locator("input[name=q]").fill("Filature")
    expect(page.get_by_role("dialog").get_by_text("Il y a 1 correspondance")).to_be_visible()
    page.get_by_role("dialog").get_by_role("link", name="La Filature").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    body.fill(body.add("Citation"), text="On a tenu grâce aux voisins", author="Une habituée")
    figures = body.add("Chiffres clés")
    body.fill(body.items(figures).first, value="3 mois", label="de loyer d’avance")
    shared = body.add("Bloc partagé")
    shared.get_by_role("button", name="Choisir").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Permanences").click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    # The place goes up, above the resources.
    body.block("Fiche lieu").locator("[data-streamfield-action=MOVE_UP]").first.click()
    expect(body.blocks().nth(len(body.kinds()) - 5)).to_contain_text("La Filature")

    # The preview follows what is typed; what is typed while it loads is taken at the next change.
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("iframe[title*='prévisualisation' i], #w-preview-iframe").first
    expect(preview.get_by_role("heading", name="Tenir la première année", level=1)).to_be_visible()
    expect(preview.get_by_text("Une permanence gratuite.")).to_be_visible()
    body.settle()
    page.locator("#id_introduction").fill("De quoi passer deux hivers.")
    expect(preview.get_by_text("De quoi passer deux hivers.")).to_be_visible()
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()

    # To the moderators, who accept.
    body.settle()
    publish_or_send(page, "Envoyer en relecture (Modération)")
    expect(page.get_by_text(re.compile("Tenir la première année.*(relecture|modération)"))).to_be_visible()
    assert not SheetPage.objects.get(slug="tenir-la-premiere-annee").live

    log_in(second_page, moderator)
    second_page.goto("/admin/")
    second_page.get_by_role("region", name="À modérer").get_by_role("link", name="Tenir la première année").click()
    second_page.locator("footer button[data-w-dropdown-target=toggle]").click()
    second_page.get_by_role("button", name=re.compile("^(Accepter|Approuver)")).first.click()
    expect(second_page.get_by_text("les lecteurs le voient maintenant")).to_be_visible()

    sheet = SheetPage.objects.get(slug="tenir-la-premiere-annee")
    assert sheet.live
    kinds = {block.block_type for block in sheet.body}
    assert len(kinds) >= 10
    assert {"place", "quote", "key_figures", "shared", "definition", "table"} <= kinds
    page.goto(sheet.url)
    text = " ".join(page.get_by_role("main").inner_text().split()).lower()
    told = (
        "Tenir la première année", "De quoi passer deux hivers.", "Le premier hiver décide de tout.",
        "Gardez trois mois de loyer.", "Un lieu où l’on fait ensemble.", "Compter les mois froids", "Poêle à granulés",
        "Le bois est rentré", "Service public", "La Filature", "On a tenu grâce aux voisins", "3 mois",
        "Une permanence gratuite.",
    )  # fmt: skip
    assert [words for words in told if words.lower() not in text] == []
    assert "L’idée à garder si l’on ne lit qu’elle" not in text
    assert "permanence gratuite" in client.get("/api/v3/memento/sheets/tenir-la-premiere-annee/").text
    assert elsewhere == []


def test_a_model_that_is_not_filled_is_saved_and_not_published(page: Page, home, chapter, editor):
    log_in(page, editor)
    page.goto(reverse("wagtailadmin_pages:add", args=["memento", "sheetpage", chapter.pk]) + "?modele=experience")
    page.locator("#id_title").fill("À moitié écrite")
    page.locator("#id_title").blur()
    expect(page.locator("#id_slug")).to_have_value("a-moitie-ecrite")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_url(re.compile("/edit/"))
    expect(page.get_by_text("Le lieu dont on raconte l’expérience.")).to_be_visible()
    page.locator("#id_introduction").fill("Une introduction.")
    Body(page).settle()
    publish_or_send(page, "Publier")
    expect(page.get_by_text("Ce tableau est vide")).to_be_attached()
    assert not SheetPage.objects.get(slug="a-moitie-ecrite").live


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(page: Page, home, chapter, editor, scheme):
    """The screens before and beside the form of a sheet; what is inside a block's form is Wagtail's."""
    block = SharedBlock.objects.create(name="Permanences", body=[("text", "<p>Chaque mardi.</p>")])
    GlossaryTerm.objects.create(term="tiers-lieu", slug="tiers-lieu", definition="Un lieu où l’on fait ensemble.")
    add = reverse("wagtailadmin_pages:add", args=["memento", "sheetpage", chapter.pk])
    snippets = SharedBlock.snippet_viewset
    screens = {
        "chapters": reverse("wagtailadmin_pages:choose_parent", args=["memento", "sheetpage"]),
        "models": add,
        "shared blocks": reverse(snippets.get_url_name("list")),
        "to unpublish": reverse(snippets.get_url_name("unpublish"), args=[block.pk]),
        "glossary": reverse(GlossaryTerm.snippet_viewset.get_url_name("list")),
    }
    page.emulate_media(color_scheme=scheme)
    log_in(page, editor)
    found = {}
    for name, path in screens.items():
        page.goto(path)
        expect(page.get_by_role("link", name="Tableau de bord")).to_be_visible()
        if broken := violations(page):
            found[name] = broken
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
