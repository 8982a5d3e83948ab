"""An editor's session ends while she writes: a message says so, she logs in beside, goes on, and loses nothing."""

from __future__ import annotations

import io
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from core.bin import moves
from core.models import Partner, SillonImage
from core.setup import ensure_page
from home.models import StandardPage
from tests.browser.axe import violations
from tests.browser.conftest import PASSWORD, choose_image, log_in, open_watched_form
from tests.conftest import make_user

ENDED = "Votre session est terminée"
AGAIN = "Vous êtes de nouveau connecté"
#: What the autosave's indicator shows: saving, saved or paused.
STATE = "data-w-autosave-state-value"


@pytest.fixture
def about(home) -> StandardPage:
    return ensure_page(home, StandardPage, "la-demarche", "La démarche")


@pytest.fixture
def image(home) -> SillonImage:
    data = io.BytesIO()
    Image.new("RGB", (60, 40), (15, 91, 79)).save(data, "JPEG")
    file = ContentFile(data.getvalue(), "facade.jpg")
    return SillonImage.objects.create(title="La façade", description="Une façade", file=file)


def photo() -> dict:
    data = io.BytesIO()
    Image.new("RGB", (60, 40), (91, 15, 79)).save(data, "JPEG")
    return {"name": "grange.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def delete_session(page: Page) -> None:
    Session.objects.all().delete()


def delete_session_cookie(page: Page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def delete_csrf_cookie(page: Page) -> None:
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)


def bar(page: Page):
    return page.locator(".sillon-session")


def indicator(page: Page):
    return page.locator("#w-autosave-indicator")


def edit(page: Page, about: StandardPage) -> None:
    open_watched_form(page, f"/admin/pages/{about.pk}/edit/")


def insert_block(page: Page, name: str) -> None:
    page.get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name=name, exact=True).click()


def log_in_beside(page: Page, username: str) -> None:
    """Follow the link of the message, log in there, and come back."""
    with page.expect_popup() as opened:
        bar(page).get_by_role("link").click()
    log_in_at(opened.value, username)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")  # headless windows have all of them the focus


def log_in_at(tab: Page, username: str) -> None:
    tab.locator("#id_login").fill(username)
    tab.locator("#id_password").fill(PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Se connecter").click()
    expect(tab.get_by_role("heading", name="Vous êtes connecté")).to_be_visible()
    tab.close()


def draft_of(page: StandardPage) -> StandardPage:
    return StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def publish(page: Page) -> None:
    page.wait_for_timeout(800)
    page.wait_for_load_state("networkidle")
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()


@pytest.mark.parametrize("end", [delete_session, delete_session_cookie])
def test_editor_logs_in_beside_and_publishes_what_she_wrote(page: Page, about, image, editor, elsewhere, end):
    log_in(page, editor)
    edit(page, about)
    end(page)
    page.locator("#id_introduction").fill("Une introduction écrite pour rien ?")
    expect(bar(page)).to_contain_text(ENDED)
    expect(bar(page)).to_have_role("alert")
    expect(indicator(page)).to_have_attribute(STATE, "paused")
    expect(indicator(page)).to_have_attribute("data-w-tooltip-content-value", re.compile("Votre session est terminée"))
    assert violations(page) == []

    insert_block(page, "Texte")
    page.locator("[data-streamfield-child] .public-DraftEditor-content").last.click()
    page.keyboard.type("Un paragraphe entier.")
    insert_block(page, "Image")
    chooser = page.get_by_role("button", name="Choisir une image").last
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    chooser.click()
    page.wait_for_load_state("networkidle")
    expect(chooser).to_be_enabled()
    publish(page)
    expect(bar(page).get_by_role("link", name="Se connecter")).to_be_focused()
    assert alerts == []
    assert page.url.endswith(f"/admin/pages/{about.pk}/edit/")
    about.refresh_from_db()
    assert about.introduction == ""

    log_in_beside(page, "une-editrice")
    expect(bar(page)).to_contain_text(AGAIN)
    expect(indicator(page)).to_have_attribute(STATE, "saved")
    chooser.click()
    page.get_by_role("dialog").get_by_role("link", name="La façade").first.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    publish(page)
    expect(page.get_by_text(re.compile("La démarche.*publiée"))).to_be_visible()
    about = StandardPage.objects.get(pk=about.pk)
    assert about.introduction == "Une introduction écrite pour rien ?"
    assert [block.block_type for block in about.body] == ["text", "image"]
    assert "Un paragraphe entier." in str(about.body[0].value)
    assert elsewhere == []


def test_lost_csrf_cookie_is_replaced_without_a_word(page: Page, about, editor):
    log_in(page, editor)
    edit(page, about)
    delete_csrf_cookie(page)
    page.locator("#id_introduction").fill("Enregistré tout de même")
    expect(indicator(page)).to_have_attribute(STATE, "saved")
    assert draft_of(about).introduction == "Enregistré tout de même"
    delete_csrf_cookie(page)
    publish(page)
    expect(page.get_by_text(re.compile("La démarche.*publiée"))).to_be_visible()
    about.refresh_from_db()
    assert about.introduction == "Enregistré tout de même"


def test_other_account_is_named_and_gets_nothing(page: Page, about, editor):
    make_user("un-autre", "Éditeurs", first_name="Noé", last_name="Autre")
    log_in(page, editor)
    edit(page, about)
    delete_session(page)
    page.locator("#id_introduction").fill("De l’éditrice")
    log_in_beside(page, "un-autre")
    expect(bar(page)).to_contain_text("Le compte « Noé Autre » est maintenant connecté")
    expect(bar(page)).to_contain_text("ouverte avec le compte « une-editrice »")
    page.locator("#id_introduction").fill("De l’éditrice, encore")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_load_state("networkidle")
    assert not about.revisions.filter(user__username="un-autre").exists()
    expect(page.locator("#id_introduction")).to_have_value("De l’éditrice, encore")
    expect(page.get_by_role("button", name="Enregistrer le brouillon")).to_be_enabled()

    with page.expect_popup() as opened:
        bar(page).get_by_role("link", name="Changer de compte").click()
    tab = opened.value
    tab.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    tab.get_by_role("main").get_by_role("link", name="Se connecter").click()
    log_in_at(tab, "une-editrice")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(bar(page)).to_contain_text(AGAIN)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text(re.compile("La démarche.*mise à jour"))).to_be_visible()
    assert draft_of(about).introduction == "De l’éditrice, encore"
    assert set(about.revisions.exclude(user=None).values_list("user", flat=True)) == {editor.pk}


