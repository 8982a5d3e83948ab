"""The moderators' screens in a browser: with and without scripts."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from inventory.models import SiteProfilePage
from members import decisions
from members.models import Contribution
from tests.browser.axe import violations_by_scheme
from tests.browser.conftest import log_in
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.test_decisions import PLACE, contribute, page_of, reread
from tests.members.test_merging import correct


@pytest.fixture
def place(home) -> SiteProfilePage:
    made = SiteProfilePageFactory(title="La Cime", summary="Un atelier.", phone="04 76 00 00 00")
    made.save_revision().publish()
    return SiteProfilePage.objects.get(pk=made.pk)


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["script", "no script"])
def test_a_correction_in_conflict_is_decided(page: Page, place, member, moderator, elsewhere):
    made = correct(place, member, summary=["Celui du membre."], phone=["04 76 11 11 11"])
    decisions.accept(correct(place, member, summary=["Celui d’une autre."]), moderator)
    log_in(page, moderator)
    page.goto("/admin/moderation/")
    page.get_by_role("link", name="La Cime").click()
    row = page.get_by_role("row", name="En bref")
    expect(row).to_contain_text("Celui d’une autre.")
    expect(row).to_contain_text("à choisir")

    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("Dites pourquoi : la personne qui a écrit ceci le lira.")).to_be_visible()
    page.get_by_label("Prendre la correction").check()
    page.get_by_label("Quelques mots").fill("Merci.")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_text("La correction de « La Cime » est en ligne.")).to_be_visible()
    live = SiteProfilePage.objects.get(pk=place.pk)
    assert (live.summary, live.phone) == ("Celui du membre.", "04 76 11 11 11")
    assert reread(made).last_words().words == "Merci."
    assert elsewhere == []


def test_a_page_is_refused_in_its_form_with_words(page: Page, member, moderator, elsewhere):
    made = contribute("lieu", member, PLACE | {"note": ["Je connais ce lieu."]}, files=1)
    log_in(page, moderator)
    page.goto(f"/admin/pages/{made.page_id}/edit/")
    expect(page.get_by_text("Proposé par un-membre")).to_be_visible()
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Refuser").click()
    modal = page.get_by_role("dialog")
    modal.get_by_label("Pourquoi refusez-vous ?").fill("Ce n’est pas un tiers-lieu.")
    modal.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("est refusé, et un-membre lira pourquoi")).to_be_visible()
    assert reread(made).last_words().words == "Ce n’est pas un tiers-lieu."
    assert not page_of(made).live
    assert elsewhere == []


def test_axe_finds_nothing(page: Page, place, member, moderator):
    correction = correct(place, member, summary=["Celui du membre."], families=["fablab"], note=["Vu sur place."])
    decisions.accept(correct(place, member, summary=["Celui d’une autre."]), moderator)
    report = contribute("signaler", None, {"reason": ["gone"], "contact": ["lea@example.org"]}, page=place)
    proposal = contribute("lieu", member, PLACE, files=2)
    log_in(page, moderator)
    found = {}
    for name, path in {
        "list": "/admin/moderation/",
        "all": "/admin/moderation/?etat=toutes",
        **{str(made.kind): f"/admin/moderation/{made.pk}/" for made in (correction, report, proposal)},
    }.items():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if broken := violations_by_scheme(page):
            found[name] = broken
    page.goto(f"/admin/moderation/{correction.pk}/")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_text("Choisissez ce qui doit être en ligne.")).to_be_visible()
    if broken := violations_by_scheme(page):
        found["error"] = broken
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
    assert Contribution.objects.waiting().count() == 3
