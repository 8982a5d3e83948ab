"""Contributing on a phone: steps that save themselves, the map, files, and the same without a script."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from members.models import Contribution, Upload
from tests.browser.axe import violations, violations_by_scheme
from tests.browser.conftest import log_in
from tests.factories.inventory import SiteProfilePageFactory

WATCH = """
window.refused = [];
const refuse = (event) => refused.push(event.violatedDirective + event.blockedURI);
document.addEventListener("securitypolicyviolation", refuse);
"""


@pytest.fixture(autouse=True)
def on_a_phone(page: Page, elsewhere):
    """No test may be refused anything by the content security policy, or ask anything of another host."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(WATCH)
    yield
    assert page.evaluate("window.refused ?? []") == []
    assert elsewhere == []


def picture() -> dict:
    made = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(made, "JPEG")
    return {"name": "facade.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def fill_first(page: Page) -> None:
    page.get_by_label("Nom du lieu").fill("La Scierie du Guiers")
    page.get_by_label("En bref").fill("Un atelier partagé au bord de la rivière.")
    page.get_by_label("Coworking", exact=True).check()
    page.get_by_label("Où en est-il").select_option("active")


def saved(page: Page) -> Locator:
    """What the page says of its saving itself."""
    return page.get_by_role("main").get_by_role("status").last


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer et continuer", exact=True).click()


def test_a_place_is_proposed_over_two_visits(page: Page, member):
    log_in(page, member)
    page.goto("/contribuer/")
    assert violations(page) == []
    page.get_by_role("link", name="Proposer un lieu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le lieu")
    assert violations_by_scheme(page) == {}

    # It saves itself, and takes the focus from nobody.
    page.get_by_label("Nom du lieu").fill("La Scierie du Guiers")
    expect(saved(page)).to_have_text(re.compile(r"Enregistré à \d+\sh\s\d\d"))
    expect(page.get_by_label("Nom du lieu")).to_be_focused()
    assert Contribution.objects.get().title == "La Scierie du Guiers"

    # Another day.
    page.goto("/compte/contributions/")
    assert violations(page) == []
    page.get_by_role("link", name="La Scierie du Guiers").click()
    assert violations(page) == []
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_label("Nom du lieu")).to_have_value("La Scierie du Guiers")
    fill_first(page)
    go_on(page)

    # The point: by a button, then by the keyboard.
    expect(page.get_by_role("heading", level=1)).to_have_text("Où il est")
    point = page.get_by_label("Point sur la carte")
    point.focus()  # the map comes when it is in view
    page.get_by_role("button", name="Repère au milieu").click()
    expect(point).to_have_value("45.19000, 5.72000")
    page.locator(".point-marker").focus()
    page.keyboard.press("ArrowUp")
    expect(point).not_to_have_value("45.19000, 5.72000")
    assert violations(page) == []
    point.fill("quelque part")
    go_on(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert violations_by_scheme(page) == {}
    summary.get_by_role("link", name="Point sur la carte").click()
    expect(point).to_be_focused()
    expect(point).to_have_value("quelque part")
    point.fill("45.39, 5.73")
    page.get_by_label("Commune").fill("Saint-Laurent-du-Pont")
    page.get_by_label("Dans quel milieu").select_option("rural")

    page.get_by_role("button", name="Photos").click()
    page.locator("[type=file]").set_input_files(picture())
    words = page.get_by_label("Ce que l’on voit sur la photo")
    words.fill("La façade")
    expect(saved(page)).to_have_text(re.compile("Enregistré"))
    assert Upload.objects.get().title == "La façade"
    assert violations(page) == []
    go_on(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Relire et envoyer")
    expect(page.locator("main")).to_contain_text("45.39, 5.73")
    assert violations_by_scheme(page) == {}
    page.get_by_role("link", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La Scierie du Guiers")
    expect(page.get_by_role("complementary", name="Aperçu")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Revenir à ma contribution").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message")).to_contain_text("Merci")
    assert violations(page) == []
    assert Contribution.objects.get().state == "waiting"


@pytest.mark.parametrize("page", [False], indirect=True)
def test_the_same_without_a_script(page: Page, member):
    log_in(page, member)
    page.goto("/contribuer/lieu/")
    expect(page.locator(".map-frame")).to_have_count(0)
    fill_first(page)
    page.get_by_label("En bref").fill("")
    page.get_by_label("Nom du lieu").press("Enter")
    expect(page.locator(".point-map")).to_be_hidden()
    page.get_by_label("Point sur la carte").fill("45,39 ; 5,73")
    page.get_by_label("Commune").fill("Saint-Laurent-du-Pont")
    page.get_by_label("Dans quel milieu").select_option("rural")
    page.get_by_role("button", name="Photos").click()
    page.locator("[type=file]").set_input_files(picture())
    page.get_by_role("button", name="Envoyer ces fichiers").click()
    page.get_by_label("Ce que l’on voit sur la photo").fill("La façade")
    go_on(page)
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("alert").get_by_role("link", name="En bref").click()
    page.get_by_label("En bref").fill("Un atelier partagé.")
    page.get_by_role("button", name="Relire et envoyer").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message")).to_contain_text("Merci")
    kept = Contribution.objects.get()
    assert (kept.state, Upload.objects.get().title) == ("waiting", "La façade")


def test_two_windows_are_compared(page: Page, member):
    log_in(page, member)
    page.goto("/contribuer/lieu/")
    fill_first(page)
    expect(saved(page)).to_have_text(re.compile("Enregistré"))
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Nom du lieu").fill("De l’autre fenêtre")
    expect(saved(other)).to_have_text(re.compile("Enregistré"))
    page.get_by_label("Nom du lieu").fill("De la première")
    expect(saved(page)).to_contain_text("Une autre fenêtre")
    go_on(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Nom du lieu")).to_have_value("De la première")
    expect(page.locator("form .facts")).to_contain_text("De l’autre fenêtre")
    assert violations(page) == []
    page.get_by_role("button", name="Enregistrer ce qui est écrit ici").click()
    page.wait_for_url("**/adresse/")
    assert Contribution.objects.get().title == "De la première"


def test_a_session_that_ends_gives_back_what_was_typed(page: Page, member):
    log_in(page, member)
    page.goto("/contribuer/lieu/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Nom du lieu").fill("Tapé trop tard")
    saved(page).get_by_role("link", name="Se connecter").click()
    page.get_by_label("Adresse électronique ou nom d’utilisateur").fill(member.username)
    page.get_by_label("Mot de passe", exact=True).fill("motdepasse")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label("Nom du lieu")).to_have_value("Tapé trop tard")
    expect(page.get_by_role("alert")).to_contain_text("rien n’est perdu")
    assert violations(page) == []


def test_without_a_network_one_is_told_and_nothing_goes(page: Page, member):
    log_in(page, member)
    page.goto("/contribuer/lieu/")
    page.context.set_offline(True)
    page.get_by_label("Nom du lieu").fill("Dans le train")
    expect(saved(page)).to_contain_text("Hors connexion")
    page.context.set_offline(False)
    expect(saved(page)).to_have_text(re.compile("Enregistré"))
    assert Contribution.objects.get().title == "Dans le train"


def test_an_error_is_reported_without_an_account(page: Page, home):
    place = SiteProfilePageFactory(title="L’Établi")
    page.goto(place.url)
    page.get_by_role("link", name="Signaler une erreur").last.click()
    assert violations_by_scheme(page) == {}
    page.get_by_label("Autre chose").check()
    page.wait_for_timeout(3500)  # as long as a person takes
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("En quelques mots").fill("Le rez-de-chaussée est muré.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    assert violations(page) == []
    assert Contribution.objects.get().state == "waiting"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")


def test_a_correction_shows_before_and_after(page: Page, member):
    place = SiteProfilePageFactory(title="L’Établi", summary="Un atelier.")
    log_in(page, member)
    page.goto(place.url)
    page.get_by_role("link", name="Corriger ou compléter cette fiche").last.click()
    # The names of the steps, not their numbers alone.
    expect(page.get_by_text("Que voulez-vous corriger")).to_be_visible()
    expect(page.locator(".stepper li:visible .stepper-title")).to_have_count(page.locator(".stepper > ol li").count())
    assert violations_by_scheme(page) == {}
    page.get_by_text("Que voulez-vous corriger").click()
    expect(page.locator(".stepper > ol")).to_be_visible()
    expect(page.get_by_label("En bref")).to_have_value("Un atelier.")
    page.get_by_label("En bref").fill("Un atelier et un café.")
    page.get_by_role("button", name="C’est tout, relire et envoyer").click()
    expect(page.locator("main del")).to_contain_text("Un atelier.")
    expect(page.locator("main ins")).to_contain_text("Un atelier et un café.")
    assert violations_by_scheme(page) == {}
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message")).to_contain_text("Merci")
    page.get_by_role("link", name="Retirer").click()
    assert violations(page) == []
    page.get_by_role("button", name="Retirer").click()
    expect(page.locator(".badge")).to_have_text("Retirée")
