"""The admin as an untrained editor and a moderator meet it."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from home.models import StandardPage
from inventory.models import SiteProfilePage
from memento.models import MementoPage
from tests.browser.axe import violations
from tests.browser.conftest import log_in
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory, inventory_index


def panel(page: Page, heading: str):
    return page.get_by_role("region", name=heading)


def test_a_place_goes_from_the_side_menu_to_the_moderators_dashboard(
    page: Page, second_page: Page, home, editor, moderator, elsewhere
):
    log_in(page, editor)
    page.goto("/admin/")
    expect(panel(page, "Mes brouillons")).to_contain_text("Vous n’avez pas de brouillon")
    page.get_by_role("link", name="Lieux", exact=True).click()
    page.get_by_role("link", name="Ajouter : fiche lieu").first.click()
    page.get_by_role("textbox", name="Nom du lieu").fill("La Filature")
    page.locator("#id_summary").fill("Un atelier partagé au bord du Guiers.")
    page.get_by_label("Coworking", exact=True).check()
    page.locator("#id_state").select_option("active")
    page.get_by_role("tab", name="Localisation").click()
    page.locator("#id_milieu").select_option("rural")
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Envoyer en relecture (Modération)").click()
    page.wait_for_url(lambda url: "/add/" not in url)

    page.goto("/admin/")
    expect(panel(page, "Mes brouillons").get_by_role("row", name="La Filature")).to_contain_text("En relecture")
    expect(panel(page, "À modérer")).to_contain_text("Rien n’attend votre relecture.")

    log_in(second_page, moderator)
    second_page.goto("/admin/")
    waiting = panel(second_page, "À modérer").get_by_role("row", name="La Filature")
    expect(waiting).to_contain_text("une-editrice")
    waiting.get_by_role("link", name="La Filature").click()
    expect(second_page.get_by_role("textbox", name="Nom du lieu")).to_have_value("La Filature")
    assert not SiteProfilePage.objects.get(slug="la-filature").live
    assert elsewhere == []


def test_the_picker_previews_a_block_as_the_site_shows_it(page: Page, home, editor):
    log_in(page, editor)
    page.goto(reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk]))
    page.locator("#panel-child-contenu-body-section").get_by_role("button", name="Insérer un bloc").last.click()
    page.locator("[role=option]", has_text="Encadré").locator("..").get_by_role("button").last.click()
    shown = page.frame_locator("[class*=combobox-preview] iframe")
    expect(shown.get_by_text("Deux questions d’abord")).to_be_visible()
    assert shown.locator("body").evaluate("body => getComputedStyle(body).getPropertyValue('--spruce')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, home, editor, scheme):
    place = SiteProfilePageFactory(title="La Filature")
    draft = StandardPageFactory(parent=home, title="La démarche", live=False)
    draft.save_revision(user=editor)
    page.emulate_media(color_scheme=scheme)
    log_in(page, editor)
    screens = {
        "dashboard": "/admin/",
        "explorer": reverse("wagtailadmin_explore", args=[home.pk]),
        "places": reverse("wagtailadmin_explore", args=[inventory_index().pk]),
        "listing": reverse("wagtailadmin_pages:type_use", args=["inventory", "siteprofilepage"]),
        "choice of a type": reverse("wagtailadmin_pages:add_subpage", args=[MementoPage.objects.get().pk]),
        "editor": reverse("wagtailadmin_pages:edit", args=[place.pk]),
    }
    MementoPage.objects.get().get_children().delete()
    assert StandardPage.objects.get() == draft
    found = {}
    for name, path in screens.items():
        page.goto(path)
        expect(page.get_by_role("link", name="Tableau de bord")).to_be_visible()
        if broken := violations(page):
            found[name] = broken
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
