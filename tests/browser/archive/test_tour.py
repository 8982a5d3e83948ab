"""A tour of three steps from an empty form, and a member who adds one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from archive.models import ArchiveIndexPage, TourPage
from members.models import Contribution
from tests.browser.conftest import log_in, settle
from tests.conftest import make_user
from tests.factories.archive import TourPageFactory

STEPS = (
    ("Le départ", "12 mars 2017", "Grenoble", "45,19 ; 5,72"),
    ("Le soir", "juin 2017", "Die (Drôme)", "44.75, 5.37"),
    ("L’arrivée", "vers septembre 2017", "Gap", ""),
)


def test_an_editor_makes_a_tour_of_three_steps(page: Page, home, editor):
    log_in(page, editor)
    archive = ArchiveIndexPage.objects.get()
    page.goto(f"/admin/pages/add/archive/tourpage/{archive.pk}/")
    page.locator("#id_title").fill("Un tour des vallées")
    page.locator("#id_introduction").fill("Trois vallées en une saison.")
    page.get_by_role("tab", name="Étapes").click()
    for number, (title, date, locality, point) in enumerate(STEPS):
        page.locator("#id_steps-ADD").click()
        page.locator(f"#id_steps-{number}-title").fill(title)
        page.locator(f"#id_steps-{number}-date").fill(date)
        page.locator(f"#id_steps-{number}-locality").fill(locality)
        page.locator(f"#id_steps-{number}-point").fill(point)
    settle(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("publiée").first).to_be_visible()

    tour = TourPage.objects.get()
    assert (tour.live, tour.steps.count()) == (True, 3)
    page.goto(f"/admin/pages/{tour.pk}/edit/")
    page.get_by_role("tab", name="Étapes").click()
    expect(page.locator("#id_steps-0-point")).to_have_value("45.19, 5.72")
    page.goto(tour.url)
    expect(page.locator(".tour-steps li")).to_have_count(3)
    expect(page.get_by_role("img", name="Carte : 2 étapes du tour")).to_be_visible()
    expect(page.get_by_role("complementary", name="En bref")).to_contain_text("1 étape n’est pas sur la carte")


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["script", "no script"])
def test_a_member_adds_a_step_to_a_tour_without_any(page: Page, home, elsewhere):
    tour = TourPageFactory(parent=ArchiveIndexPage.objects.get(), title="Un tour à retracer")
    log_in(page, make_user("membre-qui-y-etait", "Membres"))
    page.goto(tour.url)
    expect(page.get_by_text("Les étapes de ce tour ne sont pas encore connues.")).to_be_visible()
    page.get_by_role("link", name="Ajouter une étape").click()
    page.get_by_label("Ce qui s’est passé").fill("Visite de la Filature")
    page.get_by_label("Quand").fill("mars 2017")
    page.get_by_label("Commune ou lieu-dit").fill("Mens")
    page.get_by_role("button", name="C’est tout, relire et envoyer").click()
    expect(page.get_by_role("main")).to_contain_text("Visite de la Filature")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".message")).to_contain_text("Merci")
    contribution = Contribution.objects.get()
    assert (contribution.kind, contribution.state) == ("completer-un-tour", "waiting")
    assert elsewhere == []