def test_image_is_uploaded_after_the_session_ended_in_its_dialog(page: Page, about, image, editor):
    log_in(page, editor)
    edit(page, about)
    insert_block(page, "Image")
    page.get_by_role("button", name="Choisir une image").last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Transférer").click()
    choose_image(dialog, photo(), "La grange", "Une grange en pierre")
    delete_session(page)
    dialog.get_by_role("button", name="Transférer").click()
    expect(bar(page)).to_contain_text(ENDED)
    log_in_beside(page, "une-editrice")
    expect(bar(page)).to_contain_text(AGAIN)
    dialog.get_by_role("button", name="Transférer").click()
    expect(page.locator("[data-streamfield-child]").get_by_text("La grange", exact=True).first).to_be_visible()
    expect(dialog).to_be_hidden()
    assert SillonImage.objects.filter(title="La grange", description="Une grange en pierre").exists()


def test_form_without_autosave_is_held_back(page: Page, home, editor):
    log_in(page, editor)
    page.goto("/admin/snippets/core/partner/add/")
    page.locator("#id_name").fill("La Fabrique")
    page.locator("#id_slug").fill("la-fabrique")
    delete_session(page)
    page.locator("#w-editor-form button[type=submit]").first.click()
    expect(bar(page)).to_contain_text(ENDED)
    log_in_beside(page, "une-editrice")
    expect(bar(page)).to_contain_text(AGAIN)
    page.locator("#w-editor-form button[type=submit]").first.click()
    expect(page.get_by_text(re.compile("La Fabrique.*c’est enregistré"))).to_be_visible()
    assert Partner.objects.get().name == "La Fabrique"


def test_form_that_reaches_the_server_goes_on_from_its_page(page: Page, home, editor):
    """As without our script, or when the session ends after its question."""
    page.route("**/admin-session.js", lambda route: route.abort())
    log_in(page, editor)
    page.goto("/admin/snippets/core/partner/add/")
    page.locator("#id_name").fill("La Fabrique")
    page.locator("#id_slug").fill("la-fabrique")
    delete_session(page)
    page.locator("#w-editor-form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name=ENDED)).to_be_visible()
    assert violations(page) == []
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Connectez-vous dans un nouvel onglet").click()
    log_in_at(opened.value, "une-editrice")
    page.get_by_role("button", name="Je suis connecté, continuer").click()
    assert not Partner.objects.exists()
    page.get_by_role("button", name="Envoyer avec le compte « une-editrice »").click()
    expect(page.get_by_text(re.compile("La Fabrique.*c’est enregistré"))).to_be_visible()
    assert Partner.objects.get().name == "La Fabrique"


def test_page_that_is_deleted_meanwhile_is_restored_beside_and_goes_on(page: Page, about, editor):
    alix = make_user("alix", "Modérateurs", first_name="Alix", last_name="Roy")
    log_in(page, editor)
    edit(page, about)
    moves.put(about, alix)
    page.locator("#id_introduction").fill("Écrit pendant que la page partait")
    expect(bar(page)).to_contain_text(re.compile(r"Cette page est dans la corbeille depuis .* \(Alix Roy\)"))
    expect(bar(page)).to_have_role("alert")
    expect(indicator(page)).to_have_attribute(STATE, "paused")
    expect(indicator(page)).to_have_attribute("data-w-tooltip-content-value", re.compile("dans la corbeille"))
    assert violations(page) == []
    button = page.get_by_role("button", name="Enregistrer le brouillon")
    button.click()
    expect(bar(page).get_by_role("link")).to_be_focused()
    expect(button).to_be_enabled()
    expect(page.locator("#id_introduction")).to_have_value("Écrit pendant que la page partait")

    with page.expect_popup() as opened:
        bar(page).get_by_role("link", name="Ouvrir la corbeille").click()
    opened.value.get_by_role("button", name="Restaurer").click()
    expect(opened.value.get_by_text(re.compile("La démarche.*est restaurée"))).to_be_visible()
    opened.value.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(bar(page)).to_contain_text("Cette page peut de nouveau être enregistrée")
    expect(indicator(page)).to_have_attribute(STATE, "saved")
    assert draft_of(about).introduction == "Écrit pendant que la page partait"

    lock = {"locked": True, "locked_by": alix, "locked_at": timezone.now()}
    StandardPage.objects.filter(pk=about.pk).update(**lock)
    page.locator("#id_introduction").fill("Et encore un mot")
    expect(bar(page)).to_contain_text("Alix Roy")
    StandardPage.objects.filter(pk=about.pk).update(locked=False, locked_by=None, locked_at=None)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(indicator(page)).to_have_attribute(STATE, "saved")
    publish(page)
    expect(page.get_by_text(re.compile("La démarche.*publiée"))).to_be_visible()
    about.refresh_from_db()
    assert about.introduction == "Et encore un mot"
