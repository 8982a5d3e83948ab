"""A plan from empty forms to its readers: an editor writes it, a member proposes evidence, a moderator decides."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from archive.models import CommitmentPage, CommitmentPlanPage
from tests.browser.axe import violations
from tests.browser.conftest import log_in, settle
from tests.factories.commitments import full_commitment

PHONE = {"width": 390, "height": 844}


def publish(page: Page) -> None:
    settle(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("publiée").first).to_be_visible()


def add_measure(page: Page, number: str, title: str, text: str, axis: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Mesures", exact=True).click()
    page.get_by_role("link", name="Ajouter : mesure").first.click()
    page.locator("#id_number").fill(number)
    page.locator("#id_title").fill(title)
    page.locator("#id_text").fill(text)
    page.locator("#id_axis").select_option(axis)
    publish(page)


def test_a_plan_its_measures_and_their_evidence(
    page: Page, second_page: Page, home, editor, member, moderator, elsewhere
):
    log_in(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Engagements", exact=True).click()
    page.get_by_role("link", name="Ajouter : plan d’engagements").first.click()
    page.locator("#id_title").fill("Plan des vallées")
    page.locator("#id_date").fill("13/03/2015")
    page.locator("#id_axes-ADD").click()
    page.locator("#id_axes-0-title").fill("Lieux")
    publish(page)
    add_measure(page, "7", "Ouvrir dix lieux", "Ouvrir dix lieux dans les vallées.", "Lieux")
    add_measure(page, "8", "Former les gérants", "Former un gérant par lieu.", "Lieux")

    # The status is never typed: the form of the measure leads to a new evidence.
    measure = CommitmentPage.objects.get(number="7")
    page.goto(f"/admin/pages/{measure.pk}/edit/")
    page.get_by_role("tab", name="Preuves").click()
    expect(page.get_by_text("le statut de la mesure est « Non documenté »")).to_be_visible()
    page.get_by_role("link", name="Ajouter une preuve").click()
    page.locator("#id_title").fill("Délibération de juin 2016")
    page.locator("#id_date").fill("juin 2016")
    page.locator("#id_establishes").select_option(label="En cours")
    page.locator("#id_extract").fill("Quatre lieux sont ouverts.")
    publish(page)

    # A member knows better.
    log_in(second_page, member)
    second_page.set_viewport_size(PHONE)
    second_page.goto(measure.url)
    expect(second_page.locator(".page-head .badge")).to_have_text("En cours")
    second_page.get_by_role("link", name="Proposer une preuve").click()
    expect(second_page.get_by_label("De quelle mesure ?")).to_have_value(
        "Mesure 7 – Ouvrir dix lieux (Plan des vallées)"
    )
    second_page.get_by_label("Quelle preuve ?").fill("Le dixième lieu a ouvert")
    second_page.get_by_label("De quand date-t-elle ?").fill("3 mars 2018")
    second_page.get_by_label("De quoi s’agit-il ?").select_option(label="Constat de terrain")
    second_page.get_by_label("Où en est la mesure").select_option(label="Réalisé")
    assert violations(second_page) == []
    second_page.get_by_role("button", name="Enregistrer et continuer", exact=True).click()
    second_page.get_by_label("Le passage qui le dit").fill("Dix portes sont ouvertes.")
    second_page.get_by_role("button", name="Relire et envoyer").click()
    second_page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(second_page.locator(".message")).to_contain_text("Merci")

    # A moderator validates it.
    log_in(page, moderator)
    page.goto("/admin/")
    page.get_by_role("region", name="À modérer").get_by_role("link", name="Le dixième lieu a ouvert").click()
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name=re.compile("^(Accepter|Approuver)")).first.click()
    expect(page.get_by_text("les lecteurs le voient maintenant")).to_be_visible()

    second_page.goto(measure.url)
    expect(second_page.locator(".page-head .badge")).to_have_text("Réalisé")
    expect(second_page.locator(".history li")).to_have_count(2)
    second_page.goto(CommitmentPlanPage.objects.get().url)
    expect(second_page.get_by_role("row", name="Réalisé 1")).to_be_visible()
    expect(second_page.get_by_role("row", name="Non documenté 1")).to_be_visible()
    assert elsewhere == []


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["script", "no script"])
def test_measures_are_filtered_by_hand_and_keyboard(page: Page, home, elsewhere):
    measure = full_commitment()
    page.set_viewport_size(PHONE)
    page.goto(CommitmentPlanPage.objects.get().url)
    page.get_by_label("Statut", exact=True).select_option(label="Non documenté")
    page.get_by_role("button", name="Filtrer").press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 mesure répond à ces filtres")).to_be_visible()
    expect(page.get_by_role("link", name=measure.title)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert elsewhere == []
