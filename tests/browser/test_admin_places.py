"""Changing many places at once, as an editor does it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from inventory.models import SiteProfilePage
from inventory.quality.kinds import FlawKind
from tests.browser.axe import violations
from tests.browser.conftest import log_in
from tests.factories.inventory import SiteProfilePageFactory


def test_two_places_are_chosen_marked_and_told(page: Page, home, editor):
    for title in ("La Filature", "La Forge", "Le Moulin"):
        SiteProfilePageFactory(title=title, opened="2014").save_revision().publish()
    log_in(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Lieux", exact=True).click()
    for title in ("La Filature", "La Forge"):
        page.get_by_role("row", name=title).get_by_role("checkbox").check()
    actions = page.get_by_role("region", name="Actions en masse")
    expect(actions).to_contain_text("2 pages sélectionnées")
    assert violations(page) == []
    actions.get_by_role("link", name="Changer l’état des lieux choisis").click()
    expect(page.get_by_role("listitem").filter(has_text=re.compile("La F"))).to_have_count(2)
    page.get_by_label("Nouvel état").select_option("Fermé")
    page.get_by_label("Date de fermeture").fill("fin 2019")
    assert violations(page) == []
    page.get_by_role("button", name="Changer l’état").click()
    expect(page.get_by_text("2 fiches passées à l’état « Fermé »")).to_be_visible()
    expect(page.get_by_role("row", name="Le Moulin")).to_contain_text("En activité")
    assert SiteProfilePage.objects.filter(state="closed", closed_latest="2019-12-31").count() == 2


def test_places_to_review_are_filtered_by_what_is_wrong_with_them(page: Page, home, editor):
    for title, flaws in (("La Filature", ["web"]), ("La Forge", ["phone"]), ("Le Moulin", [])):
        SiteProfilePageFactory(title=title)
        SiteProfilePage.objects.filter(title=title).update(flaws=flaws)
    log_in(page, editor)
    page.goto("/admin/pages/usage/inventory/siteprofilepage/")
    page.get_by_role("button", name="Afficher les filtres").click()
    page.get_by_role("button", name="À revoir").click()
    boxes = page.locator("#drilldown-id_flaws").get_by_role("checkbox")
    expect(boxes).to_have_count(len(FlawKind) + 1)
    for box in boxes.all():
        expect(box).to_be_in_viewport()  # the menu is too narrow for a long list of boxes to be in columns
    page.get_by_label("Adresse web").check()
    expect(page.get_by_role("row", name="La Forge")).to_have_count(0)
    expect(page.get_by_role("row", name="La Filature")).to_contain_text("à revoir : adresse web")
    assert violations(page) == []
