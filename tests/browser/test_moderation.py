"""The moderators' screens in a browser: with and without scripts."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from archive.models import PublicationIndexPage
from inventory.models import SiteProfilePage
from members.models import Contribution
from members.moderation import decisions
from tests.browser.axe import violations_by_scheme
from tests.browser.conftest import log_in
from tests.factories.archive import PublicationPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.scene import PLACE, contribute, correct, page_of, reread

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


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
    expect(page.locator("#words-error")).to_be_visible()
    page.get_by_label("Prendre la correction").check()
    page.get_by_label("Quelques mots").fill("Merci.")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_text("La correction de « La Cime » est en ligne.")).to_be_visible()
    live = SiteProfilePage.objects.get(pk=place.pk)
    assert (live.summary, live.phone) == ("Celui du membre.", "04 76 11 11 11")
    assert reread(made).last_answer().words == "Merci."
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
    assert reread(made).last_answer().words == "Ce n’est pas un tiers-lieu."
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
    expect(page.get_by_role("alert").get_by_text("En bref : Choisissez ce qui doit être en ligne.")).to_be_visible()
    if broken := violations_by_scheme(page):
        found["error"] = broken
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
    assert Contribution.objects.waiting().count() == 3


def test_a_correction_that_brings_only_a_pdf_is_accepted_and_both_mails_say_so(
    page: Page, home, member, moderator, elsewhere
):
    publication = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), title="Dix ans de vallée")
    publication.save_revision().publish()
    log_in(page, member)
    page.goto(publication.url)
    page.get_by_role("link", name=re.compile("Vous avez ce document")).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "synthese.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(page.get_by_role("button", name="Retirer")).to_be_visible()  # the file is there
    page.get_by_role("button", name="C’est tout, relire et envoyer").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message")).to_contain_text("Merci")
    (asked,) = [letter for letter in mail.outbox if letter.to == [moderator.email]]
    assert "«\u00a0Correction de “Dix ans de vallée”\u00a0» attend une relecture" in asked.body
    mail.outbox.clear()

    page.context.clear_cookies()
    log_in(page, moderator)
    page.goto(f"/admin/moderation/{Contribution.objects.get().pk}/")
    expect(page.get_by_role("link", name="synthese.pdf")).to_be_visible()
    page.get_by_role("button", name="Refuser").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    assert violations_by_scheme(page) == {}
    summary.get_by_role("link", name=re.compile("Dites pourquoi")).click()
    expect(page.get_by_label("Quelques mots")).to_be_focused()
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_text("La correction de « Dix ans de vallée » est en ligne.")).to_be_visible()

    (answer,) = [letter for letter in mail.outbox if letter.to == [member.email]]
    assert answer.subject == "Correction en ligne\u00a0: Dix ans de vallée"
    assert "est en ligne. Merci" in answer.body
    page.goto(publication.url)
    expect(page.get_by_role("main").get_by_role("link", name=re.compile("synthese"))).to_be_visible()
    assert elsewhere == []
