"""An editor copies a place that has a source, deletes a place that a sheet cites, and brings it back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from inventory.models import PlaceSource, SiteProfilePage
from memento.models import SheetPage
from tests.browser.axe import violations
from tests.browser.conftest import log_in
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import add_chapter, add_sheet


@pytest.fixture
def place(home) -> SiteProfilePage:
    place = SiteProfilePageFactory(title="La Cime", slug="la-cime", email="anne@example.org")
    place.sources = [PlaceSource(source="CGET 2019", identifier="38-1")]
    place.save_revision().publish()
    return place


@pytest.fixture
def sheet(place) -> SheetPage:
    sheet = add_sheet(add_chapter(), "murs", title="Trouver des murs")
    sheet.body = [("place", {"place": place, "text": ""}), ("text", "<p>Visiter trois lieux.</p>")]
    sheet.save_revision().publish()
    return sheet


def test_a_place_with_a_source_is_copied_without_it(page: Page, place, editor):
    log_in(page, editor)
    page.goto(f"/admin/pages/{place.pk}/copy/")
    expect(page.get_by_text("La copie n’aura pas les sources de la fiche")).to_be_visible()
    expect(page.get_by_label("Alias")).to_have_count(0)
    assert violations(page) == []
    page.get_by_label("Nouveau titre").fill("La Cime bis")
    page.locator("[name=new_slug]").fill("la-cime-bis")
    page.get_by_role("button", name="Copier cette page").click()
    expect(page.get_by_text("Les sources n’ont pas été copiées")).to_be_visible()
    expect(page.get_by_role("row", name="La Cime bis")).to_be_visible()
    assert not SiteProfilePage.objects.get(slug="la-cime-bis").sources.exists()


def test_a_cited_place_is_deleted_and_restored(page: Page, place, sheet, editor):
    log_in(page, editor)
    page.goto(f"/admin/pages/{place.pk}/delete/")
    expect(page.get_by_role("link", name="Trouver des murs")).to_have_attribute(
        "href", f"/admin/pages/{sheet.pk}/edit/"
    )
    expect(page.get_by_text("Les contacts (courriel et téléphone) sont effacés tout de suite")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Mettre à la corbeille").click()
    expect(page.get_by_text("« La Cime (Grenoble) » est dans la corbeille")).to_be_visible()

    page.goto("/memento/demarrer/murs/")
    expect(page.get_by_text("Visiter trois lieux.")).to_be_visible()
    expect(page.get_by_text("La Cime")).to_have_count(0)
    assert page.goto("/inventaire/la-cime/").status == 404

    page.goto(f"/admin/pages/{sheet.pk}/edit/")
    expect(page.locator(".chooser__title", has_text="La Cime (Grenoble) (dans la corbeille)")).to_be_visible()
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page).to_have_url(re.compile(rf"/admin/pages/{sheet.get_parent().pk}/$"))

    page.goto("/admin/")
    page.get_by_role("link", name="Corbeille").click()
    expect(page.get_by_role("row", name="La Cime")).to_contain_text("Accueil › Inventaire")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_role("button", name="Restaurer « La Cime »")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Restaurer « La Cime »").click()
    expect(page.get_by_text("elle est de nouveau publiée")).to_be_visible()

    page.goto("/memento/demarrer/murs/")
    expect(page.get_by_role("link", name="La Cime")).to_be_visible()
    assert page.goto("/inventaire/la-cime/").status == 200
    expect(page.get_by_text("anne@example.org")).to_have_count(0)
    assert PlaceSource.objects.get().identifier == "38-1"
